#!/usr/bin/env python3
"""Golden vectors of propagation, statistics and random numbers.

Independent of the project: written on PyTorch (float64 autograd), NumPy and Python's statistics module.
  network.py OUT_DIR
"""
import json
import math
import pathlib
import sys
from statistics import NormalDist

import numpy as np
import torch
import torch.nn.functional as F

OUT = pathlib.Path(sys.argv[1])
SEED = 20261122
D = torch.float64
# One generator for all three files: a new draw goes behind all others, or every later number changes.
rng = np.random.default_rng(SEED)

ACTIVATIONS = {
    "linear": lambda x, a: x,
    "relu": lambda x, a: F.relu(x),
    "leaky_relu": lambda x, a: F.leaky_relu(x, a),
    "elu": lambda x, a: F.elu(x, a),
    "selu": lambda x, a: F.selu(x),
    "gelu": lambda x, a: F.gelu(x),
    "gelu_tanh": lambda x, a: 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
    "silu": lambda x, a: F.silu(x),
    "mish": lambda x, a: x * torch.tanh(F.softplus(x)),
    "softplus": lambda x, a: F.softplus(x, threshold=1e9),
    "sigmoid": lambda x, a: torch.sigmoid(x),
    "tanh": lambda x, a: torch.tanh(x),
    "hard_tanh": lambda x, a: torch.clamp(x, -1, 1),
    "softsign": lambda x, a: F.softsign(x),
    "erf": lambda x, a: torch.erf(x),
    "sin": lambda x, a: torch.sin(x),
}
PARAMETER = {"leaky_relu": 0.2, "elu": 1.0}


def tensor(a):
    return torch.tensor(a, dtype=D)


def numbers(t):
    """Ten significant digits: the tests' tolerance is derived from them."""
    return [float("%.10g" % v) for v in t.detach().reshape(-1).tolist()]


def array(t):
    return {"shape": list(t.shape), "data": numbers(t)}


# ---- propagation


def normalize(x, n, running):
    if n["type"] == "none":
        return x
    if n["type"] == "batch":
        m, v = running if n["mode"] == "eval" else (x.mean(0), x.var(0, unbiased=False))
        return n["gamma"] * (x - m) / torch.sqrt(v + n["epsilon"]) + n["beta"]
    if n["type"] == "layer":
        m, v = x.mean(1, keepdim=True), x.var(1, unbiased=False, keepdim=True)
        return n["gamma"] * (x - m) / torch.sqrt(v + n["epsilon"]) + n["beta"]
    return n["gamma"] * x / torch.sqrt((x * x).mean(1, keepdim=True) + n["epsilon"]) + n["beta"]


def run(config, upstream, W, b, x, running, given):
    """Forward and backward; every layer's z, output and gradients, and the loss where there is one."""
    a, n = config["activation"], config["normalization"]
    h, kept = x, []
    for l in range(len(W)):
        z = h @ W[l].T + b[l]
        z.retain_grad()
        u = normalize(z, n, running[l]) if n["position"] == "before_activation" else z
        p = ACTIVATIONS[a["name"]](u, a.get("alpha", 0.0))
        y = normalize(p, n, running[l]) if n["position"] == "after_activation" else p
        if y is z:
            y = z * 1.0
        y.retain_grad()
        kept.append((z, y))
        h = y
    kind = upstream["type"]
    if kind == "given":
        loss = (h * given).sum()
    elif kind == "softmax_cross_entropy":
        loss = F.cross_entropy(h, torch.tensor(upstream["labels"]))
    else:
        loss = ((h - given) ** 2).mean()
    loss.backward()
    layers = [
        {
            "preActivation": array(z),
            "output": array(y),
            "gradOutput": array(y.grad),
            "gradPreActivation": array(z.grad),
            "gradWeight": array(W[l].grad),
            "gradBias": array(b[l].grad),
        }
        for l, (z, y) in enumerate(kept)
    ]
    return {"layers": layers, "loss": None if kind == "given" else float(loss)}


