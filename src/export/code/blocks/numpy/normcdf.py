erfc = np.vectorize(math.erfc, otypes=[np.float64])


def normcdf(x):
    """P(Z < x) of a standard normal."""
    return 0.5 * erfc(-x.astype(np.float64) * np.sqrt(0.5))
