#!/usr/bin/env python3
"""Golden training runs of blocks, independent of the project: PyTorch float64 autograd and torch.optim.

  training_blocks.py OUT_DIR      (Debian's python3-torch, 1.13)

First layer, blocks, last layer. A layer is z = h W^T + b; every norm has one gamma and one beta per unit, which are learnt
with the weights and the biases. The formulas of blocks are those of the papers, as in blocks.py.
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

WIDTH, EXPANSION, BLOCKS, CLASSES = 4, 2, 2, 4
POINTS, BATCH, STEPS = 12, 6, 6
EPSILON, GAMMA, BETA, MOMENTUM = 0.01, 1.3, -0.2, 0.1


def numbers(t):
    """Twelve significant digits: the tolerance of the tests is derived from them."""
    return [float("%.12g" % v) for v in t.detach().reshape(-1).tolist()]


class Layer:
    """Weights and biases of a layer, and its norm, if it has one, over `units` or over `fan_in`."""

    def __init__(self, units, fan_in, norm, at_input=False, factor=1.0):
        size = fan_in if at_input else units
        self.norm = norm
        self.weight = torch.tensor(factor * rng.normal(size=(units, fan_in)) / math.sqrt(fan_in), dtype=D)
        self.bias = torch.tensor(0.05 * rng.normal(size=units), dtype=D)
        self.gain = torch.full((size,), 1.0 if norm == "none" else GAMMA, dtype=D)
        self.shift = torch.full((size,), 0.0 if norm == "none" else BETA, dtype=D)
        self.mean, self.variance = torch.zeros(size, dtype=D), torch.ones(size, dtype=D)
        for tensor in self.learnt():
            tensor.requires_grad_()

    def learnt(self):
        return [self.weight, self.bias] + ([] if self.norm == "none" else [self.gain, self.shift])

    def product(self, x):
        return x @ self.weight.T + self.bias

    def normalize(self, x, is_training):
        if self.norm == "none":
            return x
        if self.norm == "rms":
            hat = x / torch.sqrt((x * x).mean(1, keepdim=True) + EPSILON)
        elif self.norm == "layer":
            mean, variance = x.mean(1, keepdim=True), x.var(1, unbiased=False, keepdim=True)
            hat = (x - mean) / torch.sqrt(variance + EPSILON)
        elif is_training:
            mean, variance = x.mean(0), x.var(0, unbiased=False)
            with torch.no_grad():
                self.mean = (1 - MOMENTUM) * self.mean + MOMENTUM * mean
                self.variance = (1 - MOMENTUM) * self.variance + MOMENTUM * x.var(0, unbiased=True)
            hat = (x - mean) / torch.sqrt(variance + EPSILON)
        else:
            hat = (x - self.mean) / torch.sqrt(self.variance + EPSILON)
        return self.gain * hat + self.shift


class Network:
    def __init__(self, block, norm, gate, branch, first, outputs):
        self.block, self.branch = block, branch
        # Without a block of its own, a norm stands behind every product but the last.
        own = norm if block == "residual" else "none"
        inner = EXPANSION * WIDTH
        begins = block in ("pre", "branch")
        ends = norm if block in ("post", "deepnorm", "branch", "residual") else "none"
        self.embed = Layer(WIDTH, WIDTH, own)
        self.blocks = []
        for _ in range(BLOCKS):
            one = Layer(inner, WIDTH, norm if begins else own, at_input=begins)
            value = Layer(inner, WIDTH, own) if gate == "glu" else None
            self.blocks.append((one, value, Layer(WIDTH, inner, ends, factor=first)))
        self.head = Layer(outputs, WIDTH, norm if begins else "none", at_input=begins)
        self.alpha = (2 * BLOCKS) ** 0.25 if block == "deepnorm" else 1.0

    def layers(self):
        inside = [layer for parts in self.blocks for layer in parts if layer is not None]
        return [self.embed, *inside, self.head]

    def forward(self, x, is_training):
        behind = self.block == "residual"

        def activated(layer, z, phi):
            return phi(layer.normalize(z, is_training) if behind else z)

        h = activated(self.embed, self.embed.product(x), torch.tanh)
        for one, value, end in self.blocks:
            u = one.normalize(h, is_training) if self.block in ("pre", "branch") else h
            a = activated(one, one.product(u), torch.tanh)
            if value is not None:
                a = a * activated(value, value.product(u), lambda z: z)
            f = end.product(a)
            if self.block in ("branch", "residual"):
                f = end.normalize(f, is_training)
            h = self.alpha * h + self.branch * f
            if self.block in ("post", "deepnorm"):
                h = end.normalize(h, is_training)
        return self.head.product(self.head.normalize(h, is_training) if self.block in ("pre", "branch") else h)


def optimiser(rule, layers):
    decayed = [layer.weight for layer in layers]
    others = [tensor for layer in layers for tensor in layer.learnt()[1:]]
    groups = [
        {"params": decayed, "weight_decay": rule.get("weightDecay", 0.0)},
        {"params": others, "weight_decay": 0.0},
    ]
    if rule["name"] == "sgd":
        return torch.optim.SGD(groups, lr=rule["lr"], momentum=rule.get("momentum", 0.0))
    return {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[rule["name"]](groups, lr=rule["lr"])


def run(block, norm, gate, rule, loss="cross_entropy", branch=1.0, first=1.0, clip=None):
    network = Network(block, norm, gate, branch, first, CLASSES)
    layers = network.layers()
    learnt = [tensor for layer in layers for tensor in layer.learnt()]
    x = torch.tensor(rng.normal(size=(POINTS, WIDTH)), dtype=D)
    labels = torch.tensor(rng.integers(0, CLASSES, POINTS))
    target = torch.tensor(rng.normal(size=(POINTS, CLASSES)), dtype=D)

    def loss_of(rows, is_training):
        output = network.forward(x[rows], is_training)
        if loss == "mse":
            return F.mse_loss(output, target[rows])
        return F.cross_entropy(output, labels[rows])

    initial = {"weights": [numbers(l.weight) for l in layers], "biases": [numbers(l.bias) for l in layers]}
    opt = optimiser(rule, layers)
    steps = []
    for _ in range(STEPS):
        rows = [int(v) for v in rng.permutation(POINTS)[:BATCH]]
        opt.zero_grad()
        value = loss_of(rows, True)
        value.backward()
        before = [layer.weight.detach().clone() for layer in layers]
        total = math.sqrt(sum(float((tensor.grad ** 2).sum()) for tensor in learnt))
        norms = [float(layer.weight.grad.norm()) for layer in layers]
        if clip is not None:
            torch.nn.utils.clip_grad_norm_(learnt, clip)
        opt.step()
        ratios = [
            float((layer.weight.detach() - old).std(unbiased=False) / old.std(unbiased=False)) if old.std() > 0 else None
            for layer, old in zip(layers, before)
        ]
        short = lambda v: None if v is None else float("%.12g" % v)
        steps.append(
            {
                "rows": rows,
                "loss": short(float(value)),
                "gradientNorm": short(total),
                "weightGradientNorms": [short(v) for v in norms],
                "updateToWeightStd": [short(v) for v in ratios],
            }
        )
    with torch.no_grad():
        evaluation = float(loss_of(list(range(POINTS)), False))
    of_batch = [layer.norm == "batch" for layer in layers]
    return {
        "block": block,
        "norm": norm,
        "gate": gate,
        "branch": branch,
        "optimizer": rule,
        "clip": clip,
        "loss": loss,
        "input": numbers(x),
        "labels": labels.tolist(),
        "target": numbers(target),
        "initial": initial,
        "steps": steps,
        "final": {
            "weights": [numbers(layer.weight) for layer in layers],
            "biases": [numbers(layer.bias) for layer in layers],
            "gamma": [numbers(layer.gain) for layer in layers],
            "beta": [numbers(layer.shift) for layer in layers],
            "runningMean": [numbers(l.mean) if own else [] for l, own in zip(layers, of_batch)],
            "runningVariance": [numbers(l.variance) if own else [] for l, own in zip(layers, of_batch)],
            "evaluationLoss": float("%.12g" % evaluation),
        },
    }


SGD, ADAM = {"name": "sgd", "lr": 0.1}, {"name": "adam", "lr": 0.01}
cases = [
    run("pre", "layer", "none", SGD),
    run("pre", "rms", "glu", ADAM),
    run("post", "layer", "none", ADAM),
    run("post", "rms", "glu", SGD, loss="mse"),
    run("deepnorm", "layer", "none", ADAM, loss="mse"),
    run("deepnorm", "rms", "glu", SGD),
    run("branch", "layer", "glu", ADAM),
    run("branch", "rms", "none", {**SGD, "momentum": 0.9}, branch=0.5),
    run("residual", "none", "none", SGD, branch=0.7),
    run("residual", "none", "glu", ADAM, loss="mse"),
    run("residual", "layer", "none", SGD),
    run("pre", "batch", "none", ADAM),
    run("post", "batch", "glu", ADAM),
    run("branch", "batch", "none", SGD, loss="mse"),
    run("pre", "rms", "none", {"name": "adamw", "lr": 0.01, "weightDecay": 0.1}, first=0.0, clip=0.5),
    run("pre", "layer", "glu", {**SGD, "weightDecay": 0.01}, branch=0.3, clip=0.2),
]

document = {
    "source": f"PyTorch {torch.__version__} float64 autograd and torch.optim, NumPy {np.__version__}, seed {SEED}",
    "width": WIDTH,
    "expansion": EXPANSION,
    "points": POINTS,
    "batch": BATCH,
    "epsilon": EPSILON,
    "gamma": GAMMA,
    "beta": BETA,
    "cases": cases,
}
(OUT / "blocks.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
