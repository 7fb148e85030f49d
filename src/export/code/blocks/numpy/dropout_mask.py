def dropout_mask(layer, rows, columns, keep, kept):
    """What is kept is multiplied by `kept`; the mask is 0 elsewhere."""
    return np.where(f32(uniforms(DROPOUT, layer, rows, columns)) < keep, f32(kept), f32(0))
