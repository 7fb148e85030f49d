def layer_norm(x, gamma, beta, epsilon):
    """Every input has mean beta and std gamma over the units; statistics in float64."""
    wide, gamma, beta = ops.cast(x, "float64"), ops.cast(gamma, "float64"), ops.cast(beta, "float64")
    mean, variance = ops.mean(wide, axis=1, keepdims=True), ops.var(wide, axis=1, keepdims=True)
    return ops.cast(gamma * (wide - mean) / ops.sqrt(variance + epsilon) + beta, "float32")
