def draw_inputs(rows, columns):
    """x = sqrt(1/2) (u + v) with a u that all inputs share: their correlation is 1/2."""
    common = quantile(uniforms(INPUT_COMMON, 0, 1, columns))
    own = normal(INPUT, 0, rows, columns).astype(np.float64)
    return f32(np.sqrt(0.5) * common + np.sqrt(0.5) * own)
