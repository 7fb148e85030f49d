def averaged_norm(x, running, gamma, beta, epsilon):
    """Batch norm in evaluation, by the averages over the batches of training."""
    mean, variance = running
    return f32(gamma * ((x.astype(np.float64) - mean) / np.sqrt(variance + epsilon)) + beta)


def averaged_norm_back(gradient, running, gamma, epsilon):
    return f32(gamma * gradient.astype(np.float64) / np.sqrt(running[1] + epsilon))
