def drop(values, mask):
    return np.where(mask == 0, f32(0), values * mask)
