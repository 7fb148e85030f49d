def dot(a, b):
    """a b^T; sums run from the first term to the last."""
    total = np.zeros((len(a), len(b)))
    for k in range(a.shape[1]):
        total = total + a[:, k, None] * b[:, k]
    return total


def exact_tanh(x):
    """tanh x by + - * / in a fixed order."""
    twice = 2 * np.clip(x, -20, 20)
    k = np.floor(twice / 0.6931471805599453 + 0.5)
    r = twice - k * 6.9314718036912381649e-1 - k * 1.90821492927058770002e-10
    factorial = np.cumprod([1.0] + [float(n) for n in range(1, 14)])
    e = 2.0**k * np.polyval([1 / factorial[n] for n in range(13, -1, -1)], r)
    return (e - 1) / (e + 1)


def place(rows, u, x, outputs):
    """The values of a random network with 32 hidden units."""
    first = quantile(uniforms(TASK_COMMON, 0, 32, x.shape[1]))
    second = quantile(uniforms(TASK_COMMON, 1, outputs, 32))
    hidden = exact_tanh(dot(x, first) / np.sqrt(x.shape[1]))
    return x, None, (1 / np.sqrt(0.394)) * dot(hidden, second) / np.sqrt(32)
