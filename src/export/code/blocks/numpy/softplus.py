def softplus(x):
    """ln(1 + exp(x)), without overflow."""
    return f32(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))))
