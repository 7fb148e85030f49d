"""The workload of the race in PyTorch: both passes of a ReLU network with He weights, written out without autograd,
and mean, std, min, max and a histogram of 100 bins of all six tensors of every layer.

python3 bench/pytorch.py            prints a table of its own
python3 bench/pytorch.py --serve    one trial per line of JSON on stdin, one answer per line (bench/bench.js)
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
torch.set_grad_enabled(False)
BINS = 100


def record(tensor):
    std, mean = torch.std_mean(tensor, unbiased=False)
    least, greatest = torch.aminmax(tensor)
    counts = torch.histc(tensor, BINS, float(least), float(greatest))
    return float(mean), float(std), float(least), float(greatest), counts


class Workload:
    """Keeps the standard draws of the last seed; a new gain only rescales them."""

    def __init__(self):
        self.key = None

    def draw(self, depth, width, batch, seed):
        key = (depth, width, batch, seed)
        if key == self.key:
            return
        torch.manual_seed(seed)
        self.weights = [torch.randn(width, width) for _ in range(depth)]
        self.input = torch.randn(batch, width)
        self.upstream = torch.randn(batch, width)
        self.key = key

    def run(self, depth, width, batch, seed, gain):
        self.draw(depth, width, batch, seed)
        statistics = []
        below, kept = self.input, []
        for standard in self.weights:
            weight = standard * (gain / width**0.5)
            statistics.append(record(weight))
            z = torch.mm(below, weight.t())
            statistics.append(record(z))
            activation = torch.relu(z)
            statistics.append(record(activation))
            kept.append((weight, z, below))
            below = activation
        gradient = self.upstream
        for index in reversed(range(depth)):
            weight, z, below = kept.pop()
            statistics.append(record(gradient))
            grad_pre = torch.ops.aten.threshold_backward(gradient, z, 0)
            statistics.append(record(grad_pre))
            if index > 0:
                gradient = torch.mm(grad_pre, weight)
            statistics.append(record(torch.mm(grad_pre.t(), below)))
        return statistics


def timed(workload, trial):
    start = time.perf_counter()
    statistics = workload.run(**trial)
    elapsed = 1000 * (time.perf_counter() - start)
    if len(statistics) != 6 * trial["depth"] or not all(numbers[1] > 0 for numbers in statistics):
        raise ValueError(f"invalid statistics: {len(statistics)} (expected {6 * trial['depth']}, all with a spread)")
    # Inputs are standard normal, so the first layer's z has the gain as its standard
    # deviation (page/contestant.ts).
    if not abs(statistics[1][1] / trial["gain"] - 1) < 0.1:
        raise ValueError(f"invalid std: {statistics[1][1]} (expected about {trial['gain']})")
    return elapsed


def main():
    workload = Workload()
    if "--serve" in sys.argv:
        print(json.dumps({"name": f"PyTorch {torch.__version__}", "threads": torch.get_num_threads()}), flush=True)
        for line in sys.stdin:
            print(json.dumps({"ms": timed(workload, json.loads(line))}), flush=True)
        return
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads; milliseconds, medians of 5")
    for depth, width, batch in [(10, 256, 256), (10, 512, 512), (50, 512, 512)]:
        shape = {"depth": depth, "width": width, "batch": batch}
        timed(workload, {**shape, "seed": 1, "gain": 2**0.5})
        drawn = sorted(timed(workload, {**shape, "seed": 2 + i, "gain": 2**0.5}) for i in range(5))
        kept = sorted(timed(workload, {**shape, "seed": 6, "gain": 1.4 - i / 1000}) for i in range(5))
        print(f"{depth}x{width}x{batch}: new seed {drawn[2]:.1f}, new gain {kept[2]:.1f}")


main()
