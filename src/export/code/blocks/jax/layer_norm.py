def layer_norm(x, gamma, beta, epsilon):
    """Every input has mean beta and std gamma over the units; statistics in float64."""
    wide = x.astype(jnp.float64)
    mean, variance = wide.mean(1, keepdims=True), wide.var(1, keepdims=True)
    return (gamma * (wide - mean) / jnp.sqrt(variance + epsilon) + beta).astype(jnp.float32)
