def place(rows, u, x, outputs):
    """Two interleaved half circles."""
    label = rows % 2
    cos, sin = turned(u[:, 0] / 2)
    a, b = np.where(label == 0, cos, 1 - cos), np.where(label == 0, sin, 0.5 - sin)
    put(x, (a - 0.5) / np.sqrt(0.75), (b - 0.25) / 0.4941)
    return x, label, None
