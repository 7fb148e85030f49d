/** Four networks at a time have the bits of one network at a time in float32. */
import { expect, it } from "vitest";
import { drawBoundary } from "../../experiment/boundary/boundaryNetwork.ts";
import type { BoundaryNetwork, BoundaryPoint } from "../../experiment/boundary/boundaryNetwork.ts";
import { boundaryTanh, trainBoundary } from "../../experiment/boundary/boundaryTraining.ts";
import { STREAM, uniformRow } from "../../math/philox.ts";
import { powerOfTen } from "../../math/portablePower.ts";
import { readBoundary } from "../wasm/kernels/build.ts";
import { loadBoundary } from "./boundaryKernel.ts";

const USUAL: BoundaryNetwork = { activation: "tanh", layers: 2, width: 16, steps: 300, seed: 1 };

/** Random pixels about the boundary: rates over four decades, scales over one and a half. */
function randomPoints(count: number): readonly BoundaryPoint[] {
  const uniforms = new Float64Array(3 * count);
  uniformRow(7, STREAM.task, 0, 0, uniforms);
  const float = (index: number, low: number, span: number): number =>
    Math.fround(powerOfTen(low + span * (uniforms[index] ?? NaN)));
  return Array.from({ length: count }, (_, index) => ({
    hiddenRate: float(3 * index, -1.5, 4),
    lastRate: float(3 * index + 1, -1.5, 4),
    scale: float(3 * index + 2, -1, 1.5),
  }));
}

/** `[points, 3]`, as the kernel takes them. */
const flat = (points: readonly BoundaryPoint[]): Float32Array =>
  Float32Array.from(points.flatMap(({ hiddenRate, lastRate, scale }) => [hiddenRate, lastRate, scale]));

const signed = ({ isConverged, pace }: ReturnType<typeof trainBoundary>): number =>
  isConverged ? pace : -pace;

it("has the reference's bits on 500 random pixels", async () => {
  const train = await loadBoundary(await readBoundary());
  const points = randomPoints(500);
  const draws = drawBoundary(USUAL);
  const { paces } = train(USUAL, flat(points));
  const expected = points.map((point) => signed(trainBoundary(USUAL, draws, point)));
  expect(expected.filter((pace) => pace > 0).length).toBeGreaterThan(100);
  expect(expected.filter((pace) => pace < 0).length).toBeGreaterThan(100);
  expect([...paces]).toEqual(expected);
});

/** Of the random pixels those within rounding of the boundary: float64 ends on its other side. */
const WITHIN_ROUNDING: readonly number[] = [165];

it("agrees with float64 on which pixels converge, but for those within rounding of the boundary", async () => {
  const train = await loadBoundary(await readBoundary());
  const points = randomPoints(500);
  const draws = drawBoundary(USUAL);
  const { paces } = train(USUAL, flat(points));
  const differing = points.flatMap((point, index) =>
    trainBoundary(USUAL, draws, point, "float64").isConverged === (paces[index] ?? NaN) > 0 ? [] : [index],
  );
  expect(differing).toEqual(WITHIN_ROUNDING);
  // Among the next rates of float32 are both ends as well: it is the boundary that is near.
  for (const index of WITHIN_ROUNDING) {
    const point = points[index] ?? { hiddenRate: NaN, lastRate: NaN, scale: NaN };
    const near = Array.from({ length: 40 }, (_, step) => ({
      ...point,
      hiddenRate: point.hiddenRate * (1 + step * 2 ** -23),
    }));
    expect(new Set(Array.from(train(USUAL, flat(near)).paces, Math.sign)).size).toBe(2);
  }
});

it.each<Partial<BoundaryNetwork>>([
  { layers: 3, steps: 60 },
  { activation: "relu", width: 8, steps: 60 },
  { activation: "linear", width: 4, layers: 3, steps: 60 },
  { activation: "relu", layers: 3, steps: 10 },
])("has the reference's bits with %j", async (own) => {
  const network = { ...USUAL, ...own };
  const train = await loadBoundary(await readBoundary());
  // A number that is no multiple of four.
  const points = randomPoints(50);
  const draws = drawBoundary(network);
  expect([...train(network, flat(points)).paces]).toEqual(
    points.map((point) => signed(trainBoundary(network, draws, point))),
  );
});

it("has a tanh to float32", () => {
  let worst = 0;
  for (let x = -10; x <= 10; x += 1 / 64)
    worst = Math.max(worst, Math.abs(boundaryTanh(x, "float32") - Math.tanh(x)));
  expect(worst).toBeLessThan(3e-7);
  expect(boundaryTanh(NaN, "float32")).toBeNaN();
});
