/**
 * Every published number, by the WASM engine and by theory: one named test per row, to the tolerance that the
 * row derives.
 */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import { predict } from "../../experiment/theory/theory.ts";
import { loadNodeKernels } from "../wasm/nodeKernels.ts";
import { createWasmEngine } from "../../engine/wasm/wasmEngine.ts";
import type { NetworkRow, PublishedRow, TheoryRow } from "./row.ts";
import { publishedRows } from "./rows.ts";

const engine = createWasmEngine({ loadModule: () => loadNodeKernels("simd") });

async function measured(row: NetworkRow): Promise<number[]> {
  const sums = row.published.map(() => 0);
  for (let seed = 1; seed <= row.seeds; seed++) {
    const plan = planExperiment({ ...DEFAULT_CONFIG, ...row.config, seed });
    const { result, captured } = await engine.run(
      requestOf(plan, { capture: row.needsWeights ? "all" : "none" }),
    );
    const weights = captured?.layers.map(({ weight }) => weight) ?? [];
    const numbers = row.measure({ layers: result.layers, batch: plan.batch, weights }, plan);
    expect(numbers).toHaveLength(sums.length);
    numbers.forEach((number, at) => (sums[at] = (sums[at] ?? NaN) + number / row.seeds));
  }
  return sums;
}

function expectPublished(row: PublishedRow, numbers: readonly number[]): void {
  expect(row.at).toHaveLength(row.published.length);
  expect(numbers).toHaveLength(row.published.length);
  row.published.forEach((published, index) => {
    const number = numbers[index] ?? NaN;
    const allowed = row.tolerance.allowed(published, index);
    const isWithin = Math.abs(number - published) <= allowed;
    expect({ at: row.at[index], published, number, allowed, isWithin }).toMatchObject({ isWithin: true });
  });
}

/** Rows of one kind by name; a further row of the same experiment is named after it. */
function named<Row extends PublishedRow>(isOfKind: (row: PublishedRow) => row is Row): [string, Row][] {
  let experiment = "";
  return publishedRows.flatMap((row): [string, Row][] => {
    const [first = "", ...more] = row.what.split("the same, ");
    if (more.length === 0) experiment = row.what;
    const what = more.length === 0 ? row.what : [experiment, first, ...more].filter(Boolean).join(", ");
    return isOfKind(row) ? [[`${row.id}: ${what} (${row.source})`, row]] : [];
  });
}
const isNetworkRow = (row: PublishedRow): row is NetworkRow => row.kind === "network";
const isPredictedRow = (row: PublishedRow): row is NetworkRow => isNetworkRow(row) && row.predict !== null;
const isTheoryRow = (row: PublishedRow): row is TheoryRow => row.kind === "theory";

describe("measured by the WASM engine", () => {
  it.each(named(isNetworkRow))("%s", async (_name, row) => {
    expectPublished(row, await measured(row));
  });
});

describe("predicted by theory", () => {
  it.each(named(isPredictedRow))("%s", (_name, row) => {
    const plan = planExperiment({ ...DEFAULT_CONFIG, ...row.config });
    expectPublished(row, row.predict?.(predict(plan), plan) ?? []);
  });

  it.each(named(isTheoryRow))("%s", (_name, row) => {
    expectPublished(row, row.compute());
  });
});

it("has a number of every result of the list but T6, T19, T20 and T27, which do not exist, and the checks T29 and T30", () => {
  const missing = new Set([6, 19, 20, 27, 29, 30]);
  const expected = Array.from({ length: 30 }, (_, index) => index + 1).filter((id) => !missing.has(id));
  expect([...new Set(publishedRows.map(({ id }) => id))]).toEqual(expected.map((id) => `T${id}`));
});
