def alpha_drop(x, mask, shift, dropped):
    """Dropout that keeps mean and variance (Klambauer et al. 2017)."""
    return ops.where(mask == 0, dropped, x * mask + shift)
