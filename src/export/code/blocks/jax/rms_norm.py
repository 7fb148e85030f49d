def rms_norm(x, gamma, beta, epsilon):
    """Every input has mean square gamma^2 over the units, before beta is added; statistics in float64."""
    wide = x.astype(jnp.float64)
    return (gamma * wide / jnp.sqrt((wide * wide).mean(1, keepdims=True) + epsilon) + beta).astype(jnp.float32)
