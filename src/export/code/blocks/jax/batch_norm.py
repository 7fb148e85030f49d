def batch_norm(x, gamma, beta, epsilon):
    """Every unit has mean beta and std gamma over the batch; statistics in float64."""
    wide = x.astype(jnp.float64)
    return (gamma * (wide - wide.mean(0)) / jnp.sqrt(wide.var(0) + epsilon) + beta).astype(jnp.float32)
