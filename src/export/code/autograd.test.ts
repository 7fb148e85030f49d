/**
 * Keras and JAX scripts run against stand-ins for the functions that they use, and their assertions compare
 * with the WASM engine. Listed as skipped where there is no Python with NumPy.
 */
import { describe, expect, it } from "vitest";
import { activations } from "../../catalog/activations.ts";
import { decodeLink } from "../../link/codec.ts";
import { pythonWith } from "../../testing/code/python.ts";
import { runShimmed } from "../../testing/code/shimmed.ts";
import { sourceOf } from "../../testing/code/sources.ts";
import { notebookFile, pythonFile, writeScript } from "./script.ts";
import type { WrittenScript } from "./codeSource.ts";

const python = pythonWith("numpy");
const FRAMEWORKS = ["keras", "jax"] as const;

async function written(link: string, framework: "keras" | "jax"): Promise<WrittenScript> {
  const script = writeScript(await sourceOf(link), framework);
  if (script.kind === "refused") throw new Error(script.what);
  return script;
}

/** Every kind of layer, loss and draw is in one of them. */
const EXPERIMENTS = {
  "He and ReLU": "#v=1&depth=10&width=48&batch=48&seed=1",
  "an explosion beyond float32": "#v=1&depth=60&width=100&batch=16&init=normal&seed=1",
  "tanh with biases": "#v=1&depth=12&width=48&batch=32&act=tanh&init=mean_field&std=2&bias=0.2236&seed=1",
  "batch norm and cross-entropy":
    "#v=1&width=40-40-10&in=24&batch=48&norm=batch&gamma=1.5&beta=0.2&grad=cross_entropy&seed=1",
  "batch norm before its first batch": "#v=1&depth=4&width=32&batch=24&norm=batch&stats=running&seed=1",
  "LSUV behind the activation": "#v=1&depth=5&width=32&batch=48&init=lsuv&target=after&seed=1",
  "alpha dropout of SELU":
    "#v=1&depth=6&width=40&batch=48&act=selu&init=lecun_normal&keep=0.9&drop=alpha&seed=1",
  "gated blocks of a language model":
    "#v=1&depth=7&width=32&batch=24&act=silu&block=pre&expand=2.7&gate=glu&init=normal&std=0.02&norm=rms&seed=1",
  "post-norm with DeepNorm": "#v=1&depth=8&width=32&batch=24&act=gelu&block=deepnorm&norm=layer&seed=1",
  "residual blocks that share weights, with dropout":
    "#v=1&depth=8&width=32&batch=24&act=softplus&res=depth_scaled&share=all&keep=0.8&seed=1",
  "a sure answer": "#v=1&depth=5&width=9&batch=3&act=elu&init=tf_playground&bias=5.248&task=moons&seed=668",
  "a curve by its squared error":
    "#v=1&depth=4&width=24&task=curve&batch=48&act=sin&init=pytorch_linear&seed=1",
} as const;

describe.skipIf(python === null)("scripts against stand-ins", () => {
  /** What the scripts of links complain about, link by link. */
  async function complaints(links: readonly string[], framework: "keras" | "jax"): Promise<string[]> {
    for (const link of links) expect(decodeLink(link).adjustments).toEqual([]);
    const programs: string[] = [];
    for (const link of links) programs.push(pythonFile(await written(link, framework)));
    return runShimmed(python ?? "", programs).flatMap(({ output, complaint }, index) => {
      const isRight = complaint === "" && /\d+ stds agree with the page\./.test(output);
      return isRight ? [] : [`${links[index]}: ${complaint}${output}`];
    });
  }

  it.each(FRAMEWORKS)("agree with the page: %s", async (framework) => {
    expect(await complaints(Object.values(EXPERIMENTS), framework)).toEqual([]);
  });

  it.each(FRAMEWORKS)("have every activation: %s", async (framework) => {
    const links = activations.map(({ id }) => `#v=1&depth=3&width=16&batch=16&act=${id}&seed=2`);
    expect(await complaints(links, framework)).toEqual([]);
  });

  it.each([
    ["keras", "a[4] = keras.activations.relu(z[4])", "a[4] = keras.activations.gelu(z[4])"],
    ["jax", "a[4] = jax.nn.relu(z[4])", "a[4] = jax.nn.silu(z[4])"],
  ] as const)("find a wrong number: %s", async (framework, right, wrong) => {
    const text = pythonFile(await written(EXPERIMENTS["He and ReLU"], framework));
    const changed = text.replace(right, wrong);
    expect(changed).not.toBe(text);
    expect(runShimmed(python ?? "", [changed])[0]?.complaint).toMatch(/AssertionError: a\[4\]: std/);
  });

  it.each(FRAMEWORKS)("are the same program as a notebook: %s", async (framework) => {
    const script = await written(EXPERIMENTS["a curve by its squared error"], framework);
    const { cells } = JSON.parse(notebookFile(script)) as {
      readonly cells: readonly { readonly cell_type: string; readonly source: readonly string[] }[];
    };
    const code = cells
      .filter(({ cell_type }) => cell_type === "code")
      .map(({ source }) => source.join(""))
      .join("\n\n");
    expect(runShimmed(python ?? "", [code])[0]?.complaint).toBe("");
  });
});

it.each(FRAMEWORKS)("both numbers stand behind the lines: %s", async (framework) => {
  const text = pythonFile(await written(EXPERIMENTS["He and ReLU"], framework));
  expect(text).toMatch(/^ +a\[5\] = .*relu\(z\[5\]\).* +# std [\d.]+, gradient [\d.e-]+$/m);
});
