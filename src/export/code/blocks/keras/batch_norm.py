def batch_norm(x, gamma, beta, epsilon):
    """Every unit has mean beta and std gamma over the batch; statistics in float64."""
    wide, gamma, beta = ops.cast(x, "float64"), ops.cast(gamma, "float64"), ops.cast(beta, "float64")
    normed = (wide - ops.mean(wide, axis=0)) / ops.sqrt(ops.var(wide, axis=0) + epsilon)
    return ops.cast(gamma * normed + beta, "float32")
