def draw_inputs(rows, columns):
    chosen = np.floor(uniforms(INPUT_MASK, 0, rows, 1)[:, 0] * columns).astype(int)
    return np.eye(columns, dtype=np.float32)[chosen]
