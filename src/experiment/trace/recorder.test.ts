/**
 * The recorder of `public/initscope.py`, run by Python itself where it has NumPy and PyTorch; elsewhere these
 * tests are listed as skipped.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { pythonWith, runPython } from "../../testing/code/python.ts";
import { measure, tensorStats } from "../statistics.ts";
import { readTraceText } from "./traceFormat.ts";
import type { Trace, TraceEntry } from "./traceFormat.ts";

const PUBLIC = fileURLToPath(new URL("../../../public", import.meta.url));
const numpy = pythonWith("numpy");
const torch = pythonWith("torch");

function output(python: string | null, program: string): string {
  const head = `import sys, json\nsys.path.insert(0, ${JSON.stringify(PUBLIC)})\nsys.dont_write_bytecode = True\nimport initscope\n`;
  const run = runPython(python ?? "", head + program);
  expect(run.complaint).toBe("");
  return run.output.trim();
}

/** Programs whose `r` is a recording at their end. They run in one process: PyTorch takes seconds to load. */
const programs: string[] = [];

/** Registers a program. @returns its trace, once all have run */
function recorded(program: string): () => Trace {
  const place = programs.push(program) - 1;
  return () => {
    const reading = readTraceText(texts()[place] ?? "");
    if (reading.kind === "refused") throw new Error(JSON.stringify(reading.fault));
    return reading.trace;
  };
}

let known: readonly string[] | null = null;

/** The traces of all programs, as text. */
function texts(): readonly string[] {
  known ??= output(
    torch,
    `import torch, io, contextlib
for program in json.loads(${JSON.stringify(JSON.stringify(programs))}):
    torch.manual_seed(0)
    names = {"torch": torch, "initscope": initscope}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(program, names)
    print(json.dumps(names["r"].trace.document(), default=list, allow_nan=False))
`,
  ).split("\n");
  return known;
}

const named = (trace: Trace, name: string, snapshot = 0): TraceEntry => {
  const index = trace.layers.findIndex((layer) => layer.name === name);
  const found = trace.snapshots[snapshot]?.layers[index];
  if (found === undefined)
    throw new Error(`missing layer: ${name} (expected ${trace.layers.map((l) => l.name).join()})`);
  return found;
};

const STEP = (model: string, input: string, steps = 1): string => `
model = ${model}
optimizer = torch.optim.SGD(model.parameters(), lr=0.125)
with initscope.record(model) as r:
    for _ in range(${steps}):
        loss = model(${input}).square().mean()
        optimizer.zero_grad()
        loss.backward()
        r.step(optimizer, loss)
`;

