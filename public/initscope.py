"""Records what happens inside a network while it trains, for Initscope.

    import initscope

    with initscope.record(model, every=10) as r:
        for x, y in batches:
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            r.step(optimizer, loss)  # takes the step of the optimizer
    r.save("run.json.gz")

Open the file in Initscope: press Open, or drop it on the page. It stays on your computer.
For NumPy, JAX and Keras there is `initscope.Trace`, which takes arrays.

The file holds statistics and histograms of every layer, never a tensor. This module needs nothing but Python
and the framework. Its format is described in docs/recorder.html of the page.
"""

import gzip
import json
import math
from array import array
from datetime import datetime, timezone

__all__ = ["Trace", "record", "summarize"]

FORMAT, VERSION = "initscope-trace", 1
TENSORS = ("activation", "grad_activation", "weight", "grad_weight", "update")

# A bin is the sign, the exponent and the top six mantissa bits of a float32: its upper fifteen bits.
SHIFT, SIGN, NORMAL, INFINITE = 17, 1 << 14, 1 << 6, 255 << 6


def _finite(value):
    """A number as JSON has it: None for what is not finite."""
    value = float(value)
    return value if math.isfinite(value) else None


def _side(counts, start, end):
    """The bins of a sign from the first to the last that is not empty; `start` is that of normal numbers."""
    filled = counts[start:end].nonzero()
    filled = filled[0] if isinstance(filled, tuple) else filled.reshape(-1)
    if not len(filled):
        return {"first_bin": 0, "counts": array("I")}
    first, last = int(filled[0]), int(filled[-1])
    return {"first_bin": NORMAL + first, "counts": array("I", counts[start + first : start + last + 1].tolist())}


def _atoms(counts):
    """How many values are 0 or denormal, and how many are no numbers or infinite."""
    small = counts[:NORMAL].sum() + counts[SIGN : SIGN + NORMAL].sum()
    odd = counts[INFINITE:SIGN].sum() + counts[SIGN + INFINITE :].sum()
    return int(small), int(odd)


def _summary(counts, atoms, exact, moments):
    """A tensor as the trace has it.

    counts: an array of 32768 numbers, by the upper fifteen bits of the values
    exact: how many values are 0, inf and -inf
    moments: finite values, mean, central sums of the powers 2, 3, 4, least, largest, variance of unit means
    """
    zeros, odd = atoms
    exact_zeros, pos_inf, neg_inf = exact
    n, mean, m2, m3, m4, least, largest, between = moments
    nan = float("nan")
    variance = m2 / n if n else nan
    std = math.sqrt(variance) if n else nan
    varies = n > 0 and variance > 0 and math.isfinite(variance)
    within = max(0.0, variance - between) if between is not None and n else nan
    return {
        "count": int(counts.sum()),
        "nan": odd - pos_inf - neg_inf,
        "pos_inf": pos_inf,
        "neg_inf": neg_inf,
        "zeros": zeros,
        "underflow": zeros - exact_zeros,
        "mean": _finite(mean if n else nan),
        "std": _finite(std),
        "rms": _finite(math.sqrt(variance + mean * mean) if n else nan),
        "min": _finite(least if n else nan),
        "max": _finite(largest if n else nan),
        "skewness": _finite(m3 / n / variance**1.5) if varies and variance**1.5 > 0 else None,
        "excess_kurtosis": _finite(m4 / n / variance**2 - 3) if varies and variance**2 > 0 else None,
        "batch_std": _finite(math.sqrt(within)) if within == within else None,
        "unit_std": _finite(math.sqrt(between)) if between is not None and between == between else None,
        "negative": _side(counts, SIGN + NORMAL, SIGN + INFINITE),
        "positive": _side(counts, NORMAL, INFINITE),
    }


# NumPy, and whatever NumPy can read: arrays of JAX, tensors and variables of Keras on the processor.


def _rows_numpy(values, axis):
    """[rows, units], the units being those along an axis; None without a batch."""
    import numpy as np

    if axis is None or values.ndim < 2:
        return None
    return np.moveaxis(values, axis, -1).reshape(-1, values.shape[axis])


