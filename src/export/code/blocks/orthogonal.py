def orthogonal(stream, layer, rows, columns):
    """Orthonormal columns, or rows where there are fewer of them: Gram-Schmidt on normals, float32."""
    a = normal(stream, layer, rows, columns).astype(np.float64)
    a = a if rows >= columns else a.T.copy()
    for k in range(a.shape[1]):
        # Sums run from the first row to the last, so that their bits do not depend on the computer.
        a[:, k] /= np.sqrt(np.cumsum(a[:, k] * a[:, k])[-1])
        rest = a[:, k + 1 :]
        projection = np.cumsum(a[:, k, None] * rest, axis=0)[-1]
        rest -= a[:, k, None] * projection
    return f32(a if rows >= columns else a.T)
