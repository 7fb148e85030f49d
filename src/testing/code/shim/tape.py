"""Reverse-mode differentiation of NumPy arrays: what the stand-ins for JAX, Keras and TensorFlow have in common.

It knows the functions that exported scripts call and no more, in the dtypes of their arguments.
"""

import math

import numpy as np


class Tensor:
    # NumPy leaves operators with arrays on the left to this class.
    __array_ufunc__ = None
    # TensorFlow refuses operands of two dtypes; JAX promotes them.
    is_strict = False

    def __init__(self, value, parents=()):
        self.value, self.parents = np.asarray(value), parents

    def like(self, value, *parents):
        return type(self)(value, parents)

    def _kind(self, other):
        """Of a traced and an untraced operand the result is traced."""
        return other if not isinstance(other, type(self)) else self

    shape = property(lambda self: self.value.shape)
    dtype = property(lambda self: self.value.dtype)
    size = property(lambda self: self.value.size)

    def __array__(self, dtype=None, copy=None):
        return self.value if dtype is None else self.value.astype(dtype)

    def __eq__(self, other):
        return self.like(self.value == getattr(other, "value", other))

    __hash__ = object.__hash__

    def __float__(self):
        return float(self.value)

    def __len__(self):
        return len(self.value)

    def _operand(self, other):
        if isinstance(other, (int, float)):
            # A number has the dtype of the array.
            return self.like(np.asarray(other, dtype=self.dtype))
        other = other if isinstance(other, Tensor) else self.like(other)
        if self.is_strict and other.dtype != self.dtype:
            raise TypeError(f"{self.dtype} and {other.dtype}")
        return other

    def _with(self, other, value, mine, theirs):
        return self._kind(other).like(
            value,
            (self, lambda g: reduced(mine(g), self)),
            (other, lambda g: reduced(theirs(g), other)),
        )

    def __add__(self, other):
        other = self._operand(other)
        return self._with(other, self.value + other.value, lambda g: g, lambda g: g)

    def __sub__(self, other):
        other = self._operand(other)
        return self._with(other, self.value - other.value, lambda g: g, lambda g: -g)

    def __mul__(self, other):
        other = self._operand(other)
        a, b = self.value, other.value
        return self._with(other, a * b, lambda g: g * b, lambda g: g * a)

    def __truediv__(self, other):
        other = self._operand(other)
        a, b = self.value, other.value
        return self._with(other, a / b, lambda g: g / b, lambda g: -g * a / (b * b))

    def __matmul__(self, other):
        other = self._operand(other)
        a, b = self.value, other.value
        return self._with(other, a @ b, lambda g: g @ b.T, lambda g: a.T @ g)

    def __radd__(self, other):
        return self._operand(other) + self

    def __rsub__(self, other):
        return self._operand(other) - self

    def __rmul__(self, other):
        return self._operand(other) * self

    def __rtruediv__(self, other):
        return self._operand(other) / self

    def __rmatmul__(self, other):
        return self._operand(other) @ self

    def __neg__(self):
        return self.like(-self.value, (self, lambda g: -g))

    def __pow__(self, power):
        value = self.value**power
        return self.like(value, (self, lambda g: g * power * self.value ** (power - 1)))

    @property
    def T(self):
        return self.like(self.value.T, (self, lambda g: g.T))

    def astype(self, dtype):
        return self.like(self.value.astype(dtype), (self, lambda g: g.astype(self.dtype)))

    def sum(self, axis=None, keepdims=False):
        def back(g):
            g = g if keepdims or axis is None else np.expand_dims(g, axis)
            return np.broadcast_to(g, self.shape)

        return self.like(self.value.sum(axis, keepdims=keepdims), (self, back))

    def mean(self, axis=None, keepdims=False):
        total = self.sum(axis, keepdims)
        return total / float(self.size / max(1, total.size))

    def var(self, axis=None, keepdims=False):
        centered = self - self.mean(axis, keepdims=True)
        return (centered * centered).mean(axis, keepdims)


def reduced(gradient, tensor):
    """The gradient of a broadcast operand, in its shape and dtype."""
    extra = gradient.ndim - tensor.value.ndim
    gradient = gradient.sum(tuple(range(extra))) if extra > 0 else gradient
    axes = tuple(i for i, n in enumerate(tensor.shape) if n == 1 and gradient.shape[i] != 1)
    gradient = gradient.sum(axes, keepdims=True) if axes else gradient
    return np.asarray(gradient, dtype=tensor.dtype)


