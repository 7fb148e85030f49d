def drop(x, mask):
    return ops.where(mask == 0, 0.0, x * mask)
