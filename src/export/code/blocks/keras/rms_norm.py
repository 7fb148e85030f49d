def rms_norm(x, gamma, beta, epsilon):
    """Every input has mean square gamma^2 over the units, before beta is added; statistics in float64."""
    wide, gamma, beta = ops.cast(x, "float64"), ops.cast(gamma, "float64"), ops.cast(beta, "float64")
    power = ops.mean(wide * wide, axis=1, keepdims=True)
    return ops.cast(gamma * wide / ops.sqrt(power + epsilon) + beta, "float32")
