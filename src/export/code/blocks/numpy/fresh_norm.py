def fresh_norm(x, gamma, beta, epsilon):
    """Batch norm in evaluation before its first batch: running mean 0 and variance 1."""
    return f32(gamma * (x.astype(np.float64) / np.sqrt(1 + epsilon)) + beta)


def fresh_norm_back(gradient, x, gamma, epsilon):
    return f32(gamma * gradient.astype(np.float64) / np.sqrt(1 + epsilon))
