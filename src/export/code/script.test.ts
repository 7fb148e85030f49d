/**
 * Scripts run by Python itself: the assertions in them compare with the WASM engine, and the draws are the
 * page's bit for bit.
 */
import { describe, expect, it } from "vitest";
import type { FrameworkId } from "../../catalog/frameworks.ts";
import { drawBiases, drawInput, drawWeights } from "../../experiment/draws.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { decodeLink } from "../../link/codec.ts";
import { pythonWith, runPython } from "../../testing/code/python.ts";
import { sourceOf } from "../../testing/code/sources.ts";
import { notebookFile, pythonFile, writeScript } from "./script.ts";
import type { WrittenScript } from "./codeSource.ts";

const python = pythonWith("numpy");

async function written(link: string, framework: FrameworkId = "numpy"): Promise<WrittenScript> {
  const script = writeScript(await sourceOf(link), framework);
  if (script.kind === "refused") throw new Error(script.what);
  return script;
}

/** Kinds of experiments, of presets made small: every part of a plan is in one of them. */
const EXPERIMENTS = {
  "He and ReLU": "#v=1&width=64&batch=64&seed=1",
  "an explosion beyond float32": "#v=1&depth=60&width=100&batch=32&init=normal&seed=1",
  "tanh on the verge of chaos":
    "#v=1&depth=20&width=64&batch=64&act=tanh&init=mean_field&std=2&bias=0.2236&x=correlated&seed=1",
  "batch norm and cross-entropy":
    "#v=1&width=48-48-48-10&in=32&batch=64&norm=batch&gamma=1.5&beta=0.2&grad=cross_entropy&seed=1",
  "batch norm in evaluation, behind training with dropout":
    "#v=1&depth=6&width=48&batch=32&norm=batch&eval=4&keep=0.8&seed=1",
  "LSUV behind the activation, with orthogonal draws":
    "#v=1&depth=6&width=40&batch=64&init=lsuv&target=after&seed=1",
  "alpha dropout of SELU":
    "#v=1&depth=8&width=64&batch=64&act=selu&init=lecun_normal&keep=0.9&drop=alpha&seed=1",
  "gated blocks of a language model":
    "#v=1&depth=11&width=48&batch=32&act=silu&block=pre&expand=2.7&gate=glu&init=normal&std=0.02&norm=rms&seed=1",
  "post-norm with DeepNorm": "#v=1&depth=12&width=48&batch=32&act=gelu&block=deepnorm&norm=layer&seed=1",
  "residual blocks that share weights":
    "#v=1&depth=10&width=48&batch=32&act=softplus&res=depth_scaled&share=all&init=truncated_normal&seed=1",
  "sparse weights on spirals":
    "#v=1&depth=5&width=24&task=spirals&batch=64&act=tanh&init=sparse&std=0.5&sparsity=0.6&noise=0.1&seed=1",
  "a normal cut at a bound of its own":
    "#v=1&depth=4&width=24&batch=16&act=tanh&init=truncated_absolute&std=0.25&limit=0.3&seed=1",
  "a sure answer, whose gradient is what float64 leaves of 1 - softmax":
    "#v=1&depth=5&width=9&batch=3&act=elu&init=tf_playground&bias=5.248&keep=0.16642&task=moons&seed=668",
  "a curve by its squared error":
    "#v=1&depth=4&width=32&task=curve&batch=64&act=sin&init=pytorch_linear&seed=1",
} as const;

const pytorch = pythonWith("torch");
/** Batch norm in evaluation has no PyTorch script yet. */
const IN_PYTORCH = Object.entries(EXPERIMENTS).filter(([, link]) => !link.includes("eval="));

describe.skipIf(pytorch === null)("PyTorch scripts", () => {
  it.each(IN_PYTORCH)("agree with the page: %s", async (_name, link) => {
    const { output, complaint } = runPython(pytorch ?? "", pythonFile(await written(link, "pytorch")));
    expect(complaint).toBe("");
    expect(output).toMatch(/\d+ stds agree with the page\./);
  });

  it("find a wrong number", async () => {
    const text = pythonFile(await written(EXPERIMENTS["He and ReLU"], "pytorch"));
    const wrong = text.replace("a[4] = F.relu(z[4])", "a[4] = F.gelu(z[4])");
    expect(wrong).not.toBe(text);
    expect(runPython(pytorch ?? "", wrong).complaint).toMatch(/AssertionError: a\[4\]: std/);
  });
});

