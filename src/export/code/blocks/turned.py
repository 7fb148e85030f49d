def turned(turns):
    """cos and sin of a number of turns."""
    return on_circle(np.floor((turns - np.floor(turns)) * 2**30), 2**30)
