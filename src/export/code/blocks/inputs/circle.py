def draw_inputs(rows, columns):
    """Evenly spaced points of a circle in a random plane."""
    u, v = quantile(uniforms(INPUT_COMMON, 0, 2, columns))
    rows = np.arange(rows) if np.isscalar(rows) else np.asarray(rows)
    cos, sin = on_circle(rows % BATCH, BATCH)
    return f32(cos[:, None] * u + sin[:, None] * v)
