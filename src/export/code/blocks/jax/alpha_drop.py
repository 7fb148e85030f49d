def alpha_drop(x, mask, shift, dropped):
    """Dropout that keeps mean and variance (Klambauer et al. 2017)."""
    return jnp.where(mask == 0, dropped, x * mask + shift)
