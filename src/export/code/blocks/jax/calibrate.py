calibrated = set()


def calibrate(W, layer, output, variance):
    """LSUV (Mishkin, Matas 2016): divides weights by the std of what they make, until it is near."""
    if layer in calibrated:
        return
    drawn, scale = W[layer], 1.0
    for _ in range(10):
        found = std(np.asarray(output()))
        if abs(found**2 / variance - 1) < 0.1 or not 1e-7 <= found < np.inf:
            break
        scale = scale * np.sqrt(variance) / found
        W[layer] = drawn * f32(scale)
    calibrated.add(layer)
