#!/usr/bin/env python3
"""Golden vectors of blocks with causal attention, by PyTorch's float64 autograd.

Independent of the project: attention is PyTorch's multi_head_attention_forward, and the formula of the paper
where queries and keys are normalised.
  attention.py OUT_DIR
"""
import json
import math
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

OUT = pathlib.Path(sys.argv[1])
SEED = 20261201
D = torch.float64
rng = np.random.default_rng(SEED)

WIDTH, TOKENS, ROWS, HEADS, EXPANSION = 6, 4, 7, 2, 2
EPSILON, GAMMA, BETA = 0.01, 1.3, -0.2
SIZE = WIDTH // HEADS


def norm(kind, x):
    """Over the units of each row; variances biased."""
    if kind == "rms":
        hat = x / torch.sqrt((x * x).mean(1, keepdim=True) + EPSILON)
    else:
        hat = (x - x.mean(1, keepdim=True)) / torch.sqrt(x.var(1, unbiased=False, keepdim=True) + EPSILON)
    return GAMMA * hat + BETA


def draw(rows, columns):
    values = rng.normal(size=(rows, columns)) / math.sqrt(columns)
    return torch.tensor(values, dtype=D, requires_grad=True)


def causal(length):
    return torch.triu(torch.full((length, length), -math.inf, dtype=D), diagonal=1)


def by_formula(x, query, key, value):
    """Heads of one sequence by the definition, queries and keys behind an RMS norm without gains."""
    outs = []
    for head in range(HEADS):
        rows = slice(head * SIZE, (head + 1) * SIZE)
        q, k, v = (x @ w[rows].T for w in (query, key, value))
        q, k = (u / torch.sqrt((u * u).mean(1, keepdim=True) + EPSILON) for u in (q, k))
        outs.append(torch.softmax(q @ k.T / math.sqrt(SIZE) + causal(len(x)), 1) @ v)
    return torch.cat(outs, 1)


def attend(x, query, key, value, last, logits):
    """Sequence by sequence; the last one is shorter."""
    outs = []
    for start in range(0, ROWS, TOKENS):
        part = x[start : start + TOKENS]
        if logits == "normed":
            outs.append(by_formula(part, query, key, value) @ last.T)
            continue
        # PyTorch divides by sqrt(d).
        scaled = query / math.sqrt(SIZE) if logits == "inverse" else query
        out, _ = F.multi_head_attention_forward(
            part.unsqueeze(1), part.unsqueeze(1), part.unsqueeze(1), WIDTH, HEADS,
            torch.cat([scaled, key, value]), None, None, None, False, 0.0, last, None,
            attn_mask=causal(len(part)), need_weights=False,
        )
        outs.append(out.squeeze(1))
    return torch.cat(outs)


def run(block, kind, gate, logits):
    inner = EXPANSION * WIDTH
    embed, head = draw(WIDTH, WIDTH), draw(WIDTH, WIDTH)
    x = torch.tensor(rng.normal(size=(ROWS, WIDTH)), dtype=D)
    upstream = torch.tensor(rng.normal(size=(ROWS, WIDTH)), dtype=D)
    matrices = [embed]
    streams = []
    h = torch.tanh(x @ embed.T)

    def around(branch, h):
        f = branch(norm(kind, h) if block in ("pre", "branch") else h)
        if block == "branch":
            f = norm(kind, f)
        h = h + f
        if block == "post":
            h = norm(kind, h)
        h.retain_grad()
        streams.append(h)
        return h

    four = [draw(WIDTH, WIDTH) for _ in range(4)]
    h = around(lambda u: attend(u, *four, logits), h)
    first = draw(inner, WIDTH)
    value = draw(inner, WIDTH) if gate == "glu" else None
    last = draw(WIDTH, inner)
    h = around(lambda u: (torch.tanh(u @ first.T) * (1 if value is None else u @ value.T)) @ last.T, h)
    matrices += [*four, first, *([] if value is None else [value]), last, head]
    out = (norm(kind, h) if block in ("pre", "branch") else h) @ head.T
    (out * upstream).sum().backward()

    def numbers(t):
        """Twelve significant digits: the tolerance of the tests is derived from them."""
        return [float("%.12g" % v) for v in t.detach().reshape(-1).tolist()]

    return {
        "block": block, "norm": kind, "gate": gate, "logits": logits,
        "input": numbers(x), "upstream": numbers(upstream),
        "weights": [numbers(w) for w in matrices], "output": numbers(out),
        "streams": [numbers(s) for s in streams], "gradStreams": [numbers(s.grad) for s in streams],
        "gradWeights": [numbers(w.grad) for w in matrices],
    }


document = {
    "source": f"PyTorch {torch.__version__} float64 autograd, NumPy {np.__version__}, seed {SEED}",
    "width": WIDTH, "batch": ROWS, "tokens": TOKENS, "heads": HEADS, "expansion": EXPANSION,
    "epsilon": EPSILON, "gamma": GAMMA, "beta": BETA,
    "cases": [
        run("pre", "layer", "none", "sqrt"),
        run("pre", "rms", "glu", "sqrt"),
        run("pre", "rms", "none", "normed"),
        run("post", "layer", "none", "inverse"),
        run("branch", "rms", "none", "sqrt"),
    ],
}
(OUT / "attention.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
