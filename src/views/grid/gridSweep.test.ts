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
  GRID_FIGURES,
  gridCsv,
  gridViewOf,
  gridWord,
  inkOf,
  patchOf,
  reducedFor,
  valuesOf,
} from "./gridSweep.ts";

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
  const numbers = GRID_FIGURES.map((figure) => figureOf(layers, figure));
  expect(numbers.every(Number.isFinite)).toBe(true);
  expect(figureOf(layers.slice(0, 1), "forward")).toBeNaN();
  const [header, row, end] = gridCsv(["Weights", 'a "b"'], [{ x: 1, y: 2, layers }]).split("\r\n");
  expect(header).toBe(`\uFEFF"Weights","a ""b""",${GRID_FIGURES.join(",")}`);
  expect(row?.split(",").map(Number)).toEqual([1, 2, ...numbers]);
  expect(end).toBe("");
});

it("has the colour of no change at 1, and of all at twice as much per layer", () => {
  expect(inkOf("forward", 1).share).toBe(0);
  expect(inkOf("forward", 2)).toEqual({ side: "more", share: 0.6 });
  expect(inkOf("backward", 0.25)).toEqual({ side: "less", share: 0.6 });
  expect(inkOf("cosine", 0.5)).toEqual({ side: "plain", share: 0.3 });
});

it("says what it shows in a word, and takes the default for what has no meaning", () => {
  const view = { across: "batch", up: "width", figure: "cosine" } as const;
  expect(gridViewOf(gridWord(view), config)).toEqual(view);
  expect(gridViewOf("grid", config)).toEqual({ across: "weights", up: "depth", figure: "forward" });
  expect(gridViewOf("grid.epsilon.epsilon.x", config)).toEqual({
    across: "weights",
    up: "depth",
    figure: "forward",
  });
  expect(gridViewOf("grid.depth.depth", config).up).not.toBe("depth");
});
