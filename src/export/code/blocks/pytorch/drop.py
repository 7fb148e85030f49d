def drop(x, mask):
    return torch.where(mask == 0, torch.zeros_like(x), x * mask)