def make(i, name, n, kind, widths, batch):
    pairs = list(zip(widths[1:], widths))
    W = [tensor(rng.standard_normal(p) * 1.0 * math.sqrt(1.5 / p[1])).requires_grad_() for p in pairs]
    b = [tensor(rng.standard_normal(out) * 0.1).requires_grad_() for out in widths[1:]]
    x = tensor(rng.standard_normal((batch, widths[0])))
    activation = {"name": name, **({"alpha": PARAMETER[name]} if name in PARAMETER else {})}
    running = [(tensor(rng.standard_normal(w) * 0.3), tensor(rng.uniform(0.5, 2, w))) for w in widths[1:]]
    config = {"widths": widths, "batchSize": batch, "activation": activation, "normalization": n}
    upstream, given = {"type": kind}, None
    if kind == "softmax_cross_entropy":
        upstream["labels"] = [int(v) for v in rng.integers(0, widths[-1], batch)]
    else:
        given = tensor(rng.standard_normal((batch, widths[-1])))
    expected = run(config, upstream, W, b, x, running, given)
    if kind == "given":
        upstream["data"] = array(given)
    if kind == "mean_squared_error":
        upstream["target"] = array(given)
    case = {
        "id": f'{i:03d}-{name}-{n["type"]}-{n["position"]}-{n["mode"]}-{kind}',
        "config": config,
        "upstream": upstream,
        "expected": expected,
        "input": array(x),
        "weights": [array(w) for w in W],
        "biases": [array(v) for v in b],
    }
    if n["type"] == "batch" and n["mode"] == "eval":
        case["runningStatistics"] = [{"mean": numbers(m), "variance": numbers(v)} for m, v in running]
    return case


def norm(type, position="before_activation", mode="train", epsilon=1e-5, gamma=1.0, beta=0.0):
    return {"type": type, "position": position, "mode": mode, "epsilon": epsilon, "gamma": gamma, "beta": beta}


NORMS = [
    norm("none", epsilon=0, gamma=1, beta=0),
    norm("batch"),
    norm("batch", "after_activation", gamma=1.3, beta=-0.2),
    norm("batch", mode="eval"),
    norm("batch", epsilon=1e-3, gamma=0.7, beta=0.4),
    norm("layer"),
    norm("layer", "after_activation", gamma=1.1, beta=0.05),
    norm("rms"),
    norm("batch", "after_activation", "eval", epsilon=1e-6),
]
UPSTREAM = ["given", "softmax_cross_entropy", "mean_squared_error"]


def propagation():
    cases = []
    for a, name in enumerate(ACTIVATIONS):
        for k, n in enumerate(NORMS):
            # Every activation with none and batch; of the others every third, in turn.
            if (k + a) % 3 and k > 1:
                continue
            widths = [int(v) for v in rng.integers(3, 9, int(rng.integers(3, 7)))]
            kind = UPSTREAM[len(cases) % 3]
            cases.append(make(len(cases), name, n, kind, widths, int(rng.integers(4, 9))))
    convention = (
        "z = h W^T + b; weights [n_out, n_in] row-major; arrays [batch, units]; gradients of the loss (sum of "
        'upstream*output for "given", mean over the batch for cross-entropy, mean over all entries for squared error); '
        "batch normalisation uses the biased variance"
    )
    return {"source": "PyTorch float64 autograd", "convention": convention, "cases": cases}


def skip_draws():
    """The draws of six small training runs that once stood here: without them all later numbers would be others."""
    for _ in range(6):
        for shape in ((6, 4), (5, 6), (3, 5), (8, 4)):
            rng.standard_normal(shape)
        rng.integers(0, 3, 8)


# ---- statistics of an array


def arrays():
    return [
        ("normal", rng.standard_normal(1000)),
        ("relu", np.maximum(rng.standard_normal(999), 0)),
        ("constant", np.full(64, 0.25)),
        ("zeros", np.zeros(50)),
        ("tiny", rng.standard_normal(500) * 1e-30),
        ("offset", 1000 + rng.standard_normal(800) * 1e-3),
        ("heavy", rng.standard_cauchy(2000)),
        ("nonfinite", np.array([1.0, np.nan, np.inf, -np.inf, 0.0, -2.0, 3.0, np.nan])),
        ("all-nan", np.full(4, np.nan)),
        ("one", np.array([7.0])),
    ]


