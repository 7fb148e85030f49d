/** The sweep of two settings: what runs, what a cell adopts, its numbers, its word and its file. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { planePointOf } from "../../experiment/planePoint.ts";
import { runReference } from "../../experiment/reference.ts";
import {
  axesOf,
  figureOf,
  figuresOf,
  RUN_FIGURES,
  gridCsv,
  gridViewOf,
  gridWord,
  inkOf,
  lossCsv,
  membersOf,
  patchOf,
  placesOf,
  reducedFor,
  valuesOf,
} from "./gridSweep.ts";
import { seedSpread, upAxis } from "./seedSpread.ts";

const config: ExperimentConfig = { ...DEFAULT_CONFIG, depth: 4, width: 16, batch: 8 };

it("sweeps the settings that have a meaning beside the others", () => {
  expect(axesOf(config)).toContain("depth");
  expect(axesOf(config)).not.toContain("epsilon");
  expect(axesOf({ ...config, normalization: "layer" })).toContain("epsilon");
  expect(axesOf(config)).not.toContain("learningRate");
});

it.each(axesOf({ ...config, normalization: "batch" }))("has ascending values: %s", (axis) => {
  const values = valuesOf(axis);
  expect(values.length).toBeGreaterThan(4);
  expect(values).toEqual(values.toSorted((a, b) => a - b));
});

describe("a cell", () => {
  it.each([
    ["weights", "biasStd"],
    ["biasStd", "weights"],
  ] as const)("has both its sizes: %s, %s", (across, up) => {
    const [weights, biases] = [1.5, 0.4];
    const values = across === "weights" ? ([weights, biases] as const) : ([biases, weights] as const);
    const point = planePointOf({ ...config, ...patchOf(config, { across, up }, values) });
    expect(point?.sigmaB).toBe(0.4);
    expect(Math.abs((point?.sigmaW ?? NaN) / 1.5 - 1)).toBeLessThan(6e-3);
  });

  it("runs at a reduced size, but for what is swept", () => {
    const large = { ...config, width: 2048, batch: 4096 };
    expect(reducedFor(large, ["weights", "depth"])).toMatchObject({ width: 128, batch: 64 });
    expect(reducedFor(large, ["width", "depth"])).toMatchObject({ width: 2048 });
  });
});

it("reads the numbers of a network, and writes them all into the file", () => {
  const { layers } = runReference(planExperiment(config));
  const numbers = RUN_FIGURES.map((figure) => figureOf(layers, figure));
  expect(numbers.every(Number.isFinite)).toBe(true);
  expect(figureOf(layers.slice(0, 1), "forward")).toBeNaN();
  const [header, row, end] = gridCsv(["Weights", 'a "b"'], [{ at: [1, 2], seed: 7, layers }]).split("\r\n");
  expect(header).toBe(`\uFEFF"Weights","a ""b""",${RUN_FIGURES.join(",")},seed`);
  expect(row?.split(",").map(Number)).toEqual([1, 2, ...numbers, 7]);
  expect(end).toBe("");
});

it("has the colour of no change at 1, and of all at twice as much per layer", () => {
  expect(inkOf("forward", 1).share).toBe(0);
  expect(inkOf("forward", 2)).toEqual({ side: "more", share: 0.6 });
  expect(inkOf("backward", 0.25)).toEqual({ side: "less", share: 0.6 });
  expect(inkOf("cosine", 0.5)).toEqual({ side: "plain", share: 0.3 });
});

it("says what it shows in a word, and takes the default for what has no meaning", () => {
  const view = { across: "batch", up: "width", figure: "cosine", seeds: 1 } as const;
  expect(gridViewOf(gridWord(view), config)).toEqual(view);
  expect(gridViewOf("grid", config)).toEqual({
    across: "weights",
    up: "depth",
    figure: "forward",
    seeds: 1,
  });
  expect(gridViewOf("grid.epsilon.epsilon.x", config)).toEqual({
    across: "weights",
    up: "depth",
    figure: "forward",
    seeds: 1,
  });
  expect(gridViewOf("grid.depth.depth", config).up).not.toBe("depth");
});

it("offers the loss after training, and settings of training, to networks with a task alone", () => {
  const learner = { ...DEFAULT_CONFIG, task: "blobs", steps: 1000 } as const;
  expect(figuresOf(DEFAULT_CONFIG)).not.toContain("loss");
  expect(axesOf(DEFAULT_CONFIG)).not.toContain("learningRate");
  expect(figuresOf(learner)).toContain("loss");
  expect(axesOf(learner)).toContain("learningRate");
  expect(gridViewOf("grid.weights.learningRate.std", learner).figure).toBe("loss");
  expect(gridViewOf("grid.weights.depth.loss", DEFAULT_CONFIG).figure).toBe("forward");
  expect(reducedFor(learner, ["width", "learningRate"]).steps).toBe(300);
  expect(reducedFor(learner, ["width", "steps"]).steps).toBe(1000);
  expect(lossCsv(["a", "b"], [{ at: [1, 2], seed: 9, loss: 0.5 }])).toBe(
    '\uFEFF"a","b",loss,seed\r\n1,2,0.5,9\r\n',
  );
  expect(inkOf("loss", 1e-3).share).toBeGreaterThan(inkOf("loss", 1).share);
});

describe("seeds", () => {
  it("are in the word where they are not the usual number, for maps and for lines", () => {
    const lines = { across: "depth", up: "lines", figure: "std", seeds: 8 } as const;
    expect(gridWord(lines)).toBe("grid.depth.lines.std.s8");
    expect(gridViewOf(gridWord(lines), config)).toEqual(lines);
    expect(gridViewOf("grid.depth.lines.std", config).seeds).toBe(5);
    expect(gridViewOf("grid.weights.depth.std.s3", config).seeds).toBe(3);
    expect(gridViewOf("grid.weights.depth.std.s99", config).seeds).toBe(1);
    expect(gridViewOf("grid.depth.lines.std.s1", config).seeds).toBe(5);
  });

  it("follow that of the experiment, all places with one before the next", () => {
    const { cells, columns, rows } = placesOf(config, { across: "weights", up: "lines" });
    expect([columns.length, rows.length, cells.length]).toEqual([12, 1, 12]);
    const members = membersOf(
      { ...config, seed: 2 ** 32 - 1 },
      { across: "weights", up: "lines", seeds: 3 },
      cells,
    );
    expect(members.map(({ seed }) => seed).filter((_, index) => index % 12 === 0)).toEqual([
      2 ** 32 - 1,
      0,
      1,
    ]);
    expect(members[13]).toMatchObject({ cell: 1, seed: 0, config: { seed: 0 } });
    expect(planePointOf(members[13]?.config ?? config)?.sigmaW).toBeCloseTo(columns[1] ?? NaN, 2);
  });

  it("have a mean, a median, a spread and ends; a network without a number does not count", () => {
    expect(seedSpread([1, 2, 6, NaN])).toEqual({
      count: 3,
      mean: 3,
      median: 2,
      std: Math.sqrt(7),
      low: 1,
      high: 6,
    });
    expect(seedSpread([1, Infinity, 2])).toMatchObject({
      mean: Infinity,
      median: 2,
      std: NaN,
      high: Infinity,
    });
    expect(seedSpread([])).toMatchObject({ count: 0, mean: NaN, low: NaN });
  });

  it("stand on an axis that holds them, logarithmic where they are far apart", () => {
    expect(upAxis([seedSpread([0.9, 1.1])])).toEqual({ isLog: false, low: 0.89, high: 1.11 });
    expect(upAxis([seedSpread([1e-4, 2]), seedSpread([Infinity])])).toEqual({
      isLog: true,
      low: -4,
      high: 1,
    });
    expect(upAxis([])).toEqual({ isLog: false, low: 0, high: 1 });
  });
});
