def draw_inputs(rows, columns):
    return np.ones((rows if np.isscalar(rows) else len(rows), columns), dtype=np.float32)
