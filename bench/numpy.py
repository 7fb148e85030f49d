"""The workload of the race in NumPy: both passes of a ReLU network with He weights, and mean, std, min, max and a
histogram of 100 bins of all six tensors of every layer.

python3 bench/numpy.py            prints a table of its own
python3 bench/numpy.py --serve    one trial per line of JSON on stdin, one answer per line (bench/bench.js)
The number of threads of its BLAS comes from OPENBLAS_NUM_THREADS.
"""

import json
import os
import sys
import time

# The script's folder comes first on the path, and there this file would be imported as NumPy.
sys.path.pop(0)
import numpy as np

BINS = 100


def record(tensor):
    values = tensor.ravel()
    mean, std = values.mean(), values.std()
    least, greatest = values.min(), values.max()
    # bincount over scaled integers is several times faster than np.histogram. The maximum gets its own bin.
    bins = ((values - least) * np.float32(BINS / (greatest - least))).astype(np.int32)
    counts = np.bincount(bins, minlength=BINS + 1)
    return float(mean), float(std), float(least), float(greatest), counts


class Workload:
    """Keeps the standard draws of the last seed; a new gain only rescales them."""

    def __init__(self):
        self.key = None

    def draw(self, depth, width, batch, seed):
        key = (depth, width, batch, seed)
        if key == self.key:
            return
        generator = np.random.Generator(np.random.SFC64(seed))
        self.weights = [generator.standard_normal((width, width), dtype=np.float32) for _ in range(depth)]
        self.input = generator.standard_normal((batch, width), dtype=np.float32)
        self.upstream = generator.standard_normal((batch, width), dtype=np.float32)
        self.key = key

    def run(self, depth, width, batch, seed, gain):
        self.draw(depth, width, batch, seed)
        factor = np.float32(gain / width**0.5)
        statistics = []
        below, kept = self.input, []
        for standard in self.weights:
            weight = standard * factor
            statistics.append(record(weight))
            z = below @ weight.T
            statistics.append(record(z))
            activation = np.maximum(z, 0)
            statistics.append(record(activation))
            kept.append((weight, z, below))
            below = activation
        gradient = self.upstream
        for index in reversed(range(depth)):
            weight, z, below = kept.pop()
            statistics.append(record(gradient))
            grad_pre = gradient * (z > 0)
            statistics.append(record(grad_pre))
            if index > 0:
                gradient = grad_pre @ weight
            statistics.append(record(grad_pre.T @ below))
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
    threads = int(os.environ.get("OPENBLAS_NUM_THREADS", os.cpu_count() or 1))
    if "--serve" in sys.argv:
        print(json.dumps({"name": f"NumPy {np.__version__}", "threads": threads}), flush=True)
        for line in sys.stdin:
            print(json.dumps({"ms": timed(workload, json.loads(line))}), flush=True)
        return
    print(f"NumPy {np.__version__}, {threads} threads; milliseconds, medians of 5")
    for depth, width, batch in [(10, 256, 256), (10, 512, 512), (50, 512, 512)]:
        shape = {"depth": depth, "width": width, "batch": batch}
        timed(workload, {**shape, "seed": 1, "gain": 2**0.5})
        drawn = sorted(timed(workload, {**shape, "seed": 2 + i, "gain": 2**0.5}) for i in range(5))
        kept = sorted(timed(workload, {**shape, "seed": 6, "gain": 1.4 - i / 1000}) for i in range(5))
        print(f"{depth}x{width}x{batch}: new seed {drawn[2]:.1f}, new gain {kept[2]:.1f}")


main()
