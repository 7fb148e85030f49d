/**
 * The recorder on the exported script: the numbers of PyTorch as its hooks see them are those of the page, up
 * to a bin of the sketch. Listed as skipped where there is no PyTorch.
 */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { TensorId, TensorStats } from "../../experiment/result.ts";
import { readTraceText } from "../../experiment/trace/traceFormat.ts";
import type { Trace, TraceTensor } from "../../experiment/trace/traceFormat.ts";
import { binEdge } from "../../math/sketch.ts";
import type { Sketch } from "../../math/sketch.ts";
import { pythonWith, runPython } from "../../testing/code/python.ts";
import { sourceOf } from "../../testing/code/sources.ts";
import { pythonFile, writeScript } from "./script.ts";

const PUBLIC = fileURLToPath(new URL("../../../public", import.meta.url));
const torch = pythonWith("torch");

/** Counts by signed bin: those of negative numbers are below 0. */
function signedBins({ negative, positive, zeros }: Sketch): ReadonlyMap<number, number> {
  const bins = new Map([[0, zeros]]);
  for (const [index, count] of negative.counts.entries()) bins.set(-(negative.firstBin + index), count);
  for (const [index, count] of positive.counts.entries()) bins.set(positive.firstBin + index, count);
  return bins;
}

/** Values up to a bin. */
function upTo(bins: ReadonlyMap<number, number>, bin: number): number {
  let total = 0;
  for (const [own, count] of bins) if (own <= bin) total += count;
  return total;
}

/**
 * Values below this share of the RMS may be further apart than a bin: sums of a few dozen float32 products
 * have an error of about 1e-6 of their size, and a bin is a hundredth of its value.
 */
const ROUNDED = 1e-4;

/** The largest number of values that are further from their counterparts than one bin. */
function strayed(ours: TensorStats, theirs: TensorStats): number {
  const [a, b] = [signedBins(ours.sketch), signedBins(theirs.sketch)];
  let most = 0;
  for (const bin of a.keys()) {
    if (bin === 0 || binEdge(Math.abs(bin)) < ROUNDED * ours.rms) continue;
    const near = upTo(b, bin);
    most = Math.max(most, upTo(a, bin - 1) - near, near - upTo(a, bin + 1));
  }
  return most;
}

async function recordedScript(link: string, goal: string): Promise<Trace> {
  const script = writeScript(await sourceOf(link), "pytorch");
  if (script.kind === "refused") throw new Error(script.what);
  const program = `${pythonFile(script)}
import json, sys
sys.path.insert(0, ${JSON.stringify(PUBLIC)})
sys.dont_write_bytecode = True
import initscope

with initscope.record(Network(W)) as r:
    loss = loss_of(r.model(torch.from_numpy(x)), ${goal})
print(json.dumps(r.trace.document(), default=list, allow_nan=False))
`;
  const { output, complaint } = runPython(torch ?? "", program);
  expect(complaint).toBe("");
  const reading = readTraceText(output.trim().split("\n").at(-1) ?? "");
  if (reading.kind === "refused") throw new Error(JSON.stringify(reading.fault));
  return reading.trace;
}

/** A linear module of the script is the pre-activation of the page. */
const PAIRS: readonly (readonly [TraceTensor, TensorId])[] = [
  ["activation", "pre_activation"],
  ["grad_activation", "grad_pre_activation"],
  ["weight", "weight"],
  ["grad_weight", "grad_weight"],
];

describe.skipIf(torch === null)("the recorder on the exported script", () => {
  it.each([
    ["He and ReLU", "#v=1&depth=10&width=64&batch=64&seed=1", "g"],
    [
      "layer norm, leaky ReLU and spirals",
      "#v=1&depth=6&width=32&batch=64&act=leaky_relu&norm=layer&task=spirals&seed=1",
      "labels",
    ],
  ] as const)("gives the page's numbers, up to a bin of the sketch: %s", async (_name, link, goal) => {
    const page = await sourceOf(link);
    const trace = await recordedScript(link, goal);
    expect(trace.layers.map(({ name }) => name)).toEqual(
      page.plan.layers.map(({ layerIndex }) => `linear.${layerIndex + 1}`),
    );
    const [snapshot] = trace.snapshots;
    for (const [layer, { tensors }] of (snapshot?.layers ?? []).entries())
      for (const [theirId, ourId] of PAIRS) {
        const theirs = tensors[theirId];
        const ours = page.layers[layer]?.tensors[ourId];
        if (theirs === undefined || ours === undefined)
          throw new Error(`missing ${ourId} of layer ${layer + 1}`);
        // The same bits were drawn.
        if (ourId === "weight") expect(theirs.sketch).toEqual(ours.sketch);
        expect(theirs.sketch.count).toBe(ours.sketch.count);
        expect(strayed(ours, theirs)).toBe(0);
        expect(Math.abs(theirs.std / ours.std - 1)).toBeLessThan(1e-4);
        expect(Math.abs(theirs.rms / ours.rms - 1)).toBeLessThan(1e-4);
        if (ourId === "pre_activation" || ourId === "grad_pre_activation")
          expect(Math.abs(theirs.batchStd / ours.batchStd - 1)).toBeLessThan(1e-4);
      }
  });
});
