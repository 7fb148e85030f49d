/** Pixels of the map of trainability: each trained once, coarse blocks first; views survive their link. */
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  boundaryCsv,
  emptyMap,
  fillPiece,
  isFull,
  knownPace,
  PIXELS,
  pixelsOf,
  placeOf,
  pointsOf,
  SHADES,
  shadeOf,
  shownPaces,
  SIDE,
  takePiece,
} from "./boundaryMap.ts";
import { boundaryViewOf, boundaryWord, moved, WHOLE, zoomed } from "./boundaryView.ts";

it("trains every pixel once, the coarsest blocks first", () => {
  const map = emptyMap(WHOLE.rates);
  const seen = new Uint8Array(PIXELS);
  for (let piece = takePiece(map); piece !== null; piece = takePiece(map)) {
    if (piece === 0)
      expect(pixelsOf(0).every((pixel) => pixel % 16 === 0 && (pixel >> 8) % 16 === 0)).toBe(true);
    for (const pixel of pixelsOf(piece)) seen[pixel] = (seen[pixel] ?? 0) + 1;
    fillPiece(map, piece, new Float32Array(pixelsOf(piece).length).fill(2));
    if (piece === 0) expect(knownPace(map, 15 * SIDE + 15)).toEqual({ pace: 2, stride: 16 });
  }
  expect(seen.every((times) => times === 1)).toBe(true);
  expect(isFull(map)).toBe(true);
  map.returned.push(3);
  expect(takePiece(map)).toBe(3);
});

it("gives pixels the numbers of their places", () => {
  const pixels = Uint32Array.of(0, SIDE - 1, PIXELS - 1);
  const rates = pointsOf("rates", { x: 0, y: 1, span: 2 }, pixels);
  expect(rates[0]).toBeCloseTo(10 ** (-1 + 1 / 256), 6);
  expect(rates[4]).toBe(rates[1]);
  expect(rates[8]).toBe(1);
  const scale = pointsOf("scale", { x: 0, y: 1, span: 2 }, pixels);
  expect(scale[6]).toBe(scale[7]);
  expect(scale[8]).toBeCloseTo(10 ** (2 - 1 / 256), 4);
});

it("shows the map before, magnified, until it knows better", () => {
  const before = emptyMap(WHOLE.rates);
  before.paces.fill(7);
  before.count = PIXELS;
  const map = emptyMap(zoomed(WHOLE.rates, 4));
  expect(shownPaces(map, null)[0]).toBe(0);
  fillPiece(map, 0, new Float32Array(256).fill(-3));
  // Old pixels are 4 wide now: within 4 of a new one they are no finer.
  expect(shownPaces(map, before).filter((pace) => pace === 7)).toHaveLength(PIXELS - 256 * 16);
  expect(shownPaces(map, null).every((pace) => pace === -3)).toBe(true);
  // Beyond the map before there is nothing but the new one.
  const away = emptyMap(moved(WHOLE.rates, 0.5, 0));
  fillPiece(away, 0, new Float32Array(256).fill(-3));
  expect(shownPaces(away, before)[SIDE - 1]).toBe(-3);
});

it("keeps the place under the pointer when it zooms", () => {
  const near = zoomed(WHOLE.rates, 8, [0.25, 0.75]);
  const [x, y] = [near.x - 0.25 * near.span, near.y + 0.25 * near.span];
  expect(x).toBeCloseTo(WHOLE.rates.x - 0.25 * WHOLE.rates.span, 12);
  expect(y).toBeCloseTo(WHOLE.rates.y + 0.25 * WHOLE.rates.span, 12);
  expect(zoomed(near, 1e9).span).toBe(2e-5);
});

it("writes views that read as themselves, to a thousandth of a side", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(
        "boundary",
        "boundary.scale.relu",
        "boundary.deep.w8.t100.edge",
        "boundary.linear.w4.t1000",
      ),
      fc.double({ min: -6, max: 6, noNaN: true }),
      fc.double({ min: -6, max: 6, noNaN: true }),
      fc.double({ min: Math.log(2e-5), max: Math.log(8), noNaN: true }),
      (word, x, y, log) => {
        const view = { ...boundaryViewOf(word), viewport: { x, y, span: Math.exp(log) } };
        const written = boundaryWord(view);
        expect(written).toMatch(/^boundary[\w.-]*$/);
        const { viewport, ...rest } = boundaryViewOf(written);
        expect({ ...view, viewport: null }).toEqual({ ...rest, viewport: null });
        for (const key of ["x", "y", "span"] as const)
          expect(Math.abs(viewport[key] - view.viewport[key])).toBeLessThanOrEqual(view.viewport.span / 1000);
        // What is read is written as it was.
        expect(boundaryWord(boundaryViewOf(written))).toBe(written);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
  expect(boundaryWord(boundaryViewOf("boundary.nonsense.x99.w7"))).toBe("boundary.x6.y0.s5");
});

it("shades paces by decades, and writes known pixels only", () => {
  expect(shadeOf(1, 300)).toBe(0);
  expect(shadeOf(-300, 300)).toBe(SHADES - 1);
  const map = emptyMap(WHOLE.scale);
  fillPiece(map, 0, Float32Array.of(-2, 5));
  const lines = boundaryCsv(["a", "b"], "scale", map).split("\r\n");
  expect(lines).toHaveLength(4);
  const [x, y] = placeOf(WHOLE.scale, 0);
  expect(lines[1]?.split(",").map(Number)).toEqual([Math.fround(10 ** x), Math.fround(10 ** y), 0, 2]);
});
