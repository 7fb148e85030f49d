def shifted(values, mean):
    """float32(value + mean)."""
    return f32(values.astype(np.float64) + mean)
