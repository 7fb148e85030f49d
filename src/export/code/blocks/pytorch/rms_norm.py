def rms_norm(x, gamma, beta, epsilon):
    """F.rms_norm of newer versions, its statistics in float64."""
    wide = x.double()
    return (gamma * wide / torch.sqrt((wide * wide).mean(1, keepdim=True) + epsilon) + beta).float()
