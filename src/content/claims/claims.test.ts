/**
 * Compares every claim's verdict with an independent source: the published results and the errata behind the
 * claims. The verdicts are computed from runs of the reference; only this table holds the expected ones.
 */
import { describe, expect, it } from "vitest";
import { DEFAULT_BUDGET } from "../../experiment/budget.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { runReference } from "../../experiment/reference.ts";
import type { LayerResult } from "../../experiment/result.ts";
import { decodeLink, encodeLink } from "../../link/codec.ts";
import type { ClaimRun, ClaimVerdict, MeasuredClaim, Multilingual } from "./claim.ts";
import { drawOf, numbersIn } from "./claim.ts";
import { claims } from "./claims.ts";
import { presets } from "../presets/presets.ts";

const EXPECTED: Readonly<Record<string, ClaimVerdict>> = {
  tanh_zero_gradients: "false",
  sigmoid_large_weights_vanish: "false",
  forward_kept_backward_kept: "false",
  tanh_xavier_quarter: "false",
  small_weights_starve_early: "false",
  relu_halves_gradients: "false",
  batch_norm_isometry: "false",
  he_relu_stable: "depends",
  selu_gain_arbitrary: "false",
  norm_makes_init_irrelevant: "false",
  stream_root_two: "depends",
  post_norm_safe: "false",
  no_depth_factor_explodes: "false",
  std_002_any_width: "false",
  truncation_cuts: "false",
  gate_heavy_tails: "false",
  zero_branches_alike: "false",
  glu_any_matrix: "false",
  small_head_starves_itself: "false",
  misprinted_he_uniform: "false",
  xavier_sum_squared: "false",
  xavier_is_fan_in: "false",
  he_divides_by_two: "false",
  xavier_both_exact: "depends",
  relu_variance_half: "false",
  uniform_std_is_limit: "false",
  weights_near_one: "false",
  entries_below_one_decay: "false",
  relu_makes_large: "false",
  he_only_relu: "false",
  batch_norm_over_units: "false",
  batch_norm_both_ways: "depends",
  xavier_suits_sigmoid: "false",
  xavier_fits_most: "false",
  xavier_is_default: "depends",
  vanishing_hits_output: "false",
  explosion_underflows: "false",
  explosion_needs_small_activations: "false",
  scale_invariance: "depends",
  small_values_are_safe: "false",
  zeros_linear_model: "false",
  zeros_identical_updates: "depends",
  zero_bias_units_differ: "depends",
  zeros_explode: "false",
  ones_train_fast: "false",
  constant_local_optimum: "false",
  word_lsuv: "false",
};

/** The longest run of a claim: a second on a device that reaches 10 GFLOP/s. */
const MOST_FLOPS = 10e9;

const measured = claims.filter((claim): claim is MeasuredClaim => claim.kind === "measured");

/** Several claims use the same network. */
const runs = new Map<string, readonly LayerResult[]>();

/** Seed 1 runs a link as it is. Other seeds, which only test for chance, run it at half its batch. */
function runOf(hash: string, seed: number): ClaimRun {
  const { config } = decodeLink(hash);
  const batch = seed === 1 ? config.batch : config.batch / 2;
  const plan = planExperiment({ ...config, batch, seed });
  const layers = runs.get(plan.key) ?? runReference(plan, "float32").layers;
  runs.set(plan.key, layers);
  return { plan, layers };
}

describe("every claim", () => {
  it("has an expected verdict and a unique id", () => {
    expect(measured.map(({ id }) => id)).toEqual(Object.keys(EXPECTED));
    expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length);
  });

  it.each(claims)("$id has words in both languages", (claim) => {
    const numbers = claim.kind === "measured" ? claim.links.map(({ label }) => label) : [];
    const texts: readonly Multilingual[] = [claim.claim, claim.source, claim.correct, ...numbers];
    for (const { en, zh } of texts) {
      expect(en.trim()).not.toBe("");
      expect(zh.trim()).not.toBe("");
      expect(en).not.toMatch(/[\u4e00-\u9fff]/);
    }
    expect(claim.claim.zh + claim.correct.zh).toMatch(/[\u4e00-\u9fff]/);
  });
});

