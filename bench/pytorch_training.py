"""The race of training in PyTorch: Linear and ReLU, cross-entropy, SGD or Adam, as its users train.

python3 bench/pytorch_training.py --serve    one trial per line of JSON on stdin, one answer per line
The number of threads comes from OMP_NUM_THREADS.
"""

import json
import os
import sys
import time

# The script's folder comes first on the path, and its numpy.py would be imported as NumPy.
sys.path.pop(0)
import torch

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
BATCHES = 4
RATES = {"sgd": 0.01, "adam": 1e-3}


def network(widths):
    layers = []
    for fan_in, units in zip(widths, widths[1:]):
        linear = torch.nn.Linear(fan_in, units)
        torch.nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        torch.nn.init.zeros_(linear.bias)
        layers += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def timed(widths, batch, optimizer, before, steps):
    torch.manual_seed(1)
    model = network(widths)
    parameters = model.parameters()
    if optimizer == "sgd":
        rule = torch.optim.SGD(parameters, lr=RATES["sgd"])
    else:
        rule = torch.optim.Adam(parameters, lr=RATES["adam"])
    loss_of = torch.nn.CrossEntropyLoss()
    inputs = [torch.randn(batch, widths[0]) for _ in range(BATCHES)]
    labels = [torch.randint(0, widths[-1], (batch,)) for _ in range(BATCHES)]

    def step(index):
        rule.zero_grad()
        loss = loss_of(model(inputs[index % BATCHES]), labels[index % BATCHES])
        loss.backward()
        rule.step()
        return loss

    first = float(step(0))
    for index in range(1, before):
        step(index)
    start = time.perf_counter()
    for index in range(steps):
        step(index)
    elapsed = 1000 * (time.perf_counter() - start)
    return {"ms": elapsed / steps, "losses": [first, float(step(0))]}


def main():
    print(json.dumps({"name": f"PyTorch {torch.__version__}", "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        print(json.dumps(timed(**json.loads(line))), flush=True)


main()
