/**
 * Settings that are causes: the verdict names them, the trial of the network without them confirms it, and
 * the fix that undoes them is among those that a run has shown to help.
 */
import { describe, expect, it } from "vitest";
import { createWasmEngine } from "../engine/wasm/wasmEngine.ts";
import { planExperiment } from "../experiment/plan.ts";
import type { Plan } from "../experiment/plan.ts";
import type { RunResult } from "../experiment/result.ts";
import { requestOf } from "../experiment/runRequest.ts";
import { decodeLink } from "../link/codec.ts";
import { loadNodeKernels } from "../testing/wasm/nodeKernels.ts";
import { wholePicture } from "../testing/wholePicture.ts";
import { judge, tryOut, words } from "../views/verdict/judge.ts";

const engine = createWasmEngine({ loadModule: () => loadNodeKernels("simd") });

const run = async (plan: Plan): Promise<RunResult> => (await engine.run(requestOf(plan))).result;

/** The judgement of a link's picture, for trials. */
async function judgementOf(link: string) {
  const { config } = decodeLink(link);
  const picture = wholePicture(config, await run(planExperiment(config)));
  const judgement = judge(picture);
  if (judgement === null) throw new Error(`no judgement of ${link}`);
  return { picture, judgement };
}

async function judged(link: string) {
  const { picture, judgement } = await judgementOf(link);
  const { main } = judgement.diagnosis;
  const trials = await tryOut(picture, judgement, run);
  return {
    kind: main.kind,
    cause: main.cause?.id ?? null,
    trial: trials.cause,
    fixes: trials.fixes.map(({ id }) => id),
  };
}

it.each([
  [
    "pixels of 0..255 saturate tanh",
    "#v=1&depth=10&width=128&batch=64&act=tanh&init=xavier_normal&x=pixels&xscale=255&seed=1",
    { kind: "saturated", cause: "input_scale", fix: "standard_inputs" },
  ],
  [
    "pixels of 0..255 make logits that are too large",
    "#v=1&depth=4&width=64&batch=64&last=linear&xscale=255&grad=cross_entropy&seed=1",
    { kind: "loss_high", cause: "input_scale", fix: "standard_inputs" },
  ],
  [
    "a shift makes inputs alike",
    "#v=1&depth=5&width=64&batch=64&act=linear&init=xavier_normal&xshift=100&seed=1",
    { kind: "collapsed", cause: "input_shift", fix: "standard_inputs" },
  ],
  [
    "the powers of one matrix grow, without an activation",
    "#v=1&depth=60&width=64&batch=64&act=linear&init=xavier_normal&share=all&seed=1",
    { kind: "exploding", cause: "shared_weights", fix: "own_weights" },
  ],
  [
    "the powers of one matrix grow, with ReLU",
    "#v=1&depth=60&width=32&batch=64&share=all&seed=3",
    { kind: "exploding", cause: "shared_weights", fix: "own_weights" },
  ],
  [
    "averages over one batch do not normalise yet",
    "#v=1&depth=20&width=64&batch=64&init=normal&std=0.5&norm=batch&eval=1&seed=1",
    { kind: "exploding", cause: "young_averages", fix: "no_norm" },
  ],
  [
    "averages over fifty batches do, and gradients pay for it",
    "#v=1&depth=20&width=64&batch=64&init=xavier_normal&norm=batch&eval=50&seed=1",
    { kind: "gradient_exploding", cause: "batch_norm_backward", fix: "no_norm" },
  ],
  [
    "alpha dropout does not suit ReLU",
    "#v=1&depth=30&width=64&batch=64&keep=0.5&drop=alpha&seed=1",
    { kind: "gradient_vanishing", cause: "alpha_dropout", fix: "no_dropout" },
  ],
  [
    "negative biases silence ReLU",
    "#v=1&depth=10&width=64&batch=64&biasmean=-2&seed=1",
    { kind: "silent", cause: "negative_biases", fix: "no_biases" },
  ],
  [
    "large biases make all outputs of tanh alike",
    "#v=1&depth=10&width=64&batch=64&act=tanh&init=xavier_normal&biasmean=2&seed=1",
    { kind: "collapsed", cause: "biases", fix: "no_biases" },
  ],
] as const)("%s", async (_, link, { kind, cause, fix }) => {
  const found = await judged(link);
  expect(found).toMatchObject({ kind, cause, trial: "confirmed" });
  expect(found.fixes).toContain(fix);
});

it("networks that the settings suit are healthy", async () => {
  const selu = "#v=1&depth=20&width=64&batch=64&act=selu&init=lecun_normal&keep=0.9&drop=alpha&seed=1";
  const recurrent = "#v=1&depth=60&width=64&batch=64&act=tanh&init=xavier_normal&share=all&seed=1";
  for (const link of [selu, recurrent]) expect((await judged(link)).kind).toBe("healthy");
});

it("what is known of the cause does not wait for the fixes", async () => {
  const { picture, judgement } = await judgementOf(
    "#v=1&depth=30&width=64&batch=32&init=xavier_normal&seed=1",
  );
  let runs = 0;
  const known: [string, number][] = [];
  const counted = (plan: Plan): Promise<RunResult> => {
    runs++;
    return run(plan);
  };
  const trials = await tryOut(picture, judgement, counted, (cause) => known.push([cause, runs]));
  expect(known).toEqual([["confirmed", 1]]);
  expect(trials.cause).toBe("confirmed");
  expect(runs).toBeGreaterThan(1);
});

describe("the words", () => {
  const said = async (link: string) => {
    const { picture, judgement } = await judgementOf(link);
    return words(judgement, picture, "en");
  };

  it("speak of a single unit as one, and blame no weights that have the recommended size", async () => {
    for (const seed of [1, 2, 3]) {
      const { text } = await said(`#v=1&width=1&batch=1&seed=${seed}`);
      expect(text.sentence).toMatch(
        /Cause: chance\. The one unit of layer \d is negative for every input\.$/,
      );
    }
    const { text } = await said("#v=1&width=1&batch=1&act=tanh&seed=1");
    expect(text.sentence).toContain("std 1.41 are too large for fan-in 1; Xavier initialisation gives 1.");
  });

  it("offer a gain, not the initialiser that is chosen already", async () => {
    const { fixes } = await said("#v=1&act=relu&init=orthogonal&seed=1");
    expect(fixes.map(({ name }) => name)).toContain("Gain √2");
    expect(fixes.map(({ name }) => name)).not.toContain("Orthogonal");
  });
});
