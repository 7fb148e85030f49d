import numpy as np
from tape import Tensor, clip, sin, sqrt, square, tanh, where

float32, float64 = np.float32, np.float64


def asarray(values):
    return values if isinstance(values, Tensor) else Tensor(values)


def zeros_like(values):
    return values.like(np.zeros_like(values.value))
