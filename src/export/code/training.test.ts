/**
 * Scripts that train: every loss is compared with the WASM engine's within a few roundings. NumPy runs as it
 * is, Keras and JAX against stand-ins, PyTorch where it is installed; what is missing is listed as skipped.
 */
import { describe, expect, it } from "vitest";
import type { FrameworkId } from "../../catalog/frameworks.ts";
import { decodeLink } from "../../link/codec.ts";
import { pythonWith } from "../../testing/code/python.ts";
import { runShimmed } from "../../testing/code/shimmed.ts";
import { sourceOf } from "../../testing/code/sources.ts";
import type { CodeSource } from "./codeSource.ts";
import { pythonFile, writeScript } from "./script.ts";

const python = pythonWith("numpy");
const torch = pythonWith("torch");

/** Every optimiser, schedule, clipping, loss and thing that is learnt is in one of them. */
const TRAININGS = [
  "#v=1&depth=3&width=12&task=spirals&act=tanh&batch=32&n=64&mb=16&opt=sgd&lr=0.1&seed=1",
  "#v=1&depth=3&width=12&task=moons&norm=batch&batch=32&n=48&mb=20&opt=momentum&lr=0.05&sched=cosine&clip=norm:1&seed=2",
  "#v=1&depth=4&width=12&task=curve&act=sin&batch=32&n=32&opt=nesterov&lr=0.01&sched=warmup&wd=0.01&seed=3",
  "#v=1&depth=3&width=12&task=xor&norm=layer&keep=0.8&batch=32&n=64&mb=16&opt=adam&lr=0.01&sched=step&clip=value:0.1&seed=4",
  "#v=1&depth=4&width=12&task=blobs&share=all&batch=32&n=64&mb=16&opt=adamw&wd=0.1&lr=0.01&seed=5",
  "#v=1&depth=3&width=12&task=teacher&norm=rms&act=gelu&batch=32&n=64&mb=16&opt=rmsprop&lr=0.001&par=mup&seed=6",
  "#v=1&depth=3&width=12&task=circles&grad=mse&init=lsuv&bias=0.1&res=plain&batch=32&n=64&mb=16&opt=sgd&lr=0.1&seed=7",
  "#v=1&depth=7&width=12&task=moons&block=pre&norm=layer&batch=32&n=64&mb=16&opt=adam&lr=0.01&seed=8",
  "#v=1&depth=8&width=12&task=moons&act=silu&block=pre&gate=glu&expand=2&norm=rms&keep=0.9&batch=32&n=64&mb=16&opt=sgd&lr=0.05&seed=9",
] as const;
const STEPS = 20;
const sources = new Map<string, CodeSource>();

async function programs(framework: FrameworkId): Promise<readonly string[]> {
  const written: string[] = [];
  for (const link of TRAININGS) {
    expect(decodeLink(link).adjustments).toEqual([]);
    const source = sources.get(link) ?? (await sourceOf(link, STEPS));
    sources.set(link, source);
    const script = writeScript(source, framework);
    if (script.kind === "refused") throw new Error(script.what);
    expect(script.training).toBe("compared");
    written.push(pythonFile(script));
  }
  return written;
}

const complaintsOf = (
  outcomes: readonly { readonly output: string; readonly complaint: string }[],
): string[] =>
  outcomes.flatMap(({ output, complaint }, index) =>
    complaint === "" && output.includes("11 losses of the training agree with the page.")
      ? []
      : [`${TRAININGS[index]}: ${complaint}${output}`],
  );

describe.skipIf(python === null)("trainings in Python", () => {
  it.each(["numpy", "keras", "jax"] as const)("have the losses of the page: %s", async (framework) => {
    expect(complaintsOf(runShimmed(python ?? "", await programs(framework)))).toEqual([]);
  });

  it("find a step that is another", async () => {
    const [text = ""] = await programs("numpy");
    const wrong = text.replace("LEARNING_RATE, WEIGHT_DECAY = 0.1,", "LEARNING_RATE, WEIGHT_DECAY = 0.101,");
    expect(wrong).not.toBe(text);
    expect(runShimmed(python ?? "", [wrong])[0]?.complaint).toMatch(/AssertionError: step \d+: loss/);
  });
});

describe.skipIf(torch === null)("trainings in PyTorch", () => {
  it("have the losses of the page", async () => {
    expect(complaintsOf(runShimmed(torch ?? "", await programs("pytorch")))).toEqual([]);
  });
});

it("a training that no script has is left out by its name", async () => {
  const source = await sourceOf(
    "#v=1&depth=3&width=8&task=xor&norm=batch&stats=running&batch=16&seed=1",
    STEPS,
  );
  const script = writeScript(source, "numpy");
  expect(script.kind === "script" && script.training).toEqual({ missing: "batch norm in evaluation" });
  expect(script.kind === "script" && script.intro.join(" ")).toContain("The training is left out");
});
