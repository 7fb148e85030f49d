def on_circle(step, steps):
    """cos and sin of 2 pi step / steps by + - * / in a fixed order."""
    step = np.asarray(step, dtype=np.int64)
    octant = 8 * step // steps
    mirrored = octant % 2 == 1
    eighths = (8 * step - octant * steps) / steps
    angle = (np.pi / 4) * np.where(mirrored, 1 - eighths, eighths)
    factorial = np.cumprod([1.0] + [float(n) for n in range(1, 18)])
    c = np.polyval([(1 if n % 4 == 0 else -1) / factorial[n] for n in range(16, -1, -2)], angle * angle)
    s = np.polyval([(1 if n % 4 == 1 else -1) / factorial[n] for n in range(17, 0, -2)], angle * angle)
    s = angle * s
    cos, sin = np.where(mirrored, s, c), np.where(mirrored, c, s)
    quarter = octant // 2
    return np.choose(quarter, [cos, -sin, -cos, sin]), np.choose(quarter, [sin, cos, -sin, -cos])
