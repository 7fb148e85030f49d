#!/usr/bin/env python3
"""Golden activations: phi and phi' of every entry of the catalog, with 60 digits, rounded to float64.

Independent of the project: written on mpmath from the definitions in the papers.
  activations.py OUT_DIR
"""
import json
import pathlib
import sys

import mpmath as mp

mp.mp.dps = 60
OUT = pathlib.Path(sys.argv[1])

# SELU's constants as its authors' code has them.
LAMBDA = mp.mpf("1.0507009873554804934193349852946")
ALPHA = mp.mpf("1.6732632423543772848170429916717")
# The parameter of leaky_relu, elu and sin.
P = mp.mpf(1) / 4


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def sech2(x):
    return 1 / mp.cosh(x) ** 2


def softplus(x):
    return mp.log1p(mp.exp(x))


# Phi and its density.
def cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def pdf(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


# The tanh form of GELU: u(x), u'(x).
def bent(x):
    return mp.sqrt(2 / mp.pi) * (x + mp.mpf("0.044715") * x**3)


def bent_slope(x):
    return mp.sqrt(2 / mp.pi) * (1 + 3 * mp.mpf("0.044715") * x**2)


# id: (phi, phi').
ACTIVATIONS = {
    "linear": (lambda x: x, lambda x: 1),
    "relu": (lambda x: max(x, 0), lambda x: 1 if x > 0 else 0),
    "relu_squared": (lambda x: max(x, 0) ** 2, lambda x: 2 * max(x, 0)),
    "leaky_relu": (lambda x: x if x > 0 else P * x, lambda x: 1 if x > 0 else P),
    "elu": (lambda x: x if x > 0 else P * mp.expm1(x), lambda x: 1 if x > 0 else P * mp.exp(x)),
    "selu": (
        lambda x: LAMBDA * (x if x > 0 else ALPHA * mp.expm1(x)),
        lambda x: LAMBDA * (1 if x > 0 else ALPHA * mp.exp(x)),
    ),
    "gelu": (lambda x: x * cdf(x), lambda x: cdf(x) + x * pdf(x)),
    # (1 + tanh u) / 2 = sigmoid(2 u), and (1 - tanh^2 u) / 2 = sech^2(u) / 2.
    "gelu_tanh": (
        lambda x: x * sigmoid(2 * bent(x)),
        lambda x: sigmoid(2 * bent(x)) + x / 2 * sech2(bent(x)) * bent_slope(x),
    ),
    "silu": (lambda x: x * sigmoid(x), lambda x: sigmoid(x) * (1 + x * sigmoid(-x))),
    "mish": (
        lambda x: x * mp.tanh(softplus(x)),
        lambda x: mp.tanh(softplus(x)) + x * sigmoid(x) * sech2(softplus(x)),
    ),
    "softplus": (softplus, sigmoid),
    "sigmoid": (sigmoid, lambda x: sigmoid(x) * sigmoid(-x)),
    "tanh": (mp.tanh, sech2),
    "hard_tanh": (lambda x: max(-1, min(1, x)), lambda x: 1 if abs(x) < 1 else 0),
    "softsign": (lambda x: x / (1 + abs(x)), lambda x: 1 / (1 + abs(x)) ** 2),
    "erf": (mp.erf, lambda x: 2 / mp.sqrt(mp.pi) * mp.exp(-x * x)),
    "sin": (lambda x: mp.sin(P * x), lambda x: P * mp.cos(P * x)),
}


def points():
    """Quarters of a decade from 1e-4 to 1e4, every second decade down to 1e-30, ends of float32, both signs."""
    positive = {10.0 ** (k / 4) for k in range(-16, 17)}
    positive |= {10.0**-k for k in range(6, 31, 2)}
    positive |= {0.75, 1.28, 2.5, 6.1, 20.0, 27.0, 38.0, 88.5, 700.0}
    return sorted([-x for x in positive] + list(positive))


def main():
    x = points()
    cases = {
        name: {key: [float(g(mp.mpf(v))) for v in x] for key, g in zip(("f", "df"), pair)}
        for name, pair in ACTIVATIONS.items()
    }
    source = (
        f"mpmath {mp.__version__} with 60 digits, from the definitions in the papers; "
        "the parameter of leaky_relu, elu and sin is 1/4"
    )
    golden = {"source": source, "x": x, "cases": cases}
    (OUT / "activations.json").write_text(json.dumps(golden, separators=(",", ":")))
    print(len(cases), "activations at", len(x), "points")


main()
