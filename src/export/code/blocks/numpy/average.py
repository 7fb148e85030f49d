def average(running, layer, x, momentum):
    """Running mean and variance of batch norm, the variance unbiased; fresh ones are 0 and 1."""
    mean, variance = running.get(layer, (0.0, 1.0))
    x = x.astype(np.float64)
    unbiased = x.var(0) * len(x) / max(1, len(x) - 1)
    running[layer] = (
        (1 - momentum) * mean + momentum * x.mean(0),
        (1 - momentum) * variance + momentum * unbiased,
    )
