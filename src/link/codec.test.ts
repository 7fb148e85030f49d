/** The share link: round trips, totality, and the notices of adjustments. */
import "../catalog/typed/typedActivation.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activations } from "../catalog/activations.ts";
import { activationAliases, initializerAliases, normalizationAliases } from "../catalog/aliases.ts";
import { initializerById, initializers } from "../catalog/initializers.ts";
import type { InitializerId } from "../catalog/initializers.ts";
import { gradients, inputs } from "../catalog/inputs.ts";
import { batchStatistics, normalizationPositions, normalizations } from "../catalog/normalizations.ts";
import { residuals } from "../catalog/residuals.ts";
import { TASK_IDS } from "../catalog/tasks.ts";
import { OPTIMIZER_IDS, SCHEDULE_IDS } from "../catalog/trainingIds.ts";
import { DEFAULT_CONFIG, LIMITS } from "../experiment/config.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import { canonicalWidth, decodeLink, encodeLink } from "./codec.ts";
import mangled from "./golden/mangled.json" with { type: "json" };
import { lessonKeys } from "./view.ts";

const int = ({ min, max }: { min: number; max: number }) => fc.integer({ min, max });
const real = ({ min, max }: { min: number; max: number }) => fc.double({ min, max, noNaN: true });

const anyRange = fc
  .tuple(int(LIMITS.depth), int(LIMITS.depth))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));

/** A value of an initialiser's first parameter, or none. */
function anyFirstParameter(id: InitializerId): fc.Arbitrary<number | null> {
  const [first] = initializerById(id).parameters;
  return first === undefined ? fc.constant(null) : fc.option(real(first));
}

const anyTraining = {
  task: fc.constantFrom("none" as const, "csv" as const, ...TASK_IDS),
  points: int(LIMITS.points),
  noise: real(LIMITS.noise),
  optimizer: fc.constantFrom(...OPTIMIZER_IDS),
  learningRate: real(LIMITS.learningRate),
  miniBatch: fc.option(int(LIMITS.miniBatch)),
  weightDecay: real(LIMITS.weightDecay),
  clip: fc.option(
    fc.record({ kind: fc.constantFrom("norm" as const, "value" as const), value: real(LIMITS.clip) }),
  ),
  schedule: fc.constantFrom(...SCHEDULE_IDS),
  steps: int(LIMITS.steps),
  parametrization: fc.constantFrom("standard" as const, "mup" as const),
  baseWidth: int(LIMITS.baseWidth),
};

const anyConfig: fc.Arbitrary<ExperimentConfig> = fc
  .record({
    widths: fc.oneof(int(LIMITS.width), fc.array(int(LIMITS.width), { minLength: 1, maxLength: 12 })),
    depth: int(LIMITS.depth),
    batch: int(LIMITS.batch),
    inputWidth: fc.option(int(LIMITS.width)),
    activation: fc.constantFrom(...activations.map(({ id }) => id)),
    lastActivation: fc.constantFrom("same" as const, ...activations.map(({ id }) => id)),
    activationParameter: fc.option(real({ min: 0, max: 1 })),
    initializer: fc.constantFrom(...initializers.map(({ id }) => id)),
    std: real({ min: 0, max: 100 }),
    limit: real({ min: 0, max: 100 }),
    value: real({ min: -10, max: 10 }),
    gain: real({ min: 0, max: 10 }),
    scale: real({ min: 0, max: 100 }),
    sparsity: real({ min: 0, max: 1 }),
    fan: fc.constantFrom("in" as const, "out" as const, "avg" as const),
    dist: fc.constantFrom("truncated" as const, "normal" as const, "uniform" as const),
    trunc: fc.constantFrom("corrected" as const, "raw" as const),
    target: fc.constantFrom("before" as const, "after" as const),
    biasStd: real(LIMITS.biasStd),
    normalization: fc.constantFrom(...normalizations.map(({ id }) => id)),
    normalizationPosition: fc.constantFrom(...normalizationPositions),
    batchStatistics: fc.constantFrom(...batchStatistics),
    epsilon: real(LIMITS.epsilon),
    gamma: real(LIMITS.gamma),
    beta: real(LIMITS.beta),
    residual: fc.constantFrom(...residuals.map(({ id }) => id)),
    keepProbability: real(LIMITS.keepProbability),
    input: fc.constantFrom(...inputs.map(({ id }) => id)),
    gradient: fc.constantFrom(...gradients.map(({ id }) => id)),
    activationOverrides: fc.array(
      anyRange.chain((range) =>
        fc.constantFrom(...activations.map(({ id }) => id)).map((id) => ({ ...range, id })),
      ),
      { maxLength: 4 },
    ),
    initializerOverrides: fc.array(
      anyRange.chain((range) =>
        fc
          .constantFrom(...initializers.map(({ id }) => id))
          .chain((id) => anyFirstParameter(id).map((value) => ({ ...range, id, value }))),
      ),
      { maxLength: 4 },
    ),
    ...anyTraining,
    seed: int(LIMITS.seed),
  })
  .map(({ widths, std, limit, value, gain, scale, sparsity, fan, dist, trunc, target, ...rest }) => {
    const width = typeof widths === "number" ? widths : canonicalWidth(widths);
    return {
      ...DEFAULT_CONFIG,
      ...rest,
      depth: typeof widths === "number" ? rest.depth : widths.length,
      width,
      initializerParameters: { std, limit, value, gain, scale, sparsity },
      initializerOptions: { fan, dist, trunc, target },
    };
  });

