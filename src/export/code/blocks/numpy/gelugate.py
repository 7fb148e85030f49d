def gelugate(x):
    """(1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2"""
    return sigmoid(x * (1.5957691216057308 + 0.044715 * 1.5957691216057308 * np.minimum(x * x, 400)))
