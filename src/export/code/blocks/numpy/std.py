def std(values):
    """Standard deviation over the finite values of a tensor."""
    values = values[np.isfinite(values)].astype(np.float64)
    return values.std() if values.size else np.nan