def summarize(values, unit_axis=None):
    """Statistics and histogram of an array, float32 or narrower; wider ones are rounded to float32.

    unit_axis: the axis of the units, in tensors that have a batch
    """
    import numpy as np

    whole = np.asarray(values).astype(np.float32)
    flat = np.ascontiguousarray(whole).reshape(-1)
    counts = np.bincount(flat.view(np.uint32) >> SHIFT, minlength=2 * SIGN)
    exact = (
        int((flat == 0).sum()),
        int((flat == np.inf).sum()),
        int((flat == -np.inf).sum()),
    )
    finite = flat[np.isfinite(flat)].astype(np.float64)
    n = finite.size
    mean = finite.mean() if n else 0.0
    d = finite - mean
    d2 = d * d
    rows = _rows_numpy(whole, unit_axis) if n == flat.size else None
    between = float(rows.mean(0, dtype=np.float64).var()) if rows is not None and rows.size else None
    moments = (n, float(mean), float(d2.sum()), float(d2 @ d), float(d2 @ d2))
    ends = (float(finite.min()), float(finite.max())) if n else (0.0, 0.0)
    return _summary(counts, _atoms(counts), exact, (*moments, *ends, between))


def _layer_numbers_numpy(values, unit_axis):
    """Share of the units that are 0 for the whole batch, and the mean cosine between two inputs."""
    import numpy as np

    whole = np.asarray(values).astype(np.float32)
    if whole.ndim < 2 or whole.size == 0:
        return None, None
    rows = _rows_numpy(whole, unit_axis)
    dead = _finite((~rows.any(0)).mean()) if rows is not None and np.isfinite(rows).all() else None
    inputs = whole.reshape(len(whole), -1).astype(np.float64)
    lengths = np.sqrt((inputs * inputs).sum(1))
    some = lengths > 0
    n = int(some.sum())
    if n < 2 or not np.isfinite(lengths).all():
        return dead, None
    total = (inputs[some] / lengths[some, None]).sum(0)
    return dead, _finite((total @ total - n) / (n * (n - 1)))


