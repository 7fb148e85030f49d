/** The grid of measured networks: every cell once, coarse blocks first, and what is known near a place. */
import { expect, it } from "vitest";
import type { PlanePhase } from "../../experiment/theory/phasePlane.ts";
import {
  bandOfPhase,
  blocksOf,
  CELL_ORDER,
  cellIndex,
  CELLS,
  deviationOf,
  knownNear,
  LEARNER_ORDER,
  learntShares,
  medianDeviation,
  pointOf,
} from "./measuredPlane.ts";
import { bandOfLoss } from "./planeShapes.ts";

const range = { sigmaW: 4, sigmaB: 1.5 };
const frame = { left: 0, top: 0, width: 640, height: 320, range };
const phase = (chi: number): PlanePhase => ({ q: 1, chi, c: 1, correlationRate: Math.abs(Math.log(chi)) });
const chiBand = (one: PlanePhase) => bandOfPhase(one, "chi");

it("measures every cell once, and after each pass knows the plane evenly", () => {
  expect(new Set(CELL_ORDER.map(cellIndex)).size).toBe(CELLS ** 2);
  expect(CELL_ORDER).toHaveLength(CELLS ** 2);
  for (const stride of [16, 8, 4, 2]) {
    const first = CELL_ORDER.slice(0, (CELLS / stride) ** 2);
    expect(first.every(({ column, row }) => column % stride === 0 && row % stride === 0)).toBe(true);
  }
});

it("covers the frame with the first pass, and coarse blocks with finer ones", () => {
  const phases: PlanePhase[] = [];
  for (const cell of CELL_ORDER.slice(0, 16)) phases[cellIndex(cell)] = phase(0.5);
  const coarse = blocksOf(phases, chiBand, frame).filter(({ width }) => width === 160);
  expect(coarse.reduce((sum, { width, height }) => sum + width * height, 0)).toBe(640 * 320);
  expect(coarse[0]).toMatchObject({ x: 0, y: 240, ink: "ordered" });
  expect(blocksOf(phases, chiBand, frame).at(-1)?.width).toBe(10);
});

it("gives a number that float32 does not hold no colour", () => {
  expect(bandOfPhase(phase(NaN), "chi")).toBeNull();
  expect(bandOfPhase(phase(2), "chi")?.ink).toBe("chaotic");
});

it("finds what is known near a place, and compares it with theory", () => {
  const phases: PlanePhase[] = [];
  const cell = { column: 16, row: 0 };
  phases[cellIndex(cell)] = phase(0.9);
  expect(knownNear(phases, { sigmaW: 1.4, sigmaB: 0.2 }, range)?.chi).toBe(0.9);
  expect(knownNear(phases, { sigmaW: 3, sigmaB: 1 }, range)).toBeNull();
  expect(pointOf(cell, range).sigmaW).toBeCloseTo(16.5 / 16, 12);
  expect(deviationOf(phase(0.9), phase(1))).toBeCloseTo(0.1, 12);
  expect(medianDeviation([NaN, 0.3, 0.1, 0.2])).toBe(0.2);
  expect(medianDeviation([NaN])).toBeNaN();
});

it("counts what has learnt on either side of the reach of theory", () => {
  const losses: number[] = [];
  for (const cell of LEARNER_ORDER) losses[cellIndex(cell)] = cell.column < 32 ? 0.1 : Infinity;
  const isReached = (weight: number): boolean => weight < 1;
  // 8 of 32 columns have sigma_w below 1, all of which have learnt; of the other 24 the first 8 have.
  expect(learntShares(losses, range, 1, isReached)).toEqual({ within: 1, beyond: 8 / 24 });
  expect(learntShares([], range, 1, isReached).within).toBeNaN();
});

it("gives small losses the most ink, those of no learning none, and those that diverged another", () => {
  expect(bandOfLoss(1e-4)?.share).toBeGreaterThan(bandOfLoss(0.2)?.share ?? NaN);
  expect(bandOfLoss(5)).toEqual({ ink: "plain", share: 0 });
  expect(bandOfLoss(Infinity)?.ink).toBe("chaotic");
  expect(bandOfLoss(NaN)).toBeNull();
});
