/** Files that PyTorch and NumPy wrote themselves, and their own statistics (tools/goldens/weights.py). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { collectAudit } from "../../testing/weights/collect.ts";
import golden from "./golden/statistics.json" with { type: "json" };

const audited = (file: string) =>
  collectAudit(new Blob([Uint8Array.from(readFileSync(join(import.meta.dirname, "golden", file)))]), file);

it.each([
  ["checkpoint.pt", golden.checkpoint],
  ["arrays.npz", golden.arrays],
] as const)("%s", async (file, expected) => {
  const { fault, rows } = await audited(file);
  expect(fault).toBeNull();
  const byName = Object.fromEntries(rows.map(({ name, stats, shape }) => [name, { shape, stats }]));
  expect(Object.keys(byName).toSorted()).toEqual(Object.keys(expected).toSorted());
  for (const [name, own] of Object.entries(expected)) {
    const { shape, stats } = byName[name] ?? {};
    expect(shape).toEqual(own.shape);
    expect({ name, min: stats?.min, max: stats?.max }).toEqual({ name, min: own.min, max: own.max });
    // Both sum in float64; only the order of the sums differs.
    for (const key of ["mean", "std", "kurtosis"] as const) {
      const [found, wanted] = [stats?.[key] ?? NaN, own[key]];
      // A constant has no kurtosis.
      if (wanted === null) expect(found, `${name} ${key}`).toBeNaN();
      else expect(found, `${name} ${key}`).toBeCloseTo(wanted, 10);
    }
  }
});

it("knows an orthogonal layer of PyTorch", async () => {
  const { rows } = await audited("checkpoint.pt");
  // One step of Adam has moved it by 0.001; the optimiser's own tensors follow no law.
  expect(rows.find(({ name }) => name === "model.0.weight")?.stats?.std).toBeCloseTo(Math.SQRT2 / 4, 2);
});
