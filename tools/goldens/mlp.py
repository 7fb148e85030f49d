"""Writes src/weights/network/golden/: state dicts of small MLPs as safetensors, and PyTorch's statistics of them.

The inputs and the injected gradient have the project's addresses (docs/numerics.md): Philox 4x32-10 and the
normal quantile. Needs PyTorch 1.13 or newer:  python3 tools/goldens/mlp.py
"""

import json
import os
import struct
from statistics import NormalDist

import torch

FOLDER = os.path.join(os.path.dirname(__file__), "../../src/weights/network/golden")
SEED, BATCH = 3, 32
INPUT, GRADIENT = 2, 3


def philox(counter, key):
    c, k, mask = list(counter), list(key), 0xFFFFFFFF
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [((p1 >> 32) ^ c[1] ^ k[0]) & mask, p1 & mask, ((p0 >> 32) ^ c[3] ^ k[1]) & mask, p0 & mask]
        k = [(k[0] + 0x9E3779B9) & mask, (k[1] + 0xBB67AE85) & mask]
    return c


def normals(stream, columns):
    def value(row, column):
        word = philox([column // 4, row, 0, stream], [SEED, 0])[column % 4]
        return NormalDist().inv_cdf((word + 0.5) * 2.0**-32)

    return torch.tensor([[value(row, column) for column in range(columns)] for row in range(BATCH)])


def save(state, path):
    """As safetensors' own writer does it: sorted by name, without a hole."""
    header, data = {}, b""
    for name in sorted(state):
        tensor = state[name]
        kind = {torch.float32: "F32", torch.int64: "I64"}[tensor.dtype]
        values = tensor.contiguous().numpy().tobytes()
        offsets = [len(data), len(data) + len(values)]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": offsets}
        data += values
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def statistics(tensor):
    values = tensor.detach().to(torch.float64)
    mean = values.mean()
    return {"mean": mean.item(), "std": ((values - mean) ** 2).mean().sqrt().item()}


def measured(model):
    """Per weight layer the statistics of z, of the output, of both gradients and of the weights' gradient."""
    model.zero_grad()
    x = normals(INPUT, model[0].in_features)
    starts = [i for i, part in enumerate(model) if isinstance(part, torch.nn.Linear)]
    kept = []
    for start, end in zip(starts, starts[1:] + [len(model)]):
        z = model[start](x)
        z.retain_grad()
        y = z
        for part in model[start + 1 : end]:
            y = part(y)
        # The output of a layer without an activation is its z: a tensor of its own.
        y = y * 1.0 if y is z else y
        y.retain_grad()
        kept.append((model[start], z, y))
        x = y
    x.backward(normals(GRADIENT, x.shape[1]))
    return [
        {
            "pre_activation": statistics(z),
            "activation": statistics(y),
            "grad_pre_activation": statistics(z.grad),
            "grad_activation": statistics(y.grad),
            "weight": statistics(linear.weight),
            "grad_weight": statistics(linear.weight.grad),
        }
        for linear, z, y in kept
    ]


def trained_like(model):
    """Biases, gains and shifts away from where they begin."""
    for name, values in model.named_parameters():
        if values.dim() == 1:
            with torch.no_grad():
                values.add_(0.3 * torch.randn(values.shape))
    return model


def main():
    torch.manual_seed(7)
    nn = torch.nn
    models = {
        "layer_norm": nn.Sequential(
            nn.Linear(12, 24), nn.LayerNorm(24), nn.Tanh(), nn.Linear(24, 16), nn.LayerNorm(16), nn.Tanh(), nn.Linear(16, 5)
        ),
        "batch_norm": nn.Sequential(
            nn.Linear(9, 20, bias=False), nn.ReLU(), nn.BatchNorm1d(20), nn.Linear(20, 20), nn.ReLU(), nn.BatchNorm1d(20), nn.Linear(20, 3)
        ),
        # Eleven layers: sorted by name, the tenth comes behind the first.
        "deep": nn.Sequential(*[part for _ in range(11) for part in (nn.Linear(8, 8), nn.GELU())][:-1]),
    }
    os.makedirs(FOLDER, exist_ok=True)
    expected = {"source": f"PyTorch {torch.__version__}", "seed": SEED, "batch": BATCH, "models": {}}
    for name, model in models.items():
        trained_like(model)
        save(model.state_dict(), os.path.join(FOLDER, f"{name}.safetensors"))
        expected["models"][name] = measured(model)
    with open(os.path.join(FOLDER, "statistics.json"), "w") as file:
        json.dump(expected, file)
        file.write("\n")


main()
