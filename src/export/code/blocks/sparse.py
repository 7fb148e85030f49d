def sparse(stream, layer, rows, columns, sparsity):
    """Standard normals with ceil(sparsity * rows) zeros in every column, float32."""
    values = normal(stream, layer, rows, columns)
    zeros = int(np.ceil(sparsity * rows))
    order = np.argsort(words(MASK, layer, rows, columns), axis=0, kind="stable")
    np.put_along_axis(values, order[:zeros], 0, axis=0)
    return values
