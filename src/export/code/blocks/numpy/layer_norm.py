def layer_norm(x, gamma, beta, epsilon):
    """Every input has mean beta and std gamma over the units."""
    return f32(gamma * centered(x, 1, epsilon)[0] + beta)


def layer_norm_back(gradient, x, gamma, epsilon):
    normed, factor = centered(x, 1, epsilon)
    h = gamma * gradient.astype(np.float64)
    return f32((h - h.mean(1, keepdims=True) - normed * (h * normed).mean(1, keepdims=True)) * factor)
