import numpy as np

from ._variable import Variable


class Dense:
    def __init__(self, units, use_bias=True):
        self.units, self.use_bias = units, use_bias

    def build(self, shape):
        self.kernel = Variable(np.zeros((shape[-1], self.units), dtype=np.float32))
        if self.use_bias:
            self.bias = Variable(np.zeros(self.units, dtype=np.float32))

    def __call__(self, x):
        product = x @ self.kernel.value
        return product + self.bias.value if self.use_bias else product
