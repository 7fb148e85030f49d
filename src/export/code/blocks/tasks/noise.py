def place(rows, u, x, outputs):
    """Classes by chance: there is nothing to learn but the points."""
    return x, np.floor(u[:, 0] * outputs).astype(int), None
