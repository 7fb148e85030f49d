def rounding(shape, seed):
    """What float64 leaves open of softmax - 1 where the softmax is almost 1: a rounding of 1, over the batch."""
    return 2.0**-52 / shape[0] * np.random.default_rng(seed).uniform(-1, 1, shape)
