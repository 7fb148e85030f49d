def place(rows, u, x, outputs):
    """Two circles, one inside the other."""
    label = rows % 2
    radius = np.sqrt(3.2) * np.where(label == 0, 0.5, 1)
    cos, sin = turned(u[:, 0])
    put(x, radius * cos, radius * sin)
    return x, label, None
