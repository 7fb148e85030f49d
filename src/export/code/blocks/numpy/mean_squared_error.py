def mean_squared_error(output, targets):
    """Mean of (output - target)^2, and its gradient."""
    error = output.astype(np.float64) - targets
    return np.mean(error * error), f32(2 * error / error.size)