describe.skipIf(numpy === null)("the recorder for arrays", () => {
  it("has the page's sketch bit for bit, and its moments", () => {
    const values = [0, -0, 1e-40, -1e-42, 1, -1.5, 3.25e-12, 1e30, -7, 0.1, 2.5, -2.5];
    const cases = [values, [...values, NaN, Infinity, -Infinity], [NaN], []];
    const lines = output(
      numpy,
      `
import numpy as np
for own in json.loads('${JSON.stringify(cases.map((own) => own.map(String)))}'):
    t = initscope.Trace(framework="NumPy")
    t.snapshot(0, 1.5, {"a": {"update": np.array(own, dtype=np.float64).astype(np.float32)}})
    print(json.dumps(t.document(), default=list, allow_nan=False))
`,
    ).split("\n");
    expect(lines).toHaveLength(cases.length);
    for (const [index, own] of cases.entries()) {
      const reading = readTraceText(lines[index] ?? "");
      if (reading.kind === "refused") throw new Error(JSON.stringify(reading.fault));
      const stats = reading.trace.snapshots[0]?.layers[0]?.tensors.update;
      const page = tensorStats("weight", measure(Float32Array.from(own), own.length, 1));
      expect(stats?.sketch).toEqual(page.sketch);
      for (const key of ["mean", "std", "rms", "min", "max", "skewness", "excessKurtosis"] as const)
        if (Number.isFinite(page[key])) expect(stats?.[key]).toBeCloseTo(page[key], 9);
    }
  });

  it("splits the variance over inputs and units as the page does, and knows dead units", () => {
    const rows = Array.from({ length: 6 }, (_, row) => [Math.sin(row), 0, 2 + Math.cos(3 * row)]);
    const text = output(
      numpy,
      `import numpy as np\nt = initscope.Trace()\nt.snapshot(0, None, {"a": {"activation": np.array(${JSON.stringify(rows)}, dtype=np.float32)}})\nprint(json.dumps(t.document(), default=list))`,
    );
    const reading = readTraceText(text);
    const found = reading.kind === "trace" ? reading.trace.snapshots[0]?.layers[0] : undefined;
    const page = tensorStats("activation", measure(Float32Array.from(rows.flat()), 6, 3));
    expect(found?.tensors.activation?.batchStd).toBeCloseTo(page.batchStd, 9);
    expect(found?.tensors.activation?.unitStd).toBeCloseTo(page.unitStd, 9);
    expect(found?.deadUnits).toBeCloseTo(1 / 3, 6);
  });

  it("gives arrays of JAX, tensors and variables of Keras the numbers of NumPy's", () => {
    const shim = fileURLToPath(new URL("../../testing/code/shim", import.meta.url));
    const lines = output(
      numpy,
      `
import os
os.environ["KERAS_BACKEND"] = "tensorflow"
sys.path.insert(0, ${JSON.stringify(shim)})
import numpy as np
import jax.numpy as jnp
import keras
import tensorflow as tf
x = np.random.default_rng(0).normal(size=(8, 4)).astype(np.float32)
for weight, activation in ((x[:4], x), (jnp.asarray(x[:4]), jnp.asarray(x)), (keras.Variable(x[:4]), tf.constant(x))):
    t = initscope.Trace()
    t.snapshot(0, 0.5, {"dense": {"weight": weight, "activation": activation}})
    print(json.dumps([t.layers, t.snapshots], default=list))
`,
    ).split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('"fan_in": 4');
    expect(new Set(lines).size).toBe(1);
  });

  it("names what it does not know, and keeps at most as many snapshots as it is told", () => {
    const text = output(
      numpy,
      `
t = initscope.Trace(most=4)
for step in range(9):
    t.snapshot(step, 1.0, {})
print([s["step"] for s in t.snapshots])
try:
    t.snapshot(9, 1.0, {"a": {"weights": []}})
except ValueError as error:
    print(error)
`,
    );
    expect(text.split("\n")).toEqual([
      "[0, 4, 8]",
      "invalid tensor: weights (expected activation, grad_activation, weight, grad_weight, update)",
    ]);
  });
});

