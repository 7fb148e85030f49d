#!/usr/bin/env python3
"""Golden vectors of blocks: every kind with every norm and gate, by PyTorch's float64 autograd.

Independent of the project: the formulas are those of the papers.
  blocks.py OUT_DIR
"""
import json
import math
import pathlib
import sys

import numpy as np
import torch

OUT = pathlib.Path(sys.argv[1])
SEED = 20261130
D = torch.float64
rng = np.random.default_rng(SEED)

WIDTH, BATCH, EXPANSION, BLOCKS = 4, 5, 2, 2
EPSILON, GAMMA, BETA = 0.01, 1.3, -0.2


def norm(kind, x):
    """Over the batch, or over the units of each input; variances biased."""
    if kind == "none":
        return x
    axis = 0 if kind == "batch" else 1
    if kind == "rms":
        hat = x / torch.sqrt((x * x).mean(1, keepdim=True) + EPSILON)
    else:
        mean = x.mean(axis, keepdim=True)
        variance = x.var(axis, unbiased=False, keepdim=True)
        hat = (x - mean) / torch.sqrt(variance + EPSILON)
    return GAMMA * hat + BETA


def draw(rows, columns):
    values = rng.normal(size=(rows, columns)) / math.sqrt(columns)
    return torch.tensor(values, dtype=D, requires_grad=True)


def run(block, kind, gate, branch):
    inner = EXPANSION * WIDTH
    embed, head, x = draw(WIDTH, WIDTH), draw(WIDTH, WIDTH), torch.tensor(rng.normal(size=(BATCH, WIDTH)), dtype=D)
    upstream = torch.tensor(rng.normal(size=(BATCH, WIDTH)), dtype=D)
    alpha = (2 * BLOCKS) ** 0.25 if block == "deepnorm" else 1.0
    matrices, streams = [embed], []
    h = torch.tanh(x @ embed.T)
    for _ in range(BLOCKS):
        first = draw(inner, WIDTH)
        value = draw(inner, WIDTH) if gate == "glu" else None
        last = draw(WIDTH, inner)
        matrices += [first, last] if value is None else [first, value, last]
        u = norm(kind, h) if block in ("pre", "branch") else h
        a = torch.tanh(u @ first.T)
        if value is not None:
            a = a * (u @ value.T)
        f = a @ last.T
        if block == "branch":
            f = norm(kind, f)
        h = alpha * h + branch * f
        if block in ("post", "deepnorm"):
            h = norm(kind, h)
        h.retain_grad()
        streams.append(h)
    matrices.append(head)
    out = (norm(kind, h) if block in ("pre", "branch") else h) @ head.T
    (out * upstream).sum().backward()

    def numbers(t):
        """Twelve significant digits: the tolerance of the tests is derived from them."""
        return [float("%.12g" % v) for v in t.detach().reshape(-1).tolist()]

    return {
        "block": block,
        "norm": kind,
        "gate": gate,
        "branch": branch,
        "input": numbers(x),
        "upstream": numbers(upstream),
        "weights": [numbers(w) for w in matrices],
        "output": numbers(out),
        "streams": [numbers(s) for s in streams],
        "gradStreams": [numbers(s.grad) for s in streams],
        "gradWeights": [numbers(w.grad) for w in matrices],
    }


cases = [run("residual", "none", gate, branch) for gate in ("none", "glu") for branch in (1.0, 0.3)]
for block in ("pre", "post", "branch", "deepnorm"):
    for kind in ("batch", "layer", "rms"):
        for gate in ("none", "glu"):
            cases.append(run(block, kind, gate, 0.3 if (kind == "layer") else 1.0))

document = {
    "source": f"PyTorch {torch.__version__} float64 autograd, NumPy {np.__version__}, seed {SEED}",
    "width": WIDTH,
    "batch": BATCH,
    "expansion": EXPANSION,
    "blocks": BLOCKS,
    "epsilon": EPSILON,
    "gamma": GAMMA,
    "beta": BETA,
    "cases": cases,
}
(OUT / "blocks.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