/** Numbers as words: factors and per cent. */
function amountsIn(text: string): readonly { readonly text: string; readonly value: number }[] {
  return Array.from(
    text.matchAll(/×(\d+(?:\.\d+)?)(?!\d|×)|(\d+(?:\.\d+)?)\s?%/g),
    ([whole, factor, percent]) => ({
      text: whole,
      value: factor === undefined ? Number(percent) / 100 : Number(factor),
    }),
  );
}

describe.each(measured)("the correct statement of $id", (claim) => {
  const draw = (index: number) =>
    claim.judge(claim.links.map(({ hash }) => runOf(drawOf(hash, index), 1 + index)));

  it("names numbers of its measurement, the same in both languages", () => {
    const keys = draw(0).numbers.map(({ key }) => key);
    for (const key of numbersIn(claim.correct.en)) expect(keys).toContain(key);
    expect(numbersIn(claim.correct.zh).toSorted()).toEqual(numbersIn(claim.correct.en).toSorted());
  });

  it("has no number of its own that is nearly one of those beside it", () => {
    const { numbers } = draw(0);
    for (const words of [claim.correct.en, claim.correct.zh]) {
      for (const amount of amountsIn(words)) {
        const near = numbers.filter(({ value }) => Math.abs(value / amount.value - 1) < 0.25);
        expect({ amount: amount.text, near: near.map(({ key, value }) => `${key} ${value}`) }).toEqual({
          amount: amount.text,
          near: [],
        });
      }
    }
  });

  it("has another seed for every draw", () => {
    for (const { hash } of claim.links) {
      const seeds = [0, 1, 2].map((index) => decodeLink(drawOf(hash, index)).config.seed);
      expect(new Set(seeds).size).toBe(3);
    }
  });
});

describe("every link", () => {
  const hashes = new Set([
    ...measured.flatMap(({ links }) => links.map(({ hash }) => hash)),
    ...presets.map(({ link }) => link),
  ]);

  it.each([...hashes])("%s is read without an adjustment", (hash) => {
    const { adjustments, config } = decodeLink(hash);
    expect(adjustments).toEqual([]);
    expect(decodeLink(encodeLink(config)).config).toEqual(config);
  });

  it.each(measured)("of $id runs in a second, within any device's budget", ({ links }) => {
    for (const { hash } of links) {
      const { cost } = planExperiment(decodeLink(hash).config);
      expect(cost.flops).toBeLessThan(MOST_FLOPS);
      expect(cost.bytes).toBeLessThan(DEFAULT_BUDGET.bytes);
    }
  });
});

describe.each([1, 2, 3])("with seed %d", (seed) => {
  it.each(measured)("$id is judged as expected", ({ id, links, judge }) => {
    const { verdict, numbers } = judge(links.map(({ hash }) => runOf(hash, seed)));
    expect({ verdict, numbers: numbers.map(({ label, value }) => `${label.en}: ${value}`) }).toMatchObject({
      verdict: EXPECTED[id],
    });
  });
});

it("an unfinished run is not judged", () => {
  const [claim] = measured;
  const run = runOf("#v=1&depth=3&width=8&batch=4&seed=1", 1);
  const unfinished = run.layers.map((layer) => ({ ...layer, tensors: {} }));
  expect(() => claim?.judge([{ ...run, layers: unfinished }])).toThrow("expected a finished run");
});

describe("a verdict follows the numbers, not the claim", () => {
  it.each([
    ["misprinted_he_uniform", "#v=1&batch=32&init=he_uniform&seed=1"],
    ["xavier_sum_squared", "#v=1&batch=32&act=linear&init=xavier_normal&seed=1"],
    ["batch_norm_isometry", "#v=1&batch=32&act=linear&init=orthogonal&seed=1"],
    ["batch_norm_both_ways", "#v=1&batch=32&act=linear&init=orthogonal&seed=1"],
    // Not every variance is 1 without a correction, so a wrong value could pass there.
    ["word_lsuv", "#v=1&width=64&batch=32&init=orthogonal&seed=1"],
    ["zeros_linear_model", "#v=1&depth=4&width=32&batch=32&act=linear&init=orthogonal&seed=1"],
  ])("%s would be true of %s", (id, hash) => {
    const claim = measured.find((candidate) => candidate.id === id);
    expect(claim?.judge([runOf(hash, 1)]).verdict).toBe("true");
  });
});
