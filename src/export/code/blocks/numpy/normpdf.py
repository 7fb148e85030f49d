def normpdf(x):
    """Density of a standard normal."""
    return 0.3989422804014327 * np.exp(-0.5 * x * x)
