calibrated = {}


@torch.no_grad()
def calibrate(linear, layer, output, variance):
    """LSUV (Mishkin, Matas 2016): divides weights by the std of what they make, until it is near."""
    if layer in calibrated:
        return
    drawn, scale = linear[str(layer)].weight.clone(), 1.0
    for _ in range(10):
        found = std(output().numpy())
        if abs(found**2 / variance - 1) < 0.1 or not 1e-7 <= found < np.inf:
            break
        scale = scale * np.sqrt(variance) / found
        linear[str(layer)].weight.copy_(drawn * float(f32(scale)))
    # Later passes start from the calibrated weights.
    calibrated[layer] = W[layer] = linear[str(layer)].weight.numpy().copy()
