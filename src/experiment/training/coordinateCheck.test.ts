/** The coordinate check and the valley of the best rates: members, growth, and what a slope means. */
import { describe, expect, it } from "vitest";
import { decodeLink } from "../../link/codec.ts";
import { DEFAULT_CONFIG } from "../config.ts";
import {
  CHECK_MEMBERS,
  CHECK_WIDTHS,
  checkConfig,
  growthKind,
  growthsOf,
  logSlope,
  spreadOf,
  widthNetwork,
} from "./coordinateCheck.ts";
import type { Sizes } from "./coordinateCheck.ts";
import { finalLoss, VALLEY_EXPONENTS, VALLEY_MEMBERS, valleyConfig, valleyOf } from "./rateValley.ts";
import { planTraining } from "./trainingPlan.ts";

const own = decodeLink(
  "#v=1&depth=12&width=20,30,40&batch=128&task=blobs&opt=sgd&lr=0.2&steps=50&seed=7",
).config;

describe("the network of a study", () => {
  it("is the present one where it has a task, and learns from one batch that is measured as well", () => {
    const network = widthNetwork(own);
    expect(network.isOwn).toBe(true);
    const config = checkConfig(network, { parametrization: "mup", width: 128, seedIndex: 2 });
    const training = planTraining(config);
    expect(training?.plan.layers.map(({ units }) => units)).toEqual([128, 128, 128, 128, 128, 128, 128, 4]);
    expect(training).toMatchObject({
      optimizer: "sgd",
      learningRate: 0.2,
      steps: 4,
      points: 64,
      miniBatch: 64,
    });
    expect(training?.plan.batch).toBe(64);
    expect(config.seed).toBe(9);
  });

  it("learns from a teacher where the present one has no task", () => {
    const tanh = { ...DEFAULT_CONFIG, activation: "tanh", seed: 0xffffffff, depth: 30 } as const;
    const network = widthNetwork(tanh);
    expect(network.isOwn).toBe(false);
    const config = checkConfig(network, { parametrization: "standard", width: 32, seedIndex: 1 });
    expect(config).toMatchObject({
      activation: "tanh",
      task: "teacher",
      optimizer: "adam",
      depth: 4,
      seed: 0,
    });
    expect(planTraining(config)?.plan.layers.map(({ units }) => units)).toEqual([32, 32, 32, 4]);
  });

  it("sees fresh points in every step of a pair of rate and width, and keeps the points of a task of its own", () => {
    const member = { parametrization: "mup", width: 64, exponent: -6, seedIndex: 0 } as const;
    expect(valleyConfig(widthNetwork(DEFAULT_CONFIG), member)).toMatchObject({
      steps: 300,
      points: 64 * 300,
      learningRate: 1 / 64,
    });
    expect(valleyConfig(widthNetwork(own), member)).toMatchObject({ steps: 50, points: own.points });
  });

  it("is the same for the network that is adopted from a study", () => {
    const network = widthNetwork(DEFAULT_CONFIG);
    const member = CHECK_MEMBERS[5] ?? { parametrization: "mup", width: 1, seedIndex: 0 };
    const adopted = checkConfig(network, { parametrization: "mup", width: 256, seedIndex: 0 });
    expect(checkConfig(widthNetwork(adopted), member)).toEqual(checkConfig(network, member));
  });
});

describe("growth with the width", () => {
  it("is the slope of log size against log width, and the ratio of the ends", () => {
    const found = CHECK_MEMBERS.map(({ width, parametrization }): Sizes => {
      const power = parametrization === "mup" ? 0 : 1.5;
      return Array.from({ length: 5 }, () => [1, width ** power]);
    });
    const [first] = growthsOf("standard", CHECK_MEMBERS, found);
    expect(first?.[0]?.slope).toBeCloseTo(0, 12);
    expect(first?.[1]?.slope).toBeCloseTo(1.5, 12);
    expect(first?.[1]?.ratio).toBeCloseTo(16 ** 1.5, 9);
    expect(growthsOf("mup", CHECK_MEMBERS, found)[4]?.[1]?.slope).toBeCloseTo(0, 12);
  });

  it("goes by the widths that are known, and has no slope below two", () => {
    const found = CHECK_MEMBERS.map(({ width, seedIndex }): Sizes | undefined =>
      width === 32 ? [[2 + seedIndex]] : undefined,
    );
    const size = growthsOf("mup", CHECK_MEMBERS, found)[0]?.[0];
    expect(size?.slope).toBeNaN();
    expect(size?.sizes[0]).toEqual({ mean: 3, low: 2, high: 4 });
    expect(size?.sizes).toHaveLength(CHECK_WIDTHS.length);
    expect(logSlope([1, 2, 4], [3, NaN, 12])).toBeCloseTo(1, 12);
    expect(spreadOf([]).mean).toBeNaN();
  });

  it("lets the readout of muP shrink before the first step, and nothing else", () => {
    const readout = { parametrization: "mup", step: 0, isReadout: true } as const;
    expect(growthKind({ slope: -0.5 }, readout)).toBe("designed");
    expect(growthKind({ slope: 0.5 }, readout)).toBe("grows");
    expect(growthKind({ slope: -0.5 }, { ...readout, step: 1 })).toBe("shrinks");
    expect(growthKind({ slope: -0.5 }, { ...readout, isReadout: false })).toBe("shrinks");
    expect(growthKind({ slope: -0.5 }, { ...readout, parametrization: "standard" })).toBe("shrinks");
    expect(growthKind({ slope: 0.2 }, readout)).toBe("steady");
    expect(growthKind({ slope: NaN }, readout)).toBe("unknown");
  });
});

describe("the valley of the best rates", () => {
  it("is at the least mean loss of each width, and never at a training that diverged", () => {
    const found = VALLEY_MEMBERS.map(({ width, exponent, seedIndex }) =>
      exponent === -4 ? Infinity : Math.abs(exponent + Math.log2(width)) + 0.1 * seedIndex,
    );
    const columns = valleyOf("mup", VALLEY_MEMBERS, found);
    expect(columns.map(({ best }) => VALLEY_EXPONENTS[best])).toEqual([-5, -6, -7, -8]);
    expect(columns[0]?.losses[1]?.mean).toBeCloseTo(0.05, 12);
    expect(valleyOf("mup", VALLEY_MEMBERS, []).map(({ best }) => best)).toEqual([-1, -1, -1, -1]);
  });

  it("takes the mean of the last steps as the loss, and no loss of one that left float32", () => {
    const losses = Float64Array.from({ length: 300 }, (_, step) => (step < 260 ? 9 : 2));
    expect(finalLoss(losses, false)).toBe(2);
    expect(finalLoss(losses, true)).toBe(Infinity);
    expect(finalLoss(Float64Array.of(5), false)).toBe(5);
  });
});