class Trace:
    """Snapshots of a network over its training.

        trace = initscope.Trace("my network", framework="JAX")
        trace.snapshot(step, loss, {
            "dense_1": {"weight": W1, "grad_weight": dW1, "activation": a1, "grad_activation": da1},
            "dense_2": {"weight": W2, "activation": a2},
        })
        trace.save("run.json.gz")

    Every tensor may be left out. Activations have the batch first and the units last.
    The layers appear in the order in which they are first named.
    Of more than `most` snapshots every other one is dropped, and of the next ones too, so that the file stays
    small: at the end they are evenly spaced.
    """

    def __init__(self, model="network", framework="NumPy", layout="io", most=60):
        """layout: "io" where weights are [inputs, outputs] as in JAX and Keras, "oi" as in PyTorch."""
        self.model, self.framework, self.layout, self.most = str(model), str(framework), layout, max(2, most)
        self.layers, self.snapshots, self._index = [], [], {}
        self._seen, self._stride = 0, 1

    def layer(self, name, kind="layer", fan_in=None, fan_out=None, units=None):
        """Names a layer and gives its place. Naming it again changes nothing."""
        if name not in self._index:
            self._index[name] = len(self.layers)
            known = {"fan_in": fan_in, "fan_out": fan_out, "units": units}
            sizes = {key: int(value) for key, value in known.items() if value is not None}
            self.layers.append({"name": str(name), "kind": str(kind), **sizes})
        return self._index[name]

    def snapshot(self, step, loss, layers):
        """Summarizes arrays. layers: by name, each with arrays by the names of `TENSORS`."""
        unknown = sorted({key for arrays in layers.values() for key in arrays} - set(TENSORS))
        if unknown:
            raise ValueError(f"invalid tensor: {unknown[0]} (expected {', '.join(TENSORS)})")
        if not self._is_wanted():
            self._seen += 1
            return
        found = {}
        for name, arrays in layers.items():
            shape = tuple(getattr(arrays.get("weight"), "shape", ()))
            fans = {}
            if len(shape) >= 2:
                inner = math.prod(shape[:-1] if self.layout == "io" else shape[1:])
                fans = {"fan_in": inner, "fan_out": shape[-1] if self.layout == "io" else shape[0]}
            output = arrays.get("activation")
            self.layer(name, units=None if output is None else output.shape[-1], **fans)
            axes = {"activation": -1, "grad_activation": -1}
            tensors = {key: summarize(value, axes.get(key)) for key, value in arrays.items()}
            dead, cosine = (None, None) if output is None else _layer_numbers_numpy(output, -1)
            found[name] = {"tensors": tensors, "dead_units": dead, "cosine": cosine}
        self._add(step, None if loss is None else float(loss), found)

    def _is_wanted(self):
        """Whether the next snapshot will be kept."""
        return self._seen % self._stride == 0

    def _add(self, step, loss, found):
        """Keeps a snapshot. found: what is known of the layers, by name."""
        nothing = {"tensors": {}, "dead_units": None, "cosine": None}
        layers = [found.get(layer["name"], nothing) for layer in self.layers]
        self.snapshots.append({"step": int(step), "loss": None if loss is None else _finite(loss), "layers": layers})
        self._seen += 1
        if len(self.snapshots) > self.most:
            self.snapshots, self._stride = self.snapshots[::2], 2 * self._stride

    def document(self):
        """The trace as JSON has it."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "model": self.model,
            "framework": self.framework,
            "recorded": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "layers": self.layers,
            "snapshots": self.snapshots,
        }

    def save(self, path):
        """Writes the trace; a name that ends in .gz is compressed."""
        text = json.dumps(self.document(), separators=(",", ":"), allow_nan=False, default=list)
        with gzip.open(path, "wt", encoding="utf-8") if str(path).endswith(".gz") else open(
            path, "w", encoding="utf-8"
        ) as file:
            file.write(text)


# PyTorch.


def record(model, every=1, most=60):
    """Records a PyTorch module: `with initscope.record(model) as r`.

    every: steps between snapshots. Steps between them cost nothing but the call of empty hooks.
    most: snapshots that are kept; see `Trace`
    """
    return _Recorder(model, every, most)


def _first_tensor(output):
    """The tensor in what a module returns: itself, or the first of a tuple, list or dictionary."""
    import torch

    if isinstance(output, torch.Tensor):
        return output if output.is_floating_point() else None
    if isinstance(output, dict):
        output = list(output.values())
    if isinstance(output, (tuple, list)):
        for part in output:
            found = _first_tensor(part)
            if found is not None:
                return found
    return None


def _rows_torch(x, axis):
    """[rows, units]; None for a tensor without a batch."""
    if axis is None or x.dim() < 2:
        return None
    return x.movedim(axis, -1).reshape(-1, x.shape[axis])


def _summarize_torch(tensor, axis=None, scale=1.0):
    """The statistics of a tensor on its device; what leaves it are 32768 counts and a few numbers."""
    import torch

    x = tensor.detach()
    if x.is_sparse:
        x = x.to_dense()
    x = x.float()
    if scale != 1.0:
        x = x / scale
    flat = x.contiguous().reshape(-1)
    bins = (flat.view(torch.int32) >> SHIFT).bitwise_and_(2 * SIGN - 1)
    counts = torch.bincount(bins, minlength=2 * SIGN).cpu()
    atoms = small, odd = _atoms(counts)
    exact = (
        int((flat == 0).sum()) if small else 0,
        int((flat == math.inf).sum()) if odd else 0,
        int((flat == -math.inf).sum()) if odd else 0,
    )
    finite = flat[torch.isfinite(flat)] if odd else flat
    n = finite.numel()
    if n == 0:
        return _summary(counts, atoms, exact, (0, 0, 0, 0, 0, 0, 0, None))
    wide = finite.double() if finite.device.type != "mps" else finite
    mean = wide.mean()
    d = wide - mean
    d2 = d * d
    least, largest = torch.aminmax(finite)
    numbers = [mean, d2.sum(), torch.dot(d2, d), torch.dot(d2, d2), least, largest]
    rows = None if odd else _rows_torch(wide.view(x.shape), axis)
    if rows is not None:
        numbers.append(rows.mean(0).var(unbiased=False))
    values = torch.stack([number.to(wide.dtype) for number in numbers]).tolist()
    return _summary(counts, atoms, exact, (n, *values[:6], values[6] if rows is not None else None))


def _layer_numbers_torch(tensor, axis):
    """As `_layer_numbers_numpy`."""
    x = tensor.detach().float()
    if x.dim() < 2 or x.numel() == 0:
        return None, None
    rows = _rows_torch(x, axis)
    dead = None if rows is None else _finite((rows == 0).all(0).float().mean())
    inputs = x.reshape(len(x), -1)
    lengths = inputs.norm(dim=1)
    some = lengths > 0
    n = int(some.sum())
    if n < 2:
        return dead, None
    total = inputs[some].t() @ (1 / lengths[some])
    return dead, _finite((float(total.double() @ total.double()) - n) / (n * (n - 1)))


class _Recorder:
    """Hooks on the modules of a network that compute something themselves. It keeps statistics, no tensor."""

    def __init__(self, model, every, most):
        import torch

        self.model, self.every, self.step_number = model, max(1, int(every)), 0
        self.trace = Trace(type(model).__name__, f"PyTorch {torch.__version__}", "oi", most)
        self._handles, self._found, self._calls, self._passes, self._scale = [], {}, {}, 0, 1.0
        self._weights = {}

    # What is hooked.

    def __enter__(self):
        import torch

        attentions = torch.nn.MultiheadAttention
        inside = {
            id(part)
            for module in self.model.modules()
            if isinstance(module, attentions)
            for part in module.modules()
            if part is not module
        }
        self._handles.append(self.model.register_forward_pre_hook(self._begin_pass))
        for name, module in self.model.named_modules():
            name = name or type(module).__name__
            if isinstance(module, attentions):
                parts = []
                for part in ("in_proj_weight", "q_proj_weight", "k_proj_weight", "v_proj_weight"):
                    weight = getattr(module, part, None)
                    if weight is not None:
                        parts.append(f"{name}.{part[:-7]}")
                        self._weights[parts[-1]] = (weight, "AttentionProjection", False)
                self._weights[f"{name}.out_proj"] = (module.out_proj.weight, "AttentionProjection", False)
                self._handles.append(module.register_forward_hook(self._hook_of(f"{name}.out_proj", parts)))
            elif id(module) not in inside and next(module.children(), None) is None:
                self._handles.append(module.register_forward_hook(self._hook_of(name)))
                own = [(key, p) for key, p in module.named_parameters(recurse=False) if p.dim() >= 2]
                flipped = "Transpose" in type(module).__name__
                for key, parameter in own:
                    alone = key == "weight" or len(own) == 1
                    layer = name if alone else f"{name}.{key}"
                    self._weights[layer] = (parameter, type(module).__name__, flipped)
        return self

    def __exit__(self, *error):
        if error[0] is None and self._found:
            self.step()
        for handle in self._handles:
            handle.remove()
        self._handles = []
        return False

    @property
    def _is_recording(self):
        import torch

        return self._is_chosen() and self._passes <= 1 and torch.is_grad_enabled()

    def _is_chosen(self):
        """Whether this step is recorded."""
        return self.step_number % self.every == 0 and self.trace._is_wanted()

    def _begin_pass(self, module, inputs):
        import torch

        # Of several passes before a step, those of parts of a batch, the first is recorded.
        if torch.is_grad_enabled():
            self._passes += 1
            self._calls = {}

    def _hook_of(self, name, before=()):
        """before: layers that no module computes, and that stand in front of this one"""

        def hook(module, inputs, output):
            if not self._is_recording:
                return
            for layer in before:
                self.trace.layer(layer, self._weights[layer][1], *self._fans(layer))
            tensor = _first_tensor(output)
            if tensor is not None:
                kind = "AttentionProjection" if name in self._weights and not _is_leaf(module) else None
                self._see(name, tensor, kind or type(module).__name__, _unit_axis(module, tensor))

        return hook

    def watch(self, name, tensor):
        """Records a tensor that no module returns, such as `F.relu(x)`: `r.watch("relu_1", x)`. Returns it."""
        if self._is_recording:
            self._see(name, tensor, "tensor", -1)
        return tensor

    def _see(self, name, tensor, kind, axis):
        # A module that is used again within a pass is another layer.
        self._calls[name] = call = self._calls.get(name, 0) + 1
        layer = name if call == 1 else f"{name}#{call}"
        units = tensor.shape[axis] if tensor.dim() >= 2 else None
        self.trace.layer(layer, kind, *self._fans(name), units)
        dead, cosine = _layer_numbers_torch(tensor, axis)
        entry = {"tensors": {"activation": _summarize_torch(tensor, axis)}, "dead_units": dead, "cosine": cosine}
        self._found[layer] = entry
        if tensor.requires_grad:

            def arrive(gradient):
                if gradient is not None:
                    entry["tensors"]["grad_activation"] = _summarize_torch(gradient, axis, self._scale)

            # The function that made it has its gradient, even where something changes it in place later.
            if tensor.grad_fn is None:
                tensor.register_hook(arrive)
            else:
                place = tensor.output_nr
                tensor.grad_fn.register_hook(lambda _, gradients: arrive(gradients[place]))

    def _fans(self, layer):
        if layer not in self._weights:
            return None, None
        weight, kind, is_flipped = self._weights[layer]
        shape = weight.shape
        if kind.startswith("Embedding"):
            return 1, shape[1]
        field = math.prod(shape[2:])
        ins, outs = (shape[0], shape[1]) if is_flipped else (shape[1], shape[0])
        return ins * field, outs * field

    # What is kept.

    def scale_loss(self, loss, scaler):
        """`scaler.scale(loss)` of mixed precision; gradients are then recorded as they are without it."""
        self._scale = float(scaler.get_scale())
        return scaler.scale(loss)

    def step(self, optimizer=None, loss=None, scaler=None):
        """Takes the step of the optimizer, with a GradScaler through it, and ends the snapshot.

        Without an optimizer it only ends the snapshot: the file then has no updates.
        """
        is_recorded = self._is_chosen() and bool(self._found)
        if scaler is not None and is_recorded:
            scaler.unscale_(optimizer)
        before = {}
        if is_recorded:
            for layer, (weight, kind, _) in self._weights.items():
                self.trace.layer(layer, kind, *self._fans(layer))
                entry = self._found.setdefault(layer, {"tensors": {}, "dead_units": None, "cosine": None})
                entry["tensors"]["weight"] = _summarize_torch(weight)
                if weight.grad is not None:
                    entry["tensors"]["grad_weight"] = _summarize_torch(weight.grad)
                if optimizer is not None and id(weight) not in before:
                    # A copy for as long as the step takes.
                    before[id(weight)] = weight.detach().clone()
        if scaler is not None:
            scaler.step(optimizer)
        elif optimizer is not None:
            optimizer.step()
        if is_recorded:
            for layer, (weight, _, _) in self._weights.items():
                if id(weight) in before:
                    change = weight.detach() - before[id(weight)]
                    self._found[layer]["tensors"]["update"] = _summarize_torch(change)
            self.trace._add(self.step_number, None if loss is None else float(loss), self._found)
        elif self.step_number % self.every == 0 and not self.trace._is_wanted():
            self.trace._seen += 1
        self._found, self._calls, self._passes, self._scale = {}, {}, 0, 1.0
        self.step_number += 1

    def save(self, path):
        """Writes the trace; a name that ends in .gz is compressed."""
        self.trace.save(path)


def _is_leaf(module):
    return next(module.children(), None) is None


def _unit_axis(module, tensor):
    """The axis of the units: the channels of images, the last one elsewhere."""
    name = type(module).__name__
    is_image = any(part in name for part in ("Conv", "BatchNorm", "InstanceNorm", "GroupNorm", "Pool"))
    return 1 if (is_image or tensor.dim() >= 4) and tensor.dim() >= 2 else -1
