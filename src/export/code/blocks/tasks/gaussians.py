def place(rows, u, x, outputs):
    """Two round clouds."""
    label = rows % 2
    center = np.where(label == 0, -np.sqrt(0.75), np.sqrt(0.75))
    put(x, *[center + 0.5 * column for column in x.T[:2].copy()])
    return x, label, None
