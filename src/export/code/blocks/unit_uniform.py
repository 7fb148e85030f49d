def unit_uniform(stream, layer, rows, columns):
    """Uniform in (0, 1), float32."""
    return f32(uniforms(stream, layer, rows, columns))