describe.skipIf(python === null)("NumPy scripts", () => {
  it.each(Object.entries(EXPERIMENTS))("agree with the page: %s", async (_name, link) => {
    // Every setting of a link is one that this page knows.
    expect(decodeLink(link).adjustments).toEqual([]);
    const { output, complaint } = runPython(python ?? "", pythonFile(await written(link)));
    expect(complaint).toBe("");
    expect(output).toMatch(/\d+ stds agree with the page\./);
  });

  it("find a wrong number", async () => {
    const text = pythonFile(await written(EXPERIMENTS["He and ReLU"]));
    // The law of weights halved in one layer; the draws are the same.
    const wrong = text.replace(/^(W\[3\] = .*?)(?=  # std)/m, "$1 * f32(0.999)");
    expect(wrong).not.toBe(text);
    expect(runPython(python ?? "", wrong).complaint).toMatch(/AssertionError: W\[3\]: std/);
  });

  it("draw the page's bits", async () => {
    const link =
      "#v=1&width=7-9-6&in=5&batch=4&act=relu&init=orthogonal&inits=2:truncated_normal,3:sparse&bias=0.1&biasmean=0.3&x=circle&seed=3";
    expect(decodeLink(link).adjustments).toEqual([]);
    const plan = planExperiment(decodeLink(link).config);
    const show = [
      "def bits(values):",
      "    return np.ascontiguousarray(values).view(np.uint32).ravel().tolist()",
      "import json",
      "print(json.dumps([bits(x), *[bits(W[l]) for l in sorted(W)], *[bits(b[l]) for l in sorted(b)]]))",
    ].join("\n");
    const { output } = runPython(python ?? "", `${pythonFile(await written(link))}\n${show}\n`);
    const bits = (values: Float32Array | null): number[] => [
      ...new Uint32Array((values ?? new Float32Array()).buffer),
    ];
    expect(JSON.parse(output.trim().split("\n").at(-1) ?? "")).toEqual([
      bits(drawInput(plan)),
      ...plan.layers.map((layer) => bits(drawWeights(plan, layer))),
      ...plan.layers.map((layer) => bits(drawBiases(plan, layer))),
    ]);
  });

  it("are the same program as a notebook", async () => {
    const script = await written(EXPERIMENTS["He and ReLU"]);
    const notebook = JSON.parse(notebookFile(script)) as {
      readonly nbformat: number;
      readonly cells: readonly { readonly cell_type: string; readonly source: readonly string[] }[];
    };
    expect(notebook.nbformat).toBe(4);
    const code = notebook.cells
      .filter(({ cell_type }) => cell_type === "code")
      .map(({ source }) => source.join(""));
    expect(code).toEqual(script.cells.map((cell) => cell.code));
    expect(runPython(python ?? "", code.join("\n\n")).complaint).toBe("");
  });
});

it("measured numbers stand behind their lines", async () => {
  const source = await sourceOf(EXPERIMENTS["He and ReLU"]);
  const script = writeScript(source, "numpy");
  const text = script.kind === "script" ? pythonFile(script) : "";
  const std = source.layers[4]?.tensors.activation?.std ?? NaN;
  expect(text).toMatch(
    new RegExp(`^ +a\\[5\\] = relu\\(z\\[5\\]\\) +# std ${Number(std.toPrecision(4))}$`, "m"),
  );
});

it("a part that no script knows is refused by its name", async () => {
  const source = await sourceOf(EXPERIMENTS["He and ReLU"]);
  const plan = { ...source.plan, layers: source.plan.layers.map((layer) => ({ ...layer, someday: 8 })) };
  expect(writeScript({ ...source, plan }, "numpy")).toEqual({
    kind: "refused",
    what: "someday",
  });
});

it("a link cannot end the text that it stands in", async () => {
  const source = await sourceOf(EXPERIMENTS["He and ReLU"]);
  const script = writeScript({ ...source, link: 'https://a.b/#x"""\\\n' }, "numpy");
  const text = script.kind === "script" ? pythonFile(script) : "";
  expect(text.match(/"""/g)?.length).toBeGreaterThan(2);
  expect(text.slice(3, text.indexOf('"""', 3))).toContain("#x%22%22%22%5C");
});
