/** Boundaries of known dimension: lines, a circle, Koch's curve, and dust that fills the plane. */
import { expect, it } from "vitest";
import { boxDimension } from "./boxCounting.ts";
import { STREAM, uniformRow } from "./philox.ts";

const SIZE = 256;

function dimensionOf(isInside: (x: number, y: number) => boolean) {
  const inside = new Uint8Array(SIZE * SIZE);
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      inside[row * SIZE + column] = isInside((column + 0.5) / SIZE, (row + 0.5) / SIZE) ? 1 : 0;
    }
  }
  return boxDimension(inside, SIZE);
}

/** Height of a Koch curve over [0, 1] at x: the highest point of its polygon. */
function kochInside(): (x: number, y: number) => boolean {
  let points: readonly (readonly [number, number])[] = [
    [0, 0],
    [1, 0],
  ];
  for (let level = 0; level < 5; level++) {
    points = points.flatMap(([x, y], index) => {
      const end = points[index + 1];
      if (end === undefined) return [[x, y] as const];
      const [dx, dy] = [(end[0] - x) / 3, (end[1] - y) / 3];
      const root = Math.sqrt(3) / 2;
      return [
        [x, y] as const,
        [x + dx, y + dy] as const,
        [x + 1.5 * dx - root * dy, y + 1.5 * dy + root * dx] as const,
        [x + 2 * dx, y + 2 * dy] as const,
      ];
    });
  }
  const polygon = [...points, [1, -1] as const, [0, -1] as const];
  // A point is inside where a ray upwards crosses the polygon an odd number of times.
  const crossings = new Map<number, readonly number[]>();
  const crossingsAt = (x: number): readonly number[] =>
    polygon.flatMap(([ax, ay], index) => {
      const [bx, by] = polygon[(index + 1) % polygon.length] ?? [NaN, NaN];
      return ax > x === bx > x ? [] : [ay + ((x - ax) / (bx - ax)) * (by - ay)];
    });
  return (x, y) => {
    const column = crossings.get(x) ?? crossingsAt(x);
    crossings.set(x, column);
    return column.filter((crossing) => crossing > y).length % 2 === 1;
  };
}

it("finds 1 for smooth boundaries, within twice its error", () => {
  for (const shape of [
    (x: number, y: number) => y > 0.31 + 0.2 * x,
    (x: number, y: number) => y > 0.2 + 0.77 * x,
    (x: number, y: number) => Math.hypot(x - 0.47, y - 0.52) < 0.4,
  ]) {
    const { dimension, error } = dimensionOf(shape);
    expect(Math.abs(dimension - 1)).toBeLessThan(2 * error + 0.03);
    expect(error).toBeLessThan(0.06);
  }
});

it("finds ln 4 / ln 3 for Koch's curve", () => {
  const koch = kochInside();
  const { dimension, error } = dimensionOf((x, y) => koch(x, y - 0.4));
  expect(Math.abs(dimension - Math.log(4) / Math.log(3))).toBeLessThan(2 * error + 0.03);
});

it("finds 2 for dust, and nothing where there is no boundary", () => {
  const uniforms = new Float64Array(SIZE * SIZE);
  uniformRow(1, STREAM.task, 0, 0, uniforms);
  const dust = boxDimension(
    Uint8Array.from(uniforms, (u) => (u < 0.5 ? 1 : 0)),
    SIZE,
  );
  expect(Math.abs(dust.dimension - 2)).toBeLessThan(0.1);
  expect(dimensionOf(() => true).dimension).toBeNaN();
});
