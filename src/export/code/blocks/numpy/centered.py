def centered(x, axis, epsilon):
    """(x - mean) / sqrt(variance + epsilon) along an axis, and the factor."""
    x = x.astype(np.float64)
    x = x - x.mean(axis, keepdims=True)
    factor = 1 / np.sqrt((x * x).mean(axis, keepdims=True) + epsilon)
    return x * factor, factor
