def rounding(gradient, seed):
    """What float64 leaves open of softmax - 1 where the softmax is almost 1: a rounding of 1, over the batch."""
    noise = np.random.default_rng(seed).uniform(-1, 1, gradient.shape)
    return torch.from_numpy(f32(2.0**-52 / len(gradient) * noise))
