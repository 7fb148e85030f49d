def place(rows, u, x, outputs):
    """y = sin(pi x); further outputs have higher frequencies."""
    at = np.sqrt(3) * (2 * u[:, 0] - 1)
    put(x, at)
    y = [1.4142135623730951 * turned((j + 1) * at / 2)[1] for j in range(outputs)]
    return x, None, np.stack(y, axis=1)
