def uniform(stream, layer, rows, columns):
    """Uniform with mean 0 and variance 1, float32."""
    return f32(1.7320508075688772 * (2 * uniforms(stream, layer, rows, columns) - 1))
