def truncated(stream, layer, rows, columns):
    """Standard normals cut at +-2, float32; their std is 0.8796."""
    u = uniforms(stream, layer, rows, columns)
    return f32(quantile(0.02275013194817921 + 0.9544997361036416 * u))
