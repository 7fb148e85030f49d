def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow."""
    e = np.exp(-np.abs(x))
    return f32(np.where(x >= 0, 1, e) / (1 + e))