def gradients_of(target):
    """Gradients of a scalar by the identity of tensors."""
    order, seen, stack = [], set(), [(target, False)]
    while stack:
        tensor, is_done = stack.pop()
        if is_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            stack += [(parent, False) for parent, _ in tensor.parents]
    found = {id(target): np.ones_like(target.value)}
    for tensor in reversed(order):
        for parent, back in tensor.parents:
            part = np.asarray(back(found[id(tensor)]))
            found[id(parent)] = found[id(parent)] + part if id(parent) in found else part
    return found


def elementwise(make):
    """A function of one tensor. make: value -> result, derivative."""

    def function(x, *options, **named):
        value, derivative = make(x.value, *options, **named)
        return x.like(value.astype(x.dtype), (x, lambda g: (g * derivative).astype(x.dtype)))

    return function


def where(condition, yes, no):
    own = yes if isinstance(yes, Tensor) else no
    yes, no = own._operand(yes), own._operand(no)
    condition = getattr(condition, "value", condition)
    return own.like(
        np.where(condition, yes.value, no.value),
        (yes, lambda g: reduced(np.where(condition, g, np.zeros_like(g)), yes)),
        (no, lambda g: reduced(np.where(condition, np.zeros_like(g), g), no)),
    )


def _sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


def _softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


_erf = np.vectorize(math.erf, otypes=[np.float64])


def _gelu(x, approximate=True):
    x = x.astype(np.float64)
    if approximate:
        inner = np.sqrt(2 / np.pi) * (1 + 0.044715 * x * x)
        t = np.tanh(inner * x)
        slope = np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * x * x)
        return 0.5 * x * (1 + t), 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * slope
    distribution = 0.5 * (1 + _erf(x / np.sqrt(2)))
    return x * distribution, distribution + x * np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi)


def _mish(x):
    t, s = np.tanh(_softplus(x)), _sigmoid(x)
    return x * t, t + x * s * (1 - t * t)


def _elu(x, alpha=1.0):
    e = alpha * np.expm1(np.minimum(x, 0))
    return np.where(x > 0, x, e), np.where(x > 0, 1, e + alpha)


def _selu(x):
    value, derivative = _elu(x, 1.6732632423543772)
    return 1.0507009873554805 * value, 1.0507009873554805 * derivative


relu = elementwise(lambda x: (np.maximum(x, 0), (x > 0).astype(x.dtype)))
leaky_relu = elementwise(
    lambda x, negative_slope=0.01: (np.where(x > 0, x, negative_slope * x), np.where(x > 0, 1, negative_slope))
)
elu = elementwise(_elu)
selu = elementwise(_selu)
gelu = elementwise(_gelu)
silu = elementwise(lambda x: (x * _sigmoid(x), _sigmoid(x) * (1 + x * _sigmoid(-x))))
mish = elementwise(_mish)
softplus = elementwise(lambda x: (_softplus(x), _sigmoid(x)))
sigmoid = elementwise(lambda x: (_sigmoid(x), _sigmoid(x) * _sigmoid(-x)))
tanh = elementwise(lambda x: (np.tanh(x), 1 / np.cosh(x.astype(np.float64)) ** 2))
clip = elementwise(lambda x, low, high: (np.clip(x, low, high), ((x > low) & (x < high)).astype(x.dtype)))
soft_sign = elementwise(lambda x: (x / (1 + np.abs(x)), 1 / (1 + np.abs(x)) ** 2))
erf = elementwise(lambda x: (_erf(x), 2 / np.sqrt(np.pi) * np.exp(-(x.astype(np.float64) ** 2))))
sin = elementwise(lambda x: (np.sin(x), np.cos(x)))
square = elementwise(lambda x: (x * x, 2 * x))
sqrt = elementwise(lambda x: (np.sqrt(x), 0.5 / np.sqrt(x)))


def log_softmax(x):
    shifted = x.value - x.value.max(-1, keepdims=True)
    value = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return x.like(value, (x, lambda g: g - np.exp(value) * g.sum(-1, keepdims=True)))