describe("encodeLink", () => {
  it("writes only what differs from the defaults, in order, and always the seed", () => {
    expect(encodeLink(DEFAULT_CONFIG)).toBe("#v=1&seed=1");
    expect(
      encodeLink({
        ...DEFAULT_CONFIG,
        seed: 42,
        normalization: "batch",
        initializer: "normal",
        initializerParameters: { std: 0.05 },
        activation: "tanh",
        depth: 50,
      }),
    ).toBe("#v=1&depth=50&act=tanh&init=normal&std=0.05&norm=batch&seed=42");
  });

  it("writes the statistics of batch norm where they are not the batch's, and of no other normalisation", () => {
    const running = { ...DEFAULT_CONFIG, batchStatistics: "running" } as const;
    expect(encodeLink({ ...running, normalization: "batch" })).toBe("#v=1&norm=batch&stats=running&seed=1");
    for (const normalization of ["none", "layer", "rms"] as const) {
      expect(encodeLink({ ...running, normalization })).not.toContain("stats");
    }
    expect(decodeLink("#v=1&norm=layer&stats=running").config.batchStatistics).toBe("batch");
    expect(decodeLink("#v=1&norm=batch").config.batchStatistics).toBe("batch");
  });

  it("writes the settings of a training beside a task only, and reads them back", () => {
    const link =
      "#v=1&depth=30&width=64&task=blobs&n=256&noise=0&opt=adam&lr=0.001&mb=64&wd=0.1&clip=norm:1" +
      "&sched=cosine&steps=400&par=mup&base=32&seed=1";
    const { config, adjustments } = decodeLink(link);
    expect(adjustments).toEqual([]);
    expect(encodeLink(config)).toBe(link);
    expect(encodeLink({ ...config, task: "none" })).toBe("#v=1&depth=30&width=64&seed=1");
    expect(decodeLink("#v=1&lr=3&opt=adam").config).toEqual(DEFAULT_CONFIG);
  });

  it("reports a limit on gradients that it cannot read", () => {
    const { config, adjustments } = decodeLink("#v=1&task=xor&clip=value:.1&a.clip=value:x&c.clip=soft:1");
    expect(config.clip).toEqual({ kind: "value", value: 0.1 });
    expect(adjustments.map(({ key, reason }) => `${key} ${reason}`)).toEqual([
      "a.clip invalid",
      "c.clip invalid",
    ]);
  });

  it("writes overrides, and reads them back", () => {
    const link = "#v=1&acts=3:tanh,5-8:selu&inits=1:normal@0.05,2-4:zeros&res=fixup&keep=0.8&seed=1";
    const { config, adjustments } = decodeLink(link);
    expect(adjustments).toEqual([]);
    expect(config.initializerOverrides[0]).toEqual({ from: 1, to: 1, id: "normal", value: 0.05 });
    expect(encodeLink(config)).toBe(link);
  });

  it("reports unreadable overrides, and accepts the others", () => {
    const { config, adjustments } = decodeLink("#v=1&acts=3:tanh,nonsense,900:selu,2:unknown");
    expect(config.activationOverrides).toEqual([
      { from: 3, to: 3, id: "tanh" },
      { from: 200, to: 200, id: "selu" },
    ]);
    expect(adjustments.map(({ reason }) => reason)).toEqual(["invalid", "range", "invalid"]);
  });

  it("lets a list of widths stand for the depth", () => {
    expect(encodeLink({ ...DEFAULT_CONFIG, depth: 3, width: [300, 100, 10], inputWidth: 784 })).toBe(
      "#v=1&width=300-100-10&in=784&seed=1",
    );
  });

  it("is ASCII and gives the same experiment after a round trip, for any configuration", () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        const link = encodeLink(config);
        expect(link).toMatch(/^#v=1&[\x21-\x7e]*$/);
        const decoded = decodeLink(link);
        expect(decoded.adjustments).toEqual([]);
        expect(planExperiment(decoded.config).key).toBe(planExperiment(config).key);
        expect(encodeLink(decoded.config)).toBe(link);
      }),
      { seed: 1 },
    );
  });
});

