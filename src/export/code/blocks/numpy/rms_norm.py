def rms_norm(x, gamma, beta, epsilon):
    """Every input has mean square gamma^2 over the units, before beta is added."""
    x = x.astype(np.float64)
    return f32(gamma * x / np.sqrt((x * x).mean(1, keepdims=True) + epsilon) + beta)


def rms_norm_back(gradient, x, gamma, epsilon):
    x = x.astype(np.float64)
    factor = 1 / np.sqrt((x * x).mean(1, keepdims=True) + epsilon)
    h, normed = gamma * gradient.astype(np.float64), x * factor
    return f32((h - normed * (h * normed).mean(1, keepdims=True)) * factor)