def word(v):
    """JSON has no NaN and no Inf."""
    return "NaN" if math.isnan(v) else ("Infinity" if v > 0 else "-Infinity") if math.isinf(v) else v


def expected_statistics(v):
    finite = v[np.isfinite(v)]
    e = {
        "count": int(v.size),
        "finite": int(finite.size),
        "nan": int(np.isnan(v).sum()),
        "positiveInfinity": int(np.isposinf(v).sum()),
        "negativeInfinity": int(np.isneginf(v).sum()),
        "zeros": int((v == 0).sum()),
    }
    if finite.size == 0:
        return e
    m, s = float(finite.mean()), float(finite.std())
    e |= {"mean": m, "std": s, "rms": float(np.sqrt((finite**2).mean()))}
    e |= {"min": float(finite.min()), "max": float(finite.max())}
    if s > 0 and np.isfinite((finite**4).sum()):
        z = (finite - m) / s
        e |= {"skewness": float((z**3).mean()), "excessKurtosis": float((z**4).mean() - 3)}
    if finite.size > 10:
        e["percentiles"] = {str(p): float(np.percentile(finite, p)) for p in (1, 5, 25, 50, 75, 95, 99)}
    return e


def statistics():
    cases = []
    for name, drawn in arrays():
        v = drawn.astype(np.float32).astype(np.float64)
        cases.append({"id": name, "values": [word(q) for q in v.tolist()], "expected": expected_statistics(v)})
    source = (
        "NumPy float64 over the float32 values; moments over the finite values only; std is the population one"
    )
    return {"source": source, "cases": cases}


# ---- Philox 4x32-10 and normal quantiles


def philox(counter, key):
    c, k, mask = list(counter), list(key), 0xFFFFFFFF
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [((p1 >> 32) ^ c[1] ^ k[0]) & mask, p1 & mask, ((p0 >> 32) ^ c[3] ^ k[1]) & mask, p0 & mask]
        k = [(k[0] + 0x9E3779B9) & mask, (k[1] + 0xBB67AE85) & mask]
    return c


def random_numbers():
    known = [
        ([0] * 4, [0] * 2),
        ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2),
        ([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], [0xA4093822, 0x299F31D0]),
    ]
    rows = [{"counter": c, "key": k, "output": philox(c, k)} for c, k in known]
    # The Random123 answers to the first and the last.
    assert ["%08x" % v for v in rows[0]["output"]] == ["6627e8d5", "e169c58d", "bc57ac4c", "9b00dbd8"]
    assert ["%08x" % v for v in rows[2]["output"]] == ["d16cfe09", "94fdcceb", "5001e420", "24126ea1"]
    for _ in range(20):
        c = [int(v) for v in rng.integers(0, 2**32, 4)]
        k = [int(v) for v in rng.integers(0, 2**32, 2)]
        rows.append({"counter": c, "key": k, "output": philox(c, k)})
    us = [2**-33, 1e-6, 0.001, 0.02425, 0.1, 0.25, 0.425, 0.5, 0.575, 0.75, 0.9, 0.97575, 0.999, 1 - 1e-6, 1 - 2**-33]
    us += [float(v) for v in rng.random(20)]
    source = (
        "Philox 4x32-10 (Salmon et al. 2011), first three rows are the Random123 known-answer tests; "
        "normal quantile from Python statistics.NormalDist (AS241)"
    )
    quantiles = [{"u": u, "z": NormalDist().inv_cdf(u)} for u in us]
    return {"source": source, "philox4x32_10": rows, "normalQuantile": quantiles}


def write(name, golden):
    (OUT / name).write_text(json.dumps(golden))


write("propagation.json", propagation())
skip_draws()
write("statistics.json", statistics())
write("random.json", random_numbers())
