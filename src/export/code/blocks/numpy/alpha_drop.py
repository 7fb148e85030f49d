def alpha_drop(values, mask, shift, dropped):
    """Dropout that keeps mean and variance (Klambauer et al. 2017)."""
    return f32(np.where(mask == 0, dropped, values * mask + shift))
