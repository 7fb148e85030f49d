/**
 * Verdicts on random experiments against a judge of its own, which reads the measured statistics and knows no
 * rule: what is said must be true, of the layer it is said of, with that layer's sizes. Fixes are offered
 * only after a run, and pressing one, then one of what it leads to, and so on, never comes back.
 *
 * `VERDICT_AUDIT=10000 npx vitest run src/app/verdictAudit.test.ts` asks more of them, from the
 * seed of `VERDICT_AUDIT_FIRST` on.
 */
import { describe, expect, it } from "vitest";
import { activations } from "../catalog/activations.ts";
import { initializers, weightStd } from "../catalog/initializers.ts";
import { inputs } from "../catalog/inputs.ts";
import { TASK_IDS } from "../catalog/tasks.ts";
import { createWasmEngine } from "../engine/wasm/wasmEngine.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { FINDINGS } from "../experiment/diagnosis/finding.ts";
import type { Cause, Finding } from "../experiment/diagnosis/finding.ts";
import { inputRms } from "../experiment/readings.ts";
import { isBypassed } from "../experiment/layerLinks.ts";
import { planExperiment } from "../experiment/plan.ts";
import type { Plan } from "../experiment/plan.ts";
import { requestOf } from "../experiment/runRequest.ts";
import type { LayerResult } from "../experiment/result.ts";
import { decodeLink } from "../link/codec.ts";
import { loadNodeKernels } from "../testing/wasm/nodeKernels.ts";
import { wholePicture } from "../testing/wholePicture.ts";
import { judge, needsTrials, tryOut } from "../views/verdict/judge.ts";

const COUNT = Number(process.env["VERDICT_AUDIT"] ?? 300);
/** The seed of the first of them: large audits run in slices. */
const FIRST = Number(process.env["VERDICT_AUDIT_FIRST"] ?? 1);
/** Every so many experiments, fixes are followed. */
const FOLLOW_EVERY = 10;
const CHAIN = 4;

const engine = createWasmEngine({ loadModule: () => loadNodeKernels("simd") });

