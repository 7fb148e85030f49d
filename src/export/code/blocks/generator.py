# Every random number has an address: (stream, layer, row, column). Philox 4x32-10 (Salmon et al. 2011)
# turns the address and the seed into 32 random bits, and AS241 (Wichura 1988) turns those into a normal.
# So this file draws the numbers of the page bit for bit, on any computer.
WEIGHT, BIAS, INPUT, GRADIENT, MASK, INPUT_COMMON = range(6)
INPUT_MASK, DROPOUT, LABEL, TASK, TASK_COMMON, ORDER = range(6, 12)


def f32(values):
    return np.asarray(values, dtype=np.float32)


def philox(c0, c1, c2, c3, key):
    c0, c1, c2, c3 = (np.atleast_1d(np.asarray(c, dtype=np.uint64)) for c in (c0, c1, c2, c3))
    low, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    k0, k1 = key, 0
    for _ in range(10):
        p0, p1 = np.uint64(0xD2511F53) * c0, np.uint64(0xCD9E8D57) * c2
        c0, c2 = (p1 >> half) ^ c1 ^ np.uint64(k0), (p0 >> half) ^ c3 ^ np.uint64(k1)
        c1, c3 = p1 & low, p0 & low
        k0, k1 = (k0 + 0x9E3779B9) % 2**32, (k1 + 0xBB67AE85) % 2**32
    return c0, c1, c2, c3


def words(stream, layer, rows, columns):
    """32 random bits per entry, [rows, columns]; `rows` is a list of row numbers, or how many rows."""
    rows = np.arange(rows) if np.isscalar(rows) else np.asarray(rows)
    blocks = np.arange((columns + 3) // 4)
    four = philox(blocks[None, :], rows[:, None], layer, stream, SEED)
    return np.stack(four, axis=-1).reshape(len(rows), -1)[:, :columns]


def uniforms(stream, layer, rows, columns):
    """Uniform in (0, 1), float64."""
    return (words(stream, layer, rows, columns) + 0.5) * 2.0**-32


def log(x):
    """ln x by + - * / in a fixed order: the logarithm of a library may differ in its last bit."""
    m, exponent = np.frexp(x)
    m, exponent = 2 * m, exponent - 1
    large = m > 1.4142135623730951
    m, exponent = np.where(large, 0.5 * m, m), np.where(large, exponent + 1, exponent)
    s = (m - 1) / (m + 1)
    t = s * s
    tail = s * t * np.polyval([1 / n for n in range(21, 1, -2)], t)
    return exponent * 6.9314718036912381649e-1 + (exponent * 1.90821492927058770002e-10 + 2 * (s + tail))


CENTER = (
    [2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
     1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.387132872796366608],
    [5.226495278852854561e3, 2.8729085735721942674e4, 3.930789580009271061e4, 2.1213794301586595867e4,
     5.3941960214247511077e3, 6.871870074920579083e2, 4.2313330701600911252e1, 1],
)
SHOULDER = (
    [7.7454501427834140764e-4, 2.27238449892691845833e-2, 2.4178072517745061177e-1, 1.27045825245236838258,
     3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734],
    [1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2, 1.4810397642748007459e-1,
     6.8976733498510000455e-1, 1.6763848301838038494, 2.05319162663775882187, 1],
)
TAIL = (
    [2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3, 2.6532189526576123093e-2,
     2.9656057182850489123e-1, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772],
    [2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
     1.48753612908506148525e-2, 1.3692988092273580531e-1, 5.9983220655588793769e-1, 1],
)


def ratio(polynomials, r):
    return np.polyval(polynomials[0], r) / np.polyval(polynomials[1], r)


def quantile(u):
    """The standard normal z with P(Z < z) = u, float64."""
    q = u - 0.5
    r = 0.180625 - q * q
    center = q * np.polyval(CENTER[0], r) / np.polyval(CENTER[1], r)
    r = np.sqrt(-log(np.where(q < 0, u, 1 - u)))
    outer = np.where(r <= 5, ratio(SHOULDER, r - 1.6), ratio(TAIL, r - 5))
    return np.where(np.abs(q) <= 0.425, center, np.where(q < 0, -outer, outer))


def normal(stream, layer, rows, columns):
    """Standard normals, float32."""
    return f32(quantile(uniforms(stream, layer, rows, columns)))