describe.skipIf(torch === null)("the recorder for PyTorch", () => {
  const path = new URL("../../../docs/recorder-example.ipynb", import.meta.url);
  const { cells } = JSON.parse(readFileSync(path, "utf8")) as {
    readonly cells: readonly { readonly cell_type: string; readonly source: readonly string[] }[];
  };
  const code = cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => source.join(""));
  const example = recorded(code.join("\n\n").replace('r.save("run.json.gz")', ""));
  it("runs the example of the documentation", () => {
    const trace = example();
    expect(trace.layers.map(({ kind }) => kind)).toEqual(["Linear", "ReLU", "Linear", "ReLU", "Linear"]);
    expect(trace.snapshots.map(({ step }) => step)).toEqual(Array.from({ length: 40 }, (_, k) => 5 * k));
    const losses = trace.snapshots.map(({ loss }) => loss ?? NaN);
    expect(losses.at(-1)).toBeLessThan(0.5 * (losses[0] ?? NaN));
  });

  const mlp = recorded(
    STEP(
      "torch.nn.Sequential(torch.nn.Linear(20, 30), torch.nn.ReLU(), torch.nn.Linear(30, 4))",
      "torch.randn(50, 20)",
      2,
    ),
  );
  it("records an MLP: every layer, its weights, and a step of the optimiser", () => {
    const trace = mlp();
    expect(trace.layers.map(({ name, kind, fanIn, fanOut }) => [name, kind, fanIn, fanOut])).toEqual([
      ["0", "Linear", 20, 30],
      ["1", "ReLU", null, null],
      ["2", "Linear", 30, 4],
    ]);
    expect(trace.snapshots.map(({ step }) => step)).toEqual([0, 1]);
    const { tensors } = named(trace, "2");
    // Plain gradient descent: the change is the gradient times the rate.
    expect(tensors.update?.std).toBeCloseTo(0.125 * (tensors.grad_weight?.std ?? NaN), 6);
    expect(tensors.activation?.sketch.count).toBe(200);
    expect(named(trace, "1").tensors.activation?.sketch.zeros).toBeGreaterThan(500);
  });

  const [plainRun, inPlaceRun] = ["False", "True"].map((flag) =>
    recorded(
      STEP(
        `torch.nn.Sequential(torch.nn.Linear(8, 9), torch.nn.ReLU(inplace=${flag}), torch.nn.Linear(9, 3))`,
        "torch.randn(7, 8)",
      ),
    ),
  );
  it("gives a module that changes its input in place its own gradient, and the one before it its own", () => {
    const [plain, inPlace] = [plainRun?.(), inPlaceRun?.()];
    expect(inPlace?.snapshots).toEqual(plain?.snapshots);
    expect(plain && named(plain, "1").tensors.grad_activation?.std).not.toBe(
      plain && named(plain, "0").tensors.grad_activation?.std,
    );
  });

  const cnn = recorded(
    STEP(
      "torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3), torch.nn.BatchNorm2d(8), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(288, 2))",
      "torch.randn(5, 3, 8, 8)",
    ),
  );
  it("records a CNN: channels are its units, and fields count in the fan", () => {
    const trace = cnn();
    expect(trace.layers[0]).toMatchObject({ fanIn: 27, fanOut: 72, units: 8 });
    const norm = named(trace, "1").tensors;
    expect(norm.activation?.std).toBeCloseTo(1, 3);
    expect(norm.activation?.unitStd).toBeCloseTo(0, 5);
    // Gains are no weights.
    expect(norm.weight).toBeUndefined();
  });

  const transformer = recorded(
    STEP("torch.nn.TransformerEncoderLayer(16, 4, 32, batch_first=True)", "torch.randn(6, 5, 16)"),
  );
  it("records a layer of a transformer with the projections of its attention", () => {
    const trace = transformer();
    expect(trace.layers.map(({ name }) => name)).toEqual([
      "self_attn.in_proj",
      "self_attn.out_proj",
      "dropout1",
      "norm1",
      "linear1",
      "dropout",
      "linear2",
      "dropout2",
      "norm2",
    ]);
    const projection = named(trace, "self_attn.in_proj").tensors;
    expect(projection.weight?.sketch.count).toBe(3 * 16 * 16);
    expect(projection.update?.std).toBeGreaterThan(0);
    expect(named(trace, "self_attn.out_proj").tensors.activation?.sketch.count).toBe(6 * 5 * 16);
  });

  const shared = recorded(`
class Shared(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = torch.nn.Linear(6, 6)
    def forward(self, x):
        return self.inner(torch.tanh(self.inner(x)))
${STEP("Shared()", "torch.randn(9, 6)", 2)}`);
  it("tells the uses of a shared module apart", () => {
    const trace = shared();
    expect(trace.layers.map(({ name }) => name)).toEqual(["inner", "inner#2"]);
    const [first, second] = ["inner", "inner#2"].map((name) => named(trace, name, 1).tensors);
    expect(second?.activation?.std).not.toBe(first?.activation?.std);
    expect(second?.grad_activation?.std).not.toBe(first?.grad_activation?.std);
    expect(first?.update?.std).toBeGreaterThan(0);
  });

  const narrow = recorded(`
model = torch.nn.Sequential(torch.nn.Linear(16, 16), torch.nn.ReLU(), torch.nn.Linear(16, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
with initscope.record(model) as r:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        output = model(torch.randn(12, 16))
    assert output.dtype == torch.bfloat16
    loss = output.float().square().mean()
    loss.backward()
    r.step(optimizer, loss)
`);
  it("widens what autocast has made narrow", () => {
    const trace = narrow();
    const { tensors } = named(trace, "0");
    expect(tensors.activation?.std).toBeGreaterThan(0.1);
    expect(tensors.grad_activation?.sketch.count).toBe(12 * 16);
    expect(tensors.update?.std).toBeGreaterThan(0);
  });

  const sparse = recorded(`
model = torch.nn.Linear(3, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
with initscope.record(model, every=3) as r:
    for step in range(7):
        with torch.no_grad():
            model(torch.zeros(5, 3))
        for part in range(2):
            (model(torch.randn(4 + part, 3)).square().mean() / 2).backward()
        r.step(optimizer)
        optimizer.zero_grad()
model(torch.randn(4, 3)).sum().backward()
`);
  it("records every k-th step, the first pass of several, and nothing without gradients", () => {
    const trace = sparse();
    expect(trace.snapshots.map(({ step }) => step)).toEqual([0, 3, 6]);
    expect(trace.snapshots.map(({ layers }) => layers[0]?.tensors.activation?.sketch.count)).toEqual([
      8, 8, 8,
    ]);
    expect(trace.snapshots[0]?.loss).toBeNull();
  });
});
