import numpy as np
import tape
from tape import clip, erf, log_softmax, sin, sqrt, square
from tensorflow import Eager


def _tensor(x):
    return x if isinstance(x, Eager) else getattr(x, "value", None) or Eager(np.asarray(x, dtype=np.float32))


def cast(x, dtype):
    return _tensor(x).astype(dtype)


def mean(x, axis=None, keepdims=False):
    return x.mean(axis, keepdims)


def sum(x, axis=None, keepdims=False):
    return x.sum(axis, keepdims)


def var(x, axis=None, keepdims=False):
    return x.var(axis, keepdims)


def where(condition, yes, no):
    return tape.where(condition, yes, no)
