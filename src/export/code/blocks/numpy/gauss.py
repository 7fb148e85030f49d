def gauss(x):
    return np.exp(-x * x)
