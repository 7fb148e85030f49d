from tape import elu, gelu, leaky_relu, mish, relu, selu, sigmoid, silu, softplus, tanh
from tape import soft_sign as softsign
