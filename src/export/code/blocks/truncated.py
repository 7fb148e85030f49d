def truncated(stream, layer, rows, columns, low=0.02275013194817921, span=0.9544997361036416):
    """Standard normals cut at +-2, float32; their std is 0.8796. Other cuts leave out P(Z < -cut) = low."""
    return f32(quantile(low + span * uniforms(stream, layer, rows, columns)))
