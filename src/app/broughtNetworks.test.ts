/**
 * Networks as people bring them, one row for each kind of sentence that once misled: what is found, in which
 * layers, why, and what the trial of the cause has shown. Meanings are tested, not sentences.
 */
import { expect, it } from "vitest";
import { createWasmEngine } from "../engine/wasm/wasmEngine.ts";
import type { CauseId, FindingKind, IntendedHead } from "../experiment/diagnosis/finding.ts";
import type { CauseTrial } from "../experiment/fixes/experiments.ts";
import { planExperiment } from "../experiment/plan.ts";
import type { Plan } from "../experiment/plan.ts";
import { requestOf } from "../experiment/runRequest.ts";
import type { RunResult } from "../experiment/result.ts";
import { decodeLink } from "../link/codec.ts";
import { loadNodeKernels } from "../testing/wasm/nodeKernels.ts";
import { wholePicture } from "../testing/wholePicture.ts";
import { judge, tryOut, words } from "../views/verdict/judge.ts";

const engine = createWasmEngine({ loadModule: () => loadNodeKernels("simd") });

const run = async (plan: Plan): Promise<RunResult> => (await engine.run(requestOf(plan))).result;

interface Meaning {
  readonly kind: FindingKind;
  readonly cause?: CauseId | null;
  readonly trial?: CauseTrial;
  readonly head?: IntendedHead;
  /** Layers in which most of the change lies. */
  readonly jump?: readonly [from: number, until: number];
  readonly also?: FindingKind | null;
  /** Parts that the sentence has, and parts that it has not. */
  readonly says?: readonly string[];
  readonly never?: readonly string[];
}

