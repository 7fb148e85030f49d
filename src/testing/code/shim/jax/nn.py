import numpy as np
from tape import Tensor, clip, elu, gelu, leaky_relu, log_softmax, relu, selu, sigmoid, silu, soft_sign, softplus


def hard_tanh(x):
    return clip(x, -1, 1)


def one_hot(labels, classes):
    return Tensor(np.eye(classes)[getattr(labels, "value", labels)])