/** A small generator for tests: numbers in [0, 1) that depend on the seed alone (Park, Miller 1988). */
function randomOf(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/**
 * An experiment over all that a link can say of a network before training, small enough to run in
 * milliseconds.
 */
function randomLink(seed: number): string {
  const random = randomOf(seed);
  const of = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const sometimes = (share: number, key: string): string => (random() < share ? `&${key}` : "");
  const depth = 1 + Math.floor(random() ** 2 * 40);
  const widths = Array.from({ length: depth }, () => of([1, 2, 4, 8, 16, 32, 48]));
  const sizes = random() < 0.3 ? `&width=${widths.join("-")}` : `&depth=${depth}&width=${of([2, 8, 24, 48])}`;
  return [
    "#v=1",
    sizes,
    `&batch=${of([1, 2, 8, 32])}`,
    `&act=${of(activations).id}`,
    `&init=${of(initializers).id}`,
    sometimes(0.2, `last=${of(activations).id}`),
    sometimes(0.3, `in=${of([1, 3, 20])}`),
    sometimes(0.3, `norm=${of(["batch", "layer", "rms"])}`),
    sometimes(0.2, "at=after"),
    sometimes(0.1, "stats=running"),
    sometimes(0.1, `eps=${of([0.001, 0.1])}`),
    sometimes(0.1, `gamma=${of([0, 0.2, 3])}`),
    sometimes(0.1, `beta=${of([-3, 1])}`),
    sometimes(0.3, `res=${of(["plain", "depth_scaled", "zero", "fixup"])}`),
    sometimes(0.2, `keep=${of([0.5, 0.9])}`),
    sometimes(0.3, `bias=${of([0.1, 1])}`),
    sometimes(0.4, `x=${of(inputs).id}`),
    sometimes(0.3, `grad=${of(["cross_entropy", "mse"])}`),
    sometimes(0.2, `inits=${depth}:${of(["normal@0.01", "normal@3", "zeros"])}`),
    sometimes(0.15, `share=all`),
    sometimes(0.15, `biasmean=${of([-1, 0.1, 2])}`),
    sometimes(0.2, `xscale=${of([0.01, 255])}`),
    sometimes(0.1, `xshift=${of([-5, 1])}`),
    sometimes(0.3, "on=hidden"),
    sometimes(0.1, `eval=${of([1, 10])}&mom=${of([0.1, 1])}`),
    sometimes(0.3, "drop=alpha"),
    sometimes(0.3, "dropat=before"),
    sometimes(0.2, `acts=${of([`1:${of(activations).id}`, `2-3:${of(activations).id}`])}`),
    sometimes(0.2, `slope=${of([0, 0.2, 1])}`),
    sometimes(0.2, `gain=${of([0.5, 2])}`),
    sometimes(0.2, `fan=${of(["out", "avg"])}&dist=${of(["normal", "uniform"])}&target=after`),
    sometimes(0.25, `block=${of(["residual", "pre", "post", "branch", "deepnorm"])}`),
    sometimes(0.15, `branch=${of(["depth", "depth2", "inverse", 0.1])}`),
    sometimes(0.1, `expand=${of([2, 4])}`),
    sometimes(0.1, "gate=glu"),
    sometimes(0.15, `task=${of(TASK_IDS)}`),
    `&seed=${seed}`,
  ].join("");
}

interface Judged {
  readonly config: ExperimentConfig;
  readonly plan: Plan;
  readonly layers: readonly LayerResult[];
  readonly loss: number | null;
  readonly picture: Parameters<typeof judge>[0];
}

async function run(config: ExperimentConfig): Promise<Judged> {
  const plan = planExperiment(config);
  const { result } = await engine.run(requestOf(plan));
  const picture = wholePicture(config, result);
  return { config, plan, layers: result.layers, loss: result.loss, picture };
}

/** What a layer hands on: its outputs, or the stream behind its block. */
const outputOf = (layers: readonly LayerResult[], layer: number) =>
  layers[layer - 1]?.tensors.stream ?? layers[layer - 1]?.tensors.activation;

const isNonFinite = (layer: LayerResult | undefined): boolean =>
  [layer?.tensors.activation, layer?.tensors.pre_activation].some(
    (stats) => stats !== undefined && stats.finite < stats.sketch.count,
  );

/** The norm of a layer's gradient for one input. */
function gradientNorm(layers: readonly LayerResult[], layer: number): number {
  const result = layers[layer - 1];
  const gradient = result?.tensors.grad_stream ?? result?.tensors.grad_activation;
  return (gradient?.rms ?? NaN) * Math.sqrt(result?.units ?? NaN);
}

/** What is not true of a finding; empty where all is. */
function faultsOf(finding: Finding, { config, plan, layers, loss }: Judged): string[] {
  const { kind, layer, until, jump, totalRatio, share } = finding;
  const faults: string[] = [];
  const must = (isTrue: boolean, what: string): void => {
    if (!isTrue) faults.push(`${kind}: ${what}`);
  };
  const near = (a: number, b: number): boolean => Math.abs(a / b - 1) < 1e-6;
  // A stream bypasses the layers inside its blocks.
  const onStream = plan.layers.flatMap((_, at) => (isBypassed(plan.layers, at) ? [] : [at + 1]));
  const start = onStream[0] ?? NaN;
  // A final norm parts the head from an embedding, and an intended head is no part of the trend.
  const isApart =
    plan.input === "one_hot" && plan.layers.length > 2 && plan.layers.at(-1)?.norm?.at === "input";
  const hasHead = finding.head !== null || (isApart && plan.task === undefined);
  const last = onStream.findLast((at) => !hasHead || at < plan.layers.length) ?? NaN;
  switch (kind) {
    case "overflow":
      must(isNonFinite(layers[layer - 1]), "the layer is finite");
      must(!layers.slice(0, layer - 1).some(isNonFinite), "an earlier layer overflows");
      break;
    case "silent":
      for (let at = layer; at <= (Number.isNaN(until) ? plan.layers.length : until); at++) {
        const isInner = isBypassed(plan.layers, at - 1);
        must(
          isInner || (outputOf(layers, at)?.rms ?? NaN) === 0 || Number.isNaN(until),
          `layer ${at} has a signal`,
        );
      }
      break;
    case "exploding":
    case "vanishing": {
      const isUp = kind === "exploding";
      if (jump?.layer === 1) {
        const entry = (outputOf(layers, 1)?.rms ?? NaN) / inputRms(plan);
        const first = isUp ? entry > 10 : entry < 0.1;
        must(
          first || near(jump.factor, totalRatio) || Math.abs(Math.log(totalRatio)) > Math.log(10),
          "layer 1",
        );
        break;
      }
      const ratio = (outputOf(layers, layer)?.std ?? NaN) / (outputOf(layers, start)?.std ?? NaN);
      must(near(ratio, totalRatio), `ratio ${totalRatio}, measured ${ratio}`);
      must(isUp ? ratio > 10 : ratio < 0.1, `not tenfold: ${ratio}`);
      break;
    }
    case "gradient_exploding":
    case "gradient_vanishing": {
      // The sentence names the layer that it compares with.
      const ratio = gradientNorm(layers, layer) / gradientNorm(layers, finding.from);
      must(near(ratio, totalRatio), `ratio ${totalRatio}, measured ${ratio}`);
      const ahead = gradientNorm(layers, finding.from) / gradientNorm(layers, last);
      const isNearer = kind === "gradient_exploding" ? ahead < 1 : ahead > 1;
      must(finding.from === last || isNearer, `compared with layer ${finding.from} for no reason`);
      must(kind === "gradient_exploding" ? ratio > 10 : ratio < 0.1, `not tenfold: ${ratio}`);
      break;
    }
    case "collapsed": {
      const stats = outputOf(layers, layer);
      const distinct = ((stats?.batchStd ?? NaN) / (stats?.rms ?? NaN)) ** 2;
      must(distinct < 1e-3, `inputs differ: ${distinct}`);
      break;
    }
    case "saturated":
      must(layers[layer - 1]?.saturated === share && share > 0.5, "share");
      break;
    case "dead":
      must(layers[layer - 1]?.deadUnits === share && share > 0.5, "share");
      break;
    case "loss_high":
      must((loss ?? NaN) > Math.log(plan.layers.at(-1)?.units ?? NaN) + 1, "loss");
      break;
    case "healthy": {
      must(!layers.some(isNonFinite), "something is not finite");
      break;
    }
    case "symmetric":
    case "gradient_overflow":
    case "gradient_silent":
    case "alike":
      break;
    default:
      kind satisfies never;
  }
  return [...faults, ...causeFaults(finding, finding.cause, { config, plan })];
}

/** What is not true of a cause. */
function causeFaults(
  finding: Finding,
  cause: Cause | null,
  { plan }: Pick<Judged, "config" | "plan">,
): string[] {
  if (cause === null) return [];
  const faults: string[] = [];
  const must = (isTrue: boolean, what: string): void => {
    if (!isTrue) faults.push(`${finding.kind}, ${cause.id}: ${what}`);
  };
  const layer = plan.layers[cause.layer - 1];
  must(layer?.fanIn === cause.fanIn && layer.units === cause.units, "sizes of another layer");
  if (layer === undefined) return faults;
  const std = weightStd(layer.weight, layer.fanIn, layer.units);
  must(cause.weightStd === std, "weights of another layer");
  if (cause.own !== null)
    must(cause.own.from <= cause.layer && cause.layer <= cause.own.to, "a layer outside its own range");
  if (cause.id === "weights_too_small") must(std < cause.lawStd, "weights are not smaller than the law's");
  if (cause.id === "weights_too_large") must(std > cause.lawStd, "weights are not larger than the law's");
  if (["saturated", "dead"].includes(finding.kind) || cause.id === "dead_layer")
    must(cause.layer === finding.layer, "the cause quotes another layer");
  return faults;
}

describe("verdicts on random experiments", () => {
  it(
    `are true of ${COUNT} of them, and fixes neither fail nor come back`,
    { timeout: 3_600_000 },
    async () => {
      const faults: string[] = [];
      let followed = 0;
      const kinds = new Set<string>();
      const causes = new Set<string>();
      for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
        const link = randomLink(seed);
        const first = await run(decodeLink(link).config);
        const judgement = judge(first.picture);
        if (judgement === null) throw new Error(`no judgement of ${link}`);
        const { main, also } = judgement.diagnosis;
        kinds.add(main.kind);
        causes.add(main.cause?.id ?? "none");
        for (const finding of also === null ? [main] : [main, also])
          for (const fault of faultsOf(finding, first)) faults.push(`${link} ${fault}`);
        if (seed % FOLLOW_EVERY !== 0) continue;
        let at = first;
        let now = judgement;
        const ranks = [FINDINGS.indexOf(main.kind)];
        for (
          let step = 0;
          step < CHAIN && now.diagnosis.main.kind !== "healthy" && needsTrials(now);
          step++
        ) {
          const { fixes } = await tryOut(
            at.picture,
            now,
            async (plan) => (await engine.run(requestOf(plan))).result,
          );
          const [fix] = fixes;
          if (fix === undefined) break;
          followed++;
          at = await run({ ...at.config, ...fix.patch });
          const next = judge(at.picture);
          if (next === null) throw new Error(`no judgement after ${fix.id} of ${link}`);
          if (next.diagnosis.main.kind === now.diagnosis.main.kind)
            faults.push(`${link} ${fix.id} does not help`);
          now = next;
          ranks.push(FINDINGS.indexOf(now.diagnosis.main.kind));
        }
        const isRising = ranks.every((rank, index) => index === 0 || rank > (ranks[index - 1] ?? Infinity));
        if (!isRising) faults.push(`${link} fixes lead back: ${ranks.join(" ")}`);
      }
      expect(faults).toEqual([]);
      // The audit says nothing of what never occurs: most findings and causes must.
      expect(kinds.size).toBeGreaterThanOrEqual(10);
      expect(causes.size).toBeGreaterThanOrEqual(20);
      expect(followed).toBeGreaterThan(0);
    },
  );
});