describe("a typed activation in a link", () => {
  it("has a text that stands as it is written, and a notice where it is none", () => {
    const config = { ...DEFAULT_CONFIG, activation: "phi", phi: "x*tanh(x+1)" } as const;
    expect(encodeLink(config)).toBe("#v=1&act=phi&phi=x*tanh(x%2B1)&seed=1");
    expect(decodeLink(encodeLink(config))).toMatchObject({ config, adjustments: [] });
    expect(decodeLink("#act=phi&phi=X * Tanh(x + 1)")).toMatchObject({ config, adjustments: [] });
    const { config: kept, adjustments } = decodeLink("#act=phi&phi=x*tahn(x)");
    expect(kept).toMatchObject({ activation: "phi", phi: DEFAULT_CONFIG.phi });
    expect(adjustments).toMatchObject([{ key: "phi", given: "x*tahn(x)", reason: "invalid" }]);
    // The text of an activation that is not chosen is no part of a link.
    expect(encodeLink({ ...config, activation: "tanh" })).toBe("#v=1&act=tanh&seed=1");
  });
});

describe("a comparison in a link", () => {
  const xavier = { ...DEFAULT_CONFIG, depth: 30, initializer: "xavier_normal" } as const;

  it("writes A as its differences from the present experiment", () => {
    const he = { ...xavier, initializer: "he_normal" } as const;
    expect(encodeLink(xavier, [he])).toBe("#v=1&depth=30&init=xavier_normal&seed=1&a.init=");
    expect(encodeLink(he, [xavier])).toBe("#v=1&depth=30&seed=1&a.init=xavier_normal");
    expect(encodeLink(he, [he])).toBe("#v=1&depth=30&seed=1&a=");
    expect(encodeLink(he, [xavier, { ...he, depth: 10 }, { ...he, seed: 7 }])).toBe(
      "#v=1&depth=30&seed=1&a.init=xavier_normal&c.depth=&d.seed=7",
    );
  });

  it("gives the same experiments after a round trip, whatever they are", () => {
    fc.assert(
      fc.property(anyConfig, fc.array(anyConfig, { maxLength: 3 }), (config, pins) => {
        const link = encodeLink(config, pins);
        expect(link).toMatch(/^#v=1&[\x21-\x7e]*$/);
        const decoded = decodeLink(link);
        expect(decoded.adjustments).toEqual([]);
        expect(decoded.pins.map((pin) => planExperiment(pin).key)).toEqual(
          pins.map((pin) => planExperiment(pin).key),
        );
        expect(planExperiment(decoded.config).key).toBe(planExperiment(config).key);
        expect(encodeLink(decoded.config, decoded.pins)).toBe(link);
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it("omits everything that two experiments have in common", () => {
    fc.assert(
      fc.property(anyConfig, int(LIMITS.seed), (config, seed) => {
        const own = seed === config.seed ? "&a=" : `&a.seed=${seed}`;
        expect(encodeLink(config, [{ ...config, seed }])).toBe(encodeLink(config) + own);
      }),
      { seed: 1 },
    );
  });

  it("reads a default written out as the default", () => {
    expect(decodeLink("#v=1&init=xavier_normal&a.init=he_normal").pins[0]?.initializer).toBe("he_normal");
  });

  it("reports an adjustment of A under A's key, and a shared one only once", () => {
    const { pins, adjustments } = decodeLink("#v=1&act=nope&width=99999&a.depth=900&a.init=nobody");
    expect(pins[0]).toMatchObject({ depth: 200, width: 8192, activation: "relu", initializer: "he_normal" });
    expect(adjustments.map(({ key, used }) => [key, used])).toEqual([
      ["width", "8192"],
      ["act", "relu"],
      ["a.depth", "200"],
      ["a.init", "he_normal"],
    ]);
  });

  it("has no A where no key of A's is known", () => {
    for (const link of ["#v=1", "#v=1&a.nothing=1", "#v=1&b.depth=3", "#v=1&A.depth=3", "#v=1&a.v=1"]) {
      expect(decodeLink(link).pins).toEqual([]);
    }
  });
});

/**
 * The codec's results for mangled links before its fields were read from the table of settings: the written
 * link, the notices.
 */
const records: Readonly<Record<string, readonly string[]>> = mangled;

it.each(Object.entries(records))("reads the mangled link %s as it always has", (link, record) => {
  const { config, pins, adjustments } = decodeLink(link);
  const notices = adjustments.map(({ key, reason, given, used }) => `${key} ${reason}: ${given} -> ${used}`);
  expect([encodeLink(config, pins), ...notices]).toEqual(record);
});

describe("decodeLink", () => {
  it("never throws and always gives a configuration that can be planned", () => {
    const fragment = fc.oneof(
      fc.string({ unit: "binary" }),
      fc
        .array(
          fc.tuple(
            fc.constantFrom(
              "v",
              "m",
              "depth",
              "width",
              "in",
              "batch",
              "act",
              "last",
              "slope",
              "init",
              "std",
              "gain",
              "eps",
              "norm",
              "stats",
              "at",
              "seed",
              "acts",
              "inits",
              "res",
              "keep",
              "x",
              "grad",
              "a",
              "a.depth",
              "a.width",
              "a.init",
              "a.std",
              "c.acts",
              "d.seed",
              "a.__proto__",
              "__proto__",
              "constructor",
            ),
            fc.oneof(
              fc.string(),
              fc.double().map(String),
              fc.constantFrom("-", "1e999", "NaN", "%", "%E0%A4%A", "64--3", "1-2-x", "relu"),
            ),
          ),
        )
        .map((pairs) => `#${pairs.map(([key, value]) => `${key}=${value}`).join("&")}`),
    );
    fc.assert(
      fc.property(fragment, (text) => {
        const { config: present, pins } = decodeLink(text);
        for (const config of [present, ...pins]) {
          for (const [key, limit] of Object.entries(LIMITS)) {
            const value = config[key as keyof ExperimentConfig];
            for (const number of [value].flat()) {
              if (typeof number !== "number") continue;
              expect(number).toBeGreaterThanOrEqual(limit.min);
              expect(number).toBeLessThanOrEqual(limit.max);
            }
          }
          if (config.depth <= 12) planExperiment(config);
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it.each([
    ["#v=1&depth=0", "depth", "0", "1", "range"],
    ["#v=1&depth=100000", "depth", "100000", "200", "range"],
    ["#v=1&batch=abc", "batch", "abc", "256", "invalid"],
    ["#v=1&depth=2.6", "depth", "2.6", "3", "range"],
    ["#v=1&act=swish9", "act", "swish9", "relu", "invalid"],
    ["#v=1&norm=group", "norm", "group", "none", "invalid"],
    ["#v=1&norm=batch&stats=moving", "stats", "moving", "batch", "invalid"],
    ["#v=1&width=64-9999", "width", "64-9999", "64-8192", "range"],
    ["#v=1&width=-5", "width", "-5", "1", "range"],
    ["#v=1&init=normal&std=-1", "std", "-1", "0", "range"],
    ["#v=2&depth=5", "v", "2", "1", "newer"],
    ["#v=1&m=7", "m", "7", "1", "newer"],
  ])("tells the visitor what it changed in %s", (link, key, given, used, reason) => {
    expect(decodeLink(link).adjustments).toEqual([expect.objectContaining({ key, given, used, reason })]);
  });

  it("repeats only as much of a long link as a notice can show", () => {
    for (const link of [`#v=1&acts=${",".repeat(65_536)}`, `#v=1&a.inits=${",x".repeat(500_000)}`]) {
      const { adjustments } = decodeLink(link);
      expect(adjustments.length).toBeGreaterThan(0);
      expect(JSON.stringify(adjustments).length).toBeLessThan(10_000);
    }
    const [width] = decodeLink(`#v=1&width=${"9".repeat(1_000_000)}`).adjustments;
    expect(width).toMatchObject({ key: "width", used: "8192", given: `${"9".repeat(200)}…` });
  });

  it("accepts the other names of entries without a notice, and writes the ids", () => {
    const expectSame = (key: string, aliases: Readonly<Record<string, string>>): void => {
      for (const [alias, id] of Object.entries(aliases)) {
        const { config, adjustments } = decodeLink(`#v=1&${key}=${alias}&seed=1`);
        expect(adjustments).toEqual([]);
        expect(config).toEqual(decodeLink(`#v=1&${key}=${id}&seed=1`).config);
        expect(encodeLink(config)).not.toContain(`=${alias}&`);
      }
    };
    expectSame("init", initializerAliases);
    expectSame("act", activationAliases);
    expectSame("last", activationAliases);
    expectSame("norm", normalizationAliases);
    const { config, adjustments } = decodeLink("#v=1&acts=2:swish&inits=1-3:msra,4:glorot_uniform@2&seed=1");
    expect(adjustments).toEqual([]);
    expect(encodeLink(config)).toBe("#v=1&acts=2:silu&inits=1-3:he_normal,4:xavier_uniform@2&seed=1");
  });

  it.each([
    ["glorot_normal", "xavier_normal"],
    ["glorot_uniform", "xavier_uniform"],
    ["xavier", "xavier_normal"],
    ["he", "he_normal"],
    ["msra", "he_normal"],
    ["kaiming_normal", "he_normal"],
    ["kaiming_uniform", "he_uniform"],
  ])("knows %s as %s", (alias, id) => {
    expect(decodeLink(`#v=1&init=${alias}`).config.initializer).toBe(id);
  });

  it("has no other name that is an id already, and none that every object inherits", () => {
    for (const [aliases, entries] of [
      [initializerAliases, initializers],
      [activationAliases, activations],
      [normalizationAliases, normalizations],
    ] as const) {
      const ids: readonly string[] = entries.map(({ id }) => id);
      expect(Object.keys(aliases).filter((alias) => ids.includes(alias))).toEqual([]);
    }
    for (const key of ["init", "act", "norm"]) {
      expect(decodeLink(`#v=1&${key}=constructor`).adjustments).toMatchObject([{ key, reason: "invalid" }]);
    }
  });

  it("ignores foreign keys, and reads links that chat programs have changed", () => {
    const plain = decodeLink("#v=1&depth=7&seed=3").config;
    for (const text of [
      "#v=1&depth=7&seed=3&tdsourcetag=s_pctim_aiomsg",
      "?v=1&depth=7&seed=3&utm_source=x",
      "%23v=1&depth=7&seed=3",
      "#v=1&amp;depth=7&amp;seed=3",
      "#v=1&depth=%37&seed=3",
      "#depth=5&v=1&depth=7&seed=3",
    ]) {
      const { config, adjustments } = decodeLink(text);
      expect(config).toEqual(plain);
      expect(adjustments).toEqual([]);
    }
  });

  it("tells a foreign hash from a link", () => {
    expect(decodeLink("#section-2").hasState).toBe(false);
    expect(decodeLink("").hasState).toBe(false);
    expect(decodeLink("#v=1").hasState).toBe(true);
  });

  it("reads the step of a lesson, and reports a link without an experiment", () => {
    const alone = decodeLink("#lesson=why_not_zeros&step=2");
    expect(alone).toMatchObject({ hasState: true, hasExperiment: false });
    expect(alone.view.lesson).toEqual({ source: "why_not_zeros", step: 2 });
    const both = decodeLink(`#v=1&depth=5&seed=1${lessonKeys({ source: "z.a-_9", step: 3 })}`);
    expect(both).toMatchObject({ hasExperiment: true, adjustments: [] });
    expect(both.view.lesson).toEqual({ source: "z.a-_9", step: 3 });
  });

  it.each(["#lesson=", "#lesson=<b>", "#lesson=a b", "#step=2"])("finds no lesson in %s", (hash) => {
    expect(decodeLink(hash).view.lesson).toBeNull();
  });

  it.each(["0", "-1", "1.5", "x", ""])("reads step %s as the first", (step) => {
    expect(decodeLink(`#lesson=a&step=${step}`).view.lesson).toEqual({ source: "a", step: 1 });
  });

  it("reads view keys without making them part of the experiment", () => {
    const { view, config } = decodeLink("#v=1&lang=zh&theme=dark&seed=1");
    expect(view).toMatchObject({ language: "zh", theme: "dark", lesson: null });
    expect(encodeLink(config)).toBe("#v=1&seed=1");
  });
});
