/**
 * A batch divided among several workers in the production build: the requested number of workers, and the
 * same numbers.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

/** A layer's numbers: exact counts, and those whose last bits depend on the order of summation. */
interface Numbers {
  readonly workers: number;
  readonly counts: readonly number[];
  readonly moments: readonly number[];
}

/**
 * Batch norm, dropout and calibrated weights: every place where inputs of a batch interact. 257 inputs divide
 * unevenly.
 */
const LINKS = [
  "#v=1&depth=3&width=48&batch=257&norm=batch&keep=0.8&target=cross_entropy&seed=7",
  "#v=1&depth=4&width=40&batch=66&init=lsuv&res=plain&act=tanh&seed=8",
  "#v=1&depth=3&width=33&batch=5&norm=layer&target=mse&seed=9",
];

function numbersOf(page: Page, link: string, workers: number): Promise<Numbers> {
  return page.evaluate(
    async ([hash, count]) => {
      const { result } = (await window.initscope?.run(hash, { engine: "wasm", workers: count })) ?? {};
      const stats = (result?.layers ?? []).flatMap(({ tensors }) => Object.values(tensors));
      return {
        workers: result?.report.workers ?? 0,
        counts: [
          ...stats.flatMap(({ sketch }) => [sketch.count, sketch.nan, sketch.posInf, sketch.negInf]),
          ...(result?.layers ?? []).flatMap(({ saturated, deadUnits }) => [saturated, deadUnits]),
        ],
        moments: [
          result?.loss ?? 0,
          ...stats.flatMap(({ std, rms, min, max }) => [std, rms, min, max]),
          ...(result?.layers ?? []).flatMap(({ similarity }) => [
            similarity.cosine,
            similarity.participationRatio,
          ]),
        ],
      };
    },
    [link, workers] as const,
  );
}

/** Threads start asynchronously, and a run does not wait for a slow one: this waits until all are there. */
async function gatherWorkers(page: Page): Promise<number> {
  const cores = Math.min(8, await page.evaluate(() => navigator.hardwareConcurrency));
  const link = "#v=1&depth=2&width=64&batch=257&seed=1";
  await expect.poll(async () => (await numbersOf(page, link, cores)).workers).toBe(cores);
  return cores;
}

test("gives the same numbers for any number of workers", async ({ initscope }) => {
  await initscope.open("#v=1&depth=1&width=4&batch=4&seed=1");
  const { page } = initscope;
  const cores = await gatherWorkers(page);
  for (const link of LINKS) {
    const alone = await numbersOf(page, link, 1);
    expect(alone.workers).toBe(1);
    for (const wanted of [2, 3, 4].filter((count) => count <= cores)) {
      const shared = await numbersOf(page, link, wanted);
      expect(shared.workers).toBe(wanted);
      expect(shared.counts).toEqual(alone.counts);
      for (const [index, moment] of shared.moments.entries()) {
        // Each run is within 1e-5 of the float64 reference in every tensor's norm (SELF_TEST_TOLERANCE), so
        // two differ by twice that.
        const expected = alone.moments[index] ?? NaN;
        expect(Math.abs(moment - expected)).toBeLessThanOrEqual(2e-5 * Math.max(Math.abs(expected), 1e-3));
      }
    }
  }
});

test("divides large networks, says so, and keeps small networks on one worker", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open("#v=1&depth=2&width=16&batch=64&seed=1");
  // Help names the engine, and follows it.
  await page.getByRole("button", { name: "Help" }).click();
  await expect(page.getByText("WASM SIMD ×1 · float32")).toBeVisible();
  const cores = await gatherWorkers(page);
  // 10 GFLOP: large enough to divide every layer among eight.
  await initscope.runAfter(() =>
    page.evaluate(() => {
      location.hash = "#v=1&depth=12&width=512&batch=512&seed=1";
    }),
  );
  await expect(page.getByText(`WASM SIMD ×${cores} · float32`)).toBeVisible();
});

test("no chunk imports the script that starts a worker, which WebKit would evaluate again", () => {
  const assets = fileURLToPath(new URL("../dist/assets/", import.meta.url));
  const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
  const sources = new Map(scripts.map((name) => [name, readFileSync(join(assets, name), "utf8")]));
  const entry = scripts.find((name) => name.startsWith("entry-")) ?? "";
  // The entry contains only the import of the worker's program.
  expect(sources.get(entry)).toMatch(/^import"\.\/worker-[\w-]+\.js";\s*$/);
  const importers = scripts.filter((name) =>
    new RegExp(`(from|import)\\(?["'\`]\\./${entry}`).test(sources.get(name) ?? ""),
  );
  expect(importers).toEqual([]);
});
