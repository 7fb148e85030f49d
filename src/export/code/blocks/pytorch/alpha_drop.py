def alpha_drop(x, mask, shift, dropped):
    """Dropout that keeps mean and variance (Klambauer et al. 2017)."""
    return torch.where(mask == 0, torch.full_like(x, dropped), x * mask + shift)
