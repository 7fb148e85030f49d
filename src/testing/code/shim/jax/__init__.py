"""A stand-in for JAX: the functions that exported scripts call, on NumPy arrays."""

import tape
from tape import Tensor

from . import lax, nn, numpy, tree_util


class _Config:
    def update(self, name, value):
        assert name in ("jax_enable_x64", "jax_default_matmul_precision"), name


config = _Config()


class Traced(Tensor):
    """What a compiled function sees: it has no numbers yet, so NumPy cannot have them."""

    def __array__(self, dtype=None, copy=None):
        raise TypeError("a traced array has no numbers (expected functions of jax.numpy)")

    __float__ = __array__


def jit(function):
    def compiled(*args):
        out = function(*(tree_util.tree_map(lambda leaf: Traced(getattr(leaf, "value", leaf)), arg) for arg in args))
        return tree_util.tree_map(lambda leaf: Tensor(leaf.value), out)

    return compiled


def _leaf(value):
    """A leaf of its own: where an array stands in two places, each has its gradient."""
    return type(value)(value.value) if isinstance(value, Tensor) else Tensor(value)


def value_and_grad(function, argnums=0, has_aux=False):
    places = argnums if isinstance(argnums, tuple) else (argnums,)

    def both(*args):
        args = list(args)
        for place in places:
            args[place] = tree_util.tree_map(_leaf, args[place])
        out = function(*args)
        loss = out[0] if has_aux else out
        found = tape.gradients_of(loss)
        nothing = numpy.zeros_like
        gradients = [
            tree_util.tree_map(
                lambda leaf: type(leaf)(found[id(leaf)]) if id(leaf) in found else nothing(leaf), args[place]
            )
            for place in places
        ]
        return out, tuple(gradients) if isinstance(argnums, tuple) else gradients[0]

    return both
