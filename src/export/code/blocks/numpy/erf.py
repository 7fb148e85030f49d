erf = np.vectorize(math.erf, otypes=[np.float32])
