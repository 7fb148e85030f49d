def draw_inputs(rows, columns):
    """A tenth of the entries is not zero."""
    kept = uniforms(INPUT_MASK, 0, rows, columns) < 0.1
    values = normal(INPUT, 0, rows, columns).astype(np.float64)
    return f32(np.where(kept, (1 / np.sqrt(0.1)) * values, 0))
