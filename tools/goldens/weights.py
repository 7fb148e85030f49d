"""Writes src/weights/files/golden/: small files by PyTorch and NumPy themselves, and their statistics.

Needs PyTorch 1.13 or newer and NumPy:  python3 tools/goldens/weights.py
"""

import json
import os

import numpy as np
import torch

FOLDER = os.path.join(os.path.dirname(__file__), "../../src/weights/files/golden")


def statistics(tensor):
    """Of the values in float64; the population's std."""
    values = tensor.detach().to(torch.float64).numpy()
    mean = values.mean()
    second = ((values - mean) ** 2).mean()
    return {
        "shape": list(values.shape),
        "mean": mean,
        "std": second**0.5,
        "min": values.min(),
        "max": values.max(),
        "kurtosis": ((values - mean) ** 4).mean() / second**2 if second > 0 else None,
    }


def named(value, path=""):
    """Tensors of nested dictionaries and lists, by their paths."""
    if isinstance(value, torch.Tensor):
        yield path, value
    elif isinstance(value, (dict, list, tuple)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from named(item, f"{path}.{key}" if path else str(key))


def main():
    torch.manual_seed(1)
    model = torch.nn.Sequential(
        torch.nn.Linear(12, 16), torch.nn.LayerNorm(16), torch.nn.Tanh(), torch.nn.Linear(16, 4)
    )
    torch.nn.init.orthogonal_(model[0].weight, 2**0.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model(torch.randn(8, 12)).square().mean().backward()
    optimizer.step()
    base = torch.randn(6, 10)
    checkpoint = {
        "epoch": 3,
        "note": "a checkpoint as training loops write it",
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "views": [base, base.t(), base[2:4], base[1]],
        "half": base.half(),
        "bfloat16": base.bfloat16(),
        "double": base.double(),
        "whole": torch.arange(5),
        "scalar": torch.tensor(2.5),
        "size": base.shape,
    }
    os.makedirs(FOLDER, exist_ok=True)
    torch.save(checkpoint, os.path.join(FOLDER, "checkpoint.pt"))
    arrays = {"c": base.numpy(), "fortran": np.asfortranarray(base.numpy()), "big": base.numpy().astype(">f4")}
    np.savez_compressed(os.path.join(FOLDER, "arrays.npz"), **arrays)
    expected = {
        "source": f"PyTorch {torch.__version__}, NumPy {np.__version__}",
        "checkpoint": {path: statistics(tensor) for path, tensor in named(checkpoint)},
        "arrays": {name: statistics(torch.from_numpy(array.astype("<f4"))) for name, array in arrays.items()},
    }
    with open(os.path.join(FOLDER, "statistics.json"), "w") as file:
        json.dump(expected, file)
        file.write("\n")


main()
