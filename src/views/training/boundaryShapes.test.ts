/** The small picture of the answers: regions, bands, lines and scores against answers made by hand. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import { drawnPoints, gridInputs, gridOf } from "../../experiment/training/grid.ts";
import type { Grid } from "../../experiment/training/grid.ts";
import { planTraining } from "../../experiment/training/trainingPlan.ts";
import {
  bandOf,
  bandShare,
  chances,
  classRegions,
  linePath,
  scoreOf,
  valueRegions,
} from "./boundaryShapes.ts";

const FRAME = { left: 0, top: 0, width: 100, height: 100 };
const GRID: Grid = { dimensions: 2, size: 5, x: [-1, 1], y: [-1, 1] };

/** Answers at the places of the grid, from their two inputs. */
function answers(of: (x: number, y: number) => readonly number[]): Float32Array {
  const inputs = gridInputs(GRID, []);
  return Float32Array.from(
    Array.from({ length: 25 }, (_, place) =>
      of(inputs[2 * place] ?? NaN, inputs[2 * place + 1] ?? NaN),
    ).flat(),
  );
}

/** Smallest and largest x and y of a path. */
function extent(path: string) {
  const numbers = path.match(/-?[\d.]+/g)?.map(Number) ?? [];
  const xs = numbers.filter((_, index) => index % 2 === 0);
  const ys = numbers.filter((_, index) => index % 2 === 1);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

describe("regions", () => {
  it("meet where two classes are equally likely, and higher inputs stand higher", () => {
    const regions = classRegions(
      GRID,
      answers((_, y) => [-y, y]),
      2,
      FRAME,
    );
    expect(regions.map(({ index, isSure }) => [index, isSure])).toEqual([
      [0, false],
      [0, true],
      [1, false],
      [1, true],
    ]);
    expect(extent(regions[0]?.path ?? "").top).toBe(50);
    expect(extent(regions[2]?.path ?? "").bottom).toBe(50);
    // 2 y = ln 9 lies outside: the network is sure nowhere but beyond the frame.
    expect(regions[3]?.path).toBe("");
  });

  it("of values are bands, each over the lower ones", () => {
    const regions = valueRegions(
      GRID,
      answers((x) => [x]),
      1,
      [-1, 1],
      FRAME,
    );
    expect(regions).toHaveLength(9);
    expect(extent(regions[5]?.path ?? "").left).toBeCloseTo(50 * (1 + 1 / 9), 0);
    expect([-2, -1, 0, 1, NaN].map((value) => bandOf(value, [-1, 1]))).toEqual([0, 0, 4, 8, 0]);
    expect(bandShare(4)).toBe(0.5);
  });

  it("have no place for what is not a number", () => {
    const regions = classRegions(
      GRID,
      answers(() => [NaN, NaN]),
      2,
      FRAME,
    );
    expect(regions.map(({ path }) => path)).toEqual(["", "", "", ""]);
  });
});

it("draws a line with gaps, and chances that add up", () => {
  expect(linePath([0, 1, NaN, 0], FRAME, (value) => 100 - value)).toBe("M0.0 100.0L33.3 99.0M100.0 100.0");
  expect(chances([0, Math.log(3)], 0, 2)).toEqual([expect.closeTo(0.25, 12), expect.closeTo(0.75, 12)]);
});

it("scores the drawn points of each split by the answers behind those of the grid", () => {
  const points = [
    { inputs: [0, 0], target: 1, isValidation: false },
    { inputs: [0, 0], target: 0, isValidation: false },
    { inputs: [0, 0], target: 0, isValidation: true },
  ];
  const outputs = Float32Array.from([...answers(() => [0, 0]), 0, 1, 0, 1, 1, 0]);
  expect(scoreOf(points, outputs, 2, false, true)).toEqual({ count: 2, value: 0.5 });
  expect(scoreOf(points, outputs, 2, true, true)).toEqual({ count: 1, value: 1 });
  const values = Float32Array.from([...answers(() => [0]), 3, 0, 4]);
  expect(scoreOf(points, values, 1, false, false).value).toBeCloseTo(Math.sqrt(2), 12);
});

describe("the grid of a task", () => {
  const gridFor = (patch: Partial<typeof DEFAULT_CONFIG>) => {
    const training = planTraining({
      ...DEFAULT_CONFIG,
      depth: 3,
      width: 16,
      batch: 32,
      points: 40,
      ...patch,
    });
    if (training === null) throw new RangeError("no task");
    const points = drawnPoints(training);
    return { grid: gridOf(training, points), points };
  };

  it("holds every drawn point with room around, finer where the network is small", () => {
    const { grid, points } = gridFor({ task: "moons" });
    expect(points.filter(({ isValidation }) => isValidation)).toHaveLength(40);
    expect(points).toHaveLength(80);
    for (const { inputs } of points) {
      expect(inputs[0]).toBeGreaterThan(grid?.x[0] ?? NaN);
      expect(inputs[1]).toBeLessThan(grid?.y[1] ?? NaN);
    }
    expect(grid?.size).toBe(48);
    expect(gridFor({ task: "moons", width: 1024 }).grid?.size).toBe(20);
  });

  it("is a line for one input, and absent for three", () => {
    expect(gridFor({ task: "curve" }).grid).toMatchObject({ dimensions: 1, size: 161 });
    expect(gridFor({ task: "moons", inputWidth: 3 }).grid).toBeNull();
    expect(gridFor({ task: "blobs" }).grid).toBeNull();
  });
});
