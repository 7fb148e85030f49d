/** The shapes of the plane: the edge where theory has it, axes that hold the network, words in place. */
import { expect, it } from "vitest";
import { PhaseTable } from "../../experiment/theory/phasePlane.ts";
import { planeMessages } from "../../i18n/planeText.ts";
import { fillIn } from "../../i18n/languages.ts";
import {
  contourLine,
  legendOf,
  planeAreas,
  planeGrid,
  planeRange,
  reachLine,
  reachMarks,
  sideCentres,
} from "./planeShapes.ts";
import { PLANE_FIELDS, planeViewOf, planeWord } from "./planeView.ts";
import { phaseWords, reachWords } from "./planeWords.ts";

const table = new PhaseTable({ activation: "tanh", activationParameter: 0 });
while (!table.isFilled) table.fill(50);

const range = planeRange(table, 1.3, 0.3);
// 100 pixels a unit.
const frame = { left: 0, top: 0, width: 100 * range.sigmaW, height: 100 * range.sigmaB, range };
const grid = planeGrid(table, range);

/** sigma_w of a line at a sigma_b: its points lie at every row of the grid. */
function crossing(path: string, sigmaB: number): number {
  const points = path
    .split(/[ML]/)
    .filter((text) => text !== "")
    .map((text) => text.split(" ").map(Number));
  const y = frame.height - 100 * sigmaB;
  const [x = NaN] = points.toSorted((a, b) => Math.abs((a[1] ?? 0) - y) - Math.abs((b[1] ?? 0) - y))[0] ?? [];
  return x / 100;
}

it.each([
  [0.05 ** 0.5, 1.760955 ** 0.5],
  [0.2 ** 0.5, 2.285152 ** 0.5],
  [1, 3.443211 ** 0.5],
])("draws the edge of chaos of tanh at sigma_b = %f through sigma_w = %f (T14)", (sigmaB, sigmaW) => {
  const edge = contourLine(grid, ({ chi }) => chi, 1, frame);
  // Half a row of the grid, along a line that rises by at least one, and the table's own 0.2 %.
  expect(Math.abs(crossing(edge, sigmaB) - sigmaW)).toBeLessThan(0.5 * (range.sigmaB / 60) + 0.004);
});

it("leaves out the frame", () => {
  const edge = contourLine(grid, ({ chi }) => chi, 1, frame);
  expect(edge.match(/M/g)).toHaveLength(1);
  expect(edge).not.toContain(` 0.0L${frame.width.toFixed(1)}`);
});

it("holds the edge and the network on its axes", () => {
  expect(range).toEqual({ sigmaW: 4, sigmaB: 1.5 });
  expect(planeRange(table, 5, 2)).toEqual({ sigmaW: 6, sigmaB: 3 });
});

it("puts the words on either side of the edge", () => {
  const { ordered, chaotic } = sideCentres(grid, frame);
  const edge =
    100 *
    crossing(
      contourLine(grid, ({ chi }) => chi, 1, frame),
      1.2,
    );
  expect(ordered.x).toBeLessThan(edge);
  expect(chaotic.x).toBeGreaterThan(edge);
});

it.each(PLANE_FIELDS)("has an area for each colour of the legend, and a word: %s", (field) => {
  const inks = new Set(planeAreas(grid, field, frame).map(({ ink, share }) => `${ink} ${share}`));
  expect(new Set(legendOf(field).map(({ ink, share }) => `${ink} ${share}`))).toEqual(inks);
  for (const isMeasured of [false, true])
    expect(planeViewOf(planeWord({ field, isMeasured }))).toEqual({ field, isMeasured });
});

it("says what becomes of inputs and gradients", () => {
  const t = (key: keyof typeof planeMessages.en, parameters = {}) =>
    fillIn(planeMessages.en[key], parameters);
  const ordered = table.phaseAt(1.3 ** 2, 0.09);
  expect(phaseWords(t, ordered)).toContain("by a factor e in 16 layers");
  expect(reachWords(t, ordered, 20)).toContain("97 layers; this network has 20");
  expect(phaseWords(t, table.phaseAt(6.25, 0.09))).toContain("approach correlation 0.12");
  expect(phaseWords(t, table.phaseAt(1.760955, 0.05))).toContain("On the edge");
  expect(phaseWords(t, table.phaseAt(0.25, 0))).toContain("Signals die");
});

it("marks the lines of 6 xi_c with their depths: deeper ones lie nearer to the edge (T15)", () => {
  const marks = reachMarks(grid, frame);
  const [ordered, chaotic] = [-1, 1].map((side) =>
    marks.filter(
      ({ x }) =>
        Math.sign(
          x -
            100 *
              crossing(
                contourLine(grid, ({ chi }) => chi, 1, frame),
                0.45,
              ),
        ) === side,
    ),
  );
  expect(ordered?.map(({ depth }) => depth)).toEqual([10, 20, 40, 80]);
  expect(ordered?.map(({ x }) => x)).toEqual(ordered?.map(({ x }) => x).toSorted((a, b) => a - b));
  expect(chaotic?.map(({ x }) => x)).toEqual(chaotic?.map(({ x }) => x).toSorted((a, b) => b - a));
  // sigma_b^2 = 0.05 and sigma_w^2 = 1.3 have 6 xi_c = 47 (A2 of docs/published.md).
  expect(crossing(reachLine(grid, 47, frame), 0.05 ** 0.5)).toBeCloseTo(1.3 ** 0.5, 1);
});

it("has a word for the loss, which is only measured", () => {
  const view = { field: "loss", isMeasured: true } as const;
  expect(planeWord(view)).toBe("plane.loss");
  expect(planeViewOf("plane.loss")).toEqual(view);
});
