"""A stand-in for Keras 3 on TensorFlow: what exported scripts call, on NumPy arrays."""

import os

from . import activations, layers, ops
from ._variable import Variable

assert os.environ["KERAS_BACKEND"] == "tensorflow"
