/** The statistics of a tensor against sums in plain order, in every number format. */
import { expect, it } from "vitest";
import { uniforms } from "../../testing/fuzz/random.ts";
import { collectAudit } from "../../testing/weights/collect.ts";
import { blobOf, npz, safetensors } from "../../testing/weights/writeFiles.ts";
import type { Dtype } from "../files/dtype.ts";

const uniform = uniforms(7);
/** More than two blocks, and no whole number of them; far from zero, so that sums of squares would cancel. */
const COUNT = 40_007;
const values = Float64Array.from({ length: COUNT }, () => 3 + 0.01 * (uniform() + uniform() - 1));

/** The format's own roundings of the values, decoded by its definition. */
function rounded(value: number, dtype: Dtype): number {
  if (dtype === "F64") return value;
  if (dtype === "F32") return Math.fround(value);
  const step = { F16: 2 ** -9, BF16: 2 ** -6, F8_E4M3: 2 ** -2 }[dtype as "F16" | "BF16" | "F8_E4M3"];
  // BF16 is written from float32.
  const single = dtype === "BF16" ? Math.fround(value) : value;
  const whole = Math.floor(single / step);
  const rest = single / step - whole;
  // Ties go to the even neighbour.
  return step * (rest > 0.5 || (rest === 0.5 && whole % 2 === 1) ? whole + 1 : whole);
}

function momentsOf(own: Float64Array) {
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  const central = (power: number) =>
    own.reduce((sum, value) => sum + (value - mean) ** power, 0) / own.length;
  return { mean, std: Math.sqrt(central(2)), kurtosis: central(4) / central(2) ** 2 };
}

it.each<Dtype>(["F64", "F32", "F16", "BF16", "F8_E4M3"])("%s", async (dtype) => {
  const bytes = safetensors([{ name: "w", shape: [COUNT], values, dtype }]);
  const { rows } = await collectAudit(blobOf(bytes));
  const stats = rows[0]?.stats;
  const own = values.map((value) => rounded(value, dtype));
  const { mean, std, kurtosis } = momentsOf(own);
  expect(stats?.count).toBe(COUNT);
  expect(stats?.min).toBe(Math.min(...own));
  expect(stats?.max).toBe(Math.max(...own));
  expect(stats?.mean).toBeCloseTo(mean, 11);
  if (std === 0) expect(stats?.std).toBe(0);
  else {
    expect((stats?.std ?? NaN) / std).toBeCloseTo(1, 9);
    expect((stats?.kurtosis ?? NaN) / kurtosis).toBeCloseTo(1, 8);
  }
});

it("counts zeros and what is not finite apart", async () => {
  const own = [0, -0, 1, -1, NaN, Infinity, -Infinity, 2];
  const { rows } = await collectAudit(blobOf(safetensors([{ name: "w", shape: [8], values: own }])));
  expect(rows[0]?.stats).toMatchObject({
    count: 8,
    finite: 5,
    zeros: 2,
    nan: 1,
    infinite: 2,
    min: -1,
    max: 2,
    mean: 0.4,
  });
});

it("tells no std that float64 does not hold", async () => {
  const own = [1e200, -1e200, 3e200];
  const tiny = [1e-200, -1e-200, 3e-200];
  for (const some of [own, tiny]) {
    const bytes = safetensors([{ name: "w", shape: [3], values: some, dtype: "F64" }]);
    expect((await collectAudit(blobOf(bytes))).rows[0]?.stats).toMatchObject({
      std: NaN,
      kurtosis: NaN,
      max: some[2],
    });
  }
});

it("reads values that lie across two pieces of a packed file", async () => {
  const own = Float64Array.from({ length: 100_001 }, (_, i) => i % 977);
  const { rows } = await collectAudit(
    blobOf(npz([{ name: "w", shape: [own.length], values: own, dtype: "F64" }], 1)),
  );
  const { mean, std } = momentsOf(own);
  expect(rows[0]?.stats?.mean).toBeCloseTo(mean, 8);
  expect(rows[0]?.stats?.std).toBeCloseTo(std, 8);
  expect(rows[0]?.stats?.histogram.counts.reduce((sum, count) => sum + count, 0)).toBeCloseTo(own.length, 3);
});
