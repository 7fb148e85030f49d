"""The cost of a recorded step in plain steps: 10 layers of 256 units with ReLU, 256 inputs, Adam, one core."""

import os
import statistics
import sys
import time

# In place of this folder, whose numpy.py is another one.
sys.path[0] = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "public")
import torch

import initscope

REPEATS = 15

torch.set_num_threads(1)
torch.manual_seed(0)
layers = [part for _ in range(10) for part in (torch.nn.Linear(256, 256), torch.nn.ReLU())]
model = torch.nn.Sequential(*layers)
optimizer = torch.optim.Adam(model.parameters())
x = torch.randn(256, 256)


def step(take):
    loss = model(x).square().mean()
    optimizer.zero_grad()
    loss.backward()
    take(loss)


def seconds(take):
    """The median of processor time: other programs on the computer count less."""
    step(take)
    times = []
    for _ in range(REPEATS):
        begin = time.process_time()
        step(take)
        times.append(time.process_time() - begin)
    return statistics.median(times)


plain = seconds(lambda loss: optimizer.step())
with initscope.record(model, every=10**9) as r:
    step(lambda loss: r.step(optimizer, loss))
    between = seconds(lambda loss: r.step(optimizer, loss))
with initscope.record(model) as r:
    recorded = seconds(lambda loss: r.step(optimizer, loss))
print(f"torch {torch.__version__}")
print(f"plain step      {1000 * plain:8.2f} ms")
print(f"between records {1000 * between:8.2f} ms")
print(f"recorded step   {1000 * recorded:8.2f} ms")
print(f"the recording costs {(recorded - plain) / plain:.2f} plain steps (2 allowed)")
