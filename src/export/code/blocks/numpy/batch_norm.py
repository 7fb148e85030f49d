def batch_norm(x, gamma, beta, epsilon):
    """Every unit has mean beta and std gamma over the batch."""
    return f32(gamma * centered(x, 0, epsilon)[0] + beta)


def batch_norm_back(gradient, x, gamma, epsilon):
    normed, factor = centered(x, 0, epsilon)
    h = gamma * gradient.astype(np.float64)
    return f32((h - h.mean(0) - normed * (h * normed).mean(0)) * factor)
