def nudged(values, seed):
    """Every value changed by up to eight roundings of float32, at random."""
    return f32(values * (1 + 2.0**-20 * np.random.default_rng(seed).uniform(-1, 1, values.shape)))


def check(tensors, others):
    """Compares with the page: to 0.02 %, or as far as a few roundings of weights and inputs change a std."""
    drift = 0.0
    for name, layer, page in PAGE:
        here = std(tensors[name][layer])
        if page is None:
            # The page met numbers beyond float32; near its end sums overflow in one order and not in another.
            overflows = not np.isfinite(tensors[name][layer]).all() or here > 1e34
            assert overflows, f"{name}[{layer}]: std {here:.6g}, and the page met no finite numbers"
            continue
        for other in others:
            there = std(other[name][layer])
            drift = max(drift, abs(here - there) / max(here, there, 1e-37))
        allowed = 2e-4 * page + 10 * drift * max(here, page) + 1e-37
        assert abs(here - page) <= allowed, f"{name}[{layer}]: std {here:.6g}, on the page {page:.6g}"
    print(f"{len(PAGE)} stds agree with the page.")
    if drift > 0.01:
        print(f"A few roundings change one of them by {100 * drift:.0f} %: this network is chaotic there.")