const NETWORKS: Readonly<Record<string, readonly [keys: string, meaning: Meaning]>> = {
  "an autoencoder under Xavier loses by its widths, and the narrow middle is named": [
    "width=256-64-16-2-16-64-256-784&in=784&batch=32&act=tanh&last=linear&init=xavier_uniform",
    { kind: "vanishing", cause: "widths", says: ["256 → 2 → 784"] },
  ],
  "a sigmoid output of alike numbers is no network that is blind": [
    "width=64-64-1&in=30&batch=64&act=relu&last=sigmoid&init=pytorch_linear",
    { kind: "healthy", cause: "pytorch_linear", trial: "confirmed", head: "own_activation", also: null },
  ],
  "a probability has units of its own: its size is no loss of the layers before": [
    "width=64-64-1&in=64&batch=64&act=tanh&last=sigmoid&init=orthogonal",
    { kind: "healthy", cause: "flattening", head: "own_activation" },
  ],
  "a law is not blamed for the slope of an output": [
    "width=64-64-1&in=64&act=relu&last=sigmoid&init=orthogonal&grad=mse",
    { kind: "healthy", cause: "xavier_with_relu", trial: "confirmed", head: "own_activation" },
  ],
  "a large head is one layer, not a factor for each of three": [
    "width=64-64-4&in=4&batch=64&last=linear&init=he_normal&inits=3:normal@1",
    { kind: "exploding", cause: "weights_too_large", jump: [3, 3] },
  ],
  "a run of two layers among twenty is named as a run": [
    "depth=20&width=64&batch=64&act=tanh&init=xavier_normal&inits=8-9:normal@0.005",
    { kind: "vanishing", cause: "weights_too_small", jump: [8, 9], says: ["layers 8–9"] },
  ],
  "SIREN's last layer is small on purpose": [
    "width=128-128-128-1&in=2&batch=256&act=sin&w0=30&last=linear&init=uniform&limit=0.0072169&inits=1:uniform@0.5&x=uniform",
    { kind: "healthy", cause: null, head: "small" },
  ],
  "framework weights under sines of frequency 30 are chaos, not biases": [
    "width=128-128-128-128-128&in=2&batch=64&act=sin&w0=30&init=pytorch_linear&x=uniform",
    { kind: "gradient_exploding", cause: "chaos", trial: "confirmed" },
  ],
  "weights too small for sines are compared with a law that knows their frequency": [
    "depth=6&width=64&batch=64&act=sin&w0=30&init=normal&std=0.0003",
    { kind: "vanishing", cause: "weights_too_small", says: ["ω₀ = 30"] },
  ],
  "squared ReLU has no factor per layer, and no weights that hold it": [
    "depth=8&width=64&batch=64&act=relu_squared&init=he_normal",
    { kind: "overflow", cause: "squaring", trial: "confirmed", never: ["Each layer has"] },
  ],
  "biases of mean −1 cut the signal off: no underflow": [
    "depth=10&width=64&batch=64&biasmean=-1",
    { kind: "silent", cause: "negative_biases", trial: "confirmed", never: ["too small for float32"] },
  ],
  "biases of mean −3 put sigmoid where it is flat, and its mean there is not 0.5": [
    "depth=4&width=64&batch=64&act=sigmoid&init=xavier_normal&biasmean=-3",
    { kind: "gradient_vanishing", cause: "flat_biases", never: ["mean 0.5"] },
  ],
  "biases of mean −2 put GELU where it is flat: the factor 2 is not the cause": [
    "depth=10&width=64&batch=64&act=gelu&init=he_normal&biasmean=-2",
    { kind: "gradient_vanishing", cause: "flat_biases", trial: "confirmed" },
  ],
  "a tall orthogonal matrix keeps the norm and not the size of entries: no law of variance 1/n": [
    "width=512-512-2&in=4&batch=64&init=orthogonal&gain=1.4142&last=linear",
    { kind: "vanishing", cause: "widths" },
  ],
  "batch norm over two inputs: the batch is the cause": [
    "depth=10&width=64&batch=2&norm=batch",
    { kind: "gradient_vanishing", cause: "small_batch", trial: "confirmed" },
  ],
  "pixels of 0 to 255 before batch norm do not vanish": [
    "width=64-64-10&in=196&batch=64&norm=batch&on=hidden&last=linear&x=pixels&xscale=255",
    { kind: "healthy" },
  ],
  "tiny inputs before layer norm do not explode": [
    "width=64-64-10&in=196&batch=64&norm=layer&on=hidden&last=linear&xscale=0.001",
    { kind: "healthy" },
  ],
  "pixels of 0 to 255 saturate tanh: that is the finding": [
    "width=64-64-10&in=196&batch=64&act=tanh&last=linear&init=xavier_normal&x=pixels&xscale=255",
    { kind: "saturated", cause: "input_scale", trial: "confirmed" },
  ],
  "sigmoid's mean is no growth of tiny inputs": [
    "width=64-64&in=20&batch=64&act=sigmoid&init=xavier_normal&xscale=0.001",
    { kind: "collapsed" },
  ],
  "one unit a layer: the other draws fade as well, and it is said": [
    "depth=10&width=1&batch=64&act=tanh&init=xavier_normal&seed=1",
    { kind: "vanishing", cause: "chance", trial: "refuted", says: ["narrow"], never: ["Not the only cause"] },
  ],
  "LSUV before tanh makes gradients grow, and why": [
    "depth=40&width=64&batch=64&act=tanh&init=lsuv",
    { kind: "gradient_exploding", cause: "lsuv_step", trial: "confirmed" },
  ],
  "a block's growth is the measured one": [
    "depth=22&width=64&batch=64&block=residual",
    { kind: "exploding", cause: "residual_growth", trial: "confirmed", never: ["doubles"] },
  ],
  "PyTorch's default in four layers holds, and its loss is confirmed": [
    "depth=4&width=128&batch=64&act=tanh&init=pytorch_linear",
    { kind: "healthy", cause: "pytorch_linear", trial: "confirmed", says: ["Why it loses"] },
  ],
  "weights three times too large in three layers hold, and why they grow": [
    "width=512-128-10&in=64&batch=32&last=linear&init=normal&std=0.15",
    { kind: "healthy", cause: "weights_too_large", says: ["Why it grows"] },
  ],
};

it.each(Object.entries(NETWORKS))("%s", async (_, [keys, meaning]) => {
  const { config, adjustments } = decodeLink(`#v=1&${keys}${keys.includes("seed=") ? "" : "&seed=1"}`);
  expect(adjustments).toEqual([]);
  const picture = wholePicture(config, await run(planExperiment(config)));
  const judgement = judge(picture);
  if (judgement === null) throw new Error(`no judgement of ${keys}`);
  const { main, also, disagreement } = judgement.diagnosis;
  const { cause: trial } = await tryOut(picture, judgement, run);
  const { sentence } = words(judgement, picture, "en", trial).text;
  expect(main.kind, `of: ${sentence}`).toBe(meaning.kind);
  expect(disagreement).toBeNull();
  if (meaning.cause !== undefined) expect(main.cause?.id ?? null, `of: ${sentence}`).toBe(meaning.cause);
  if (meaning.trial !== undefined) expect(trial, `of: ${sentence}`).toBe(meaning.trial);
  if (meaning.head !== undefined) expect(main.head).toBe(meaning.head);
  if (meaning.jump !== undefined) expect([main.jump?.layer, main.jump?.until]).toEqual(meaning.jump);
  if (meaning.also !== undefined) expect(also?.kind ?? null, `of: ${sentence}`).toBe(meaning.also);
  for (const part of meaning.says ?? []) expect(sentence).toContain(part);
  for (const part of meaning.never ?? []) expect(sentence).not.toContain(part);
});
