/** Our WASM engine alone: products against the SIMD peak, scaling exponents, the profile of a run, memory. */
import { fittedExponent, median, medianRatio, printTable, spread, text } from "./numbers.js";
import { trialsOf, WORKLOADS } from "./workloads.js";

/** @typedef {import("@playwright/test").Page} Page */

const SIZES = [256, 512, 1024];
const PRODUCTS = /** @type {const} */ (["forward", "inputGradient", "weightGradient"]);

/** @param {Page} page @param {number} repetitions */
export async function measureGemm(page, repetitions) {
  const results = [];
  for (const n of SIZES) {
    await page.evaluate((size) => window.bench?.measureProducts(size), n);
    /**
     * @type {{ peak: number[], simd: number[], forward: number[], inputGradient: number[],
     *   weightGradient: number[] }}
     */
    const rates = { peak: [], simd: [], forward: [], inputGradient: [], weightGradient: [] };
    let backend = "";
    for (let i = 0; i < repetitions; i++) {
      const peak = await page.evaluate(() => window.bench?.measurePeak());
      const products = await page.evaluate((size) => window.bench?.measureProducts(size), n);
      if (peak === undefined || products === undefined) throw new Error("the page has no bench");
      backend = products.backend;
      rates.peak.push(backend === "relaxed-simd" ? peak.relaxed : peak.simd);
      rates.simd.push(peak.simd);
      for (const product of PRODUCTS) rates[product].push(products[product]);
    }
    const shares = Object.fromEntries(
      PRODUCTS.map((product) => [product, medianRatio(rates[product], rates.peak)]),
    );
    results.push({ n, backend, rates, shares });
  }
  return results;
}

/** @param {Awaited<ReturnType<typeof measureGemm>>} results */
export function printGemm(results) {
  printTable(
    "Products alone, packing included, one thread; GFLOP/s, and the share of the SIMD peak measured beside them",
    ["n", "kernels", "peak", "peak, multiply then add", ...PRODUCTS.flatMap((product) => [product, "share"])],
    results.map(({ n, backend, rates, shares }) => [
      String(n),
      backend,
      spread(rates.peak),
      spread(rates.simd),
      ...PRODUCTS.flatMap((product) => [
        spread(rates[product]),
        `${(100 * (shares[product] ?? NaN)).toFixed(0)} %`,
      ]),
    ]),
  );
}

/**
 * One dimension varies and the others stay, up to the page's limit or about a second. At the small end the
 * line bends, because some work does not grow with the dimension (weights with the batch, tensors of the
 * batch with width squared).
 */
const SCALING = [
  {
    along: "depth",
    expected: 1,
    shapes: [10, 20, 40, 80].map((depth) => ({ depth, width: 256, batch: 256 })),
  },
  {
    along: "width",
    expected: 2,
    shapes: [256, 512, 1024, 2048].map((width) => ({ depth: 3, width, batch: 512 })),
  },
  {
    along: "batch",
    expected: 1,
    shapes: [512, 1024, 2048, 4096].map((batch) => ({ depth: 5, width: 256, batch })),
  },
];

/** @param {Page} page @param {number} repetitions */
export async function measureScaling(page, repetitions) {
  const id = "wasm-1";
  await page.evaluate((contestant) => window.bench?.open(contestant), id);
  const results = [];
  for (const { along, expected, shapes } of SCALING) {
    /** @type {number[][]} */
    const times = shapes.map(() => []);
    for (let i = -1; i < repetitions; i++) {
      for (const [index, shape] of shapes.entries()) {
        const { newSeed, newGain } = trialsOf(shape, i + 1);
        // Another shape has run before: this first run makes the draws.
        await page.evaluate((given) => window.bench?.run(given.id, given.trial), { id, trial: newSeed });
        const timed = await page.evaluate((given) => window.bench?.run(given.id, given.trial), {
          id,
          trial: newGain,
        });
        if (i >= 0) times[index]?.push(timed?.ms ?? NaN);
      }
    }
    const sizes = shapes.map((shape) => shape[/** @type {"depth" | "width" | "batch"} */ (along)]);
    results.push({
      along,
      expected,
      shapes,
      sizes,
      times,
      exponent: fittedExponent(sizes, times.map(median)),
    });
  }
  return results;
}

/** @param {Awaited<ReturnType<typeof measureScaling>>} results */
export function printScaling(results) {
  printTable(
    "Scaling, our WASM with 1 worker, new gain; milliseconds, exponent by least squares on logarithms",
    ["along", "sizes", "milliseconds", "exponent", "without the least size", "expected"],
    results.map(({ along, expected, sizes, times, exponent }) => [
      along,
      sizes.join(", "),
      times.map((values) => text(median(values))).join(", "),
      exponent.toFixed(2),
      fittedExponent(sizes.slice(1), times.slice(1).map(median)).toFixed(2),
      expected.toFixed(1),
    ]),
  );
}

/** Megabytes of WASM memory that each workload takes. @param {Page} page */
export async function measureMemory(page) {
  const results = [];
  for (const [workload, shape] of Object.entries(WORKLOADS)) {
    const bytes = await page.evaluate(
      (trial) => window.bench?.layoutBytes(trial),
      trialsOf(shape, 0).newSeed,
    );
    results.push({ workload, bytes: bytes ?? NaN });
  }
  return results;
}

/** @param {Awaited<ReturnType<typeof measureMemory>>} results */
export function printMemory(results) {
  printTable(
    "WASM memory of a run, MB",
    results.map(({ workload }) => workload.toUpperCase()),
    [results.map(({ bytes }) => text(bytes / 1e6))],
  );
}

/** @param {Page} page @param {number} repetitions */
export async function measureProfile(page, repetitions) {
  const results = [];
  for (const workload of /** @type {const} */ (["w1", "w2"])) {
    for (const draws of /** @type {const} */ (["newGain", "newSeed"])) {
      /** @type {import("../page/profile.ts").Profile[]} */
      const runs = [];
      for (let i = -2; i < repetitions; i++) {
        const trials = trialsOf(WORKLOADS[workload], i + 2);
        // A new gain keeps the draws of the new seed before it.
        if (draws === "newGain") {
          await page.evaluate((trial) => window.bench?.profileRun(trial), trials.newSeed);
        }
        const run = await page.evaluate((trial) => window.bench?.profileRun(trial), trials[draws]);
        if (run === undefined) throw new Error("the page has no bench");
        if (i >= 0) runs.push(run);
      }
      const names = [...new Set(runs.flatMap(({ phases }) => Object.keys(phases)))].sort();
      const phases = names.map((name) => ({ name, ms: median(runs.map((run) => run.phases[name] ?? 0)) }));
      results.push({
        workload,
        draws,
        elapsedMs: median(runs.map(({ elapsedMs }) => elapsedMs)),
        phases,
        kernelCalls: median(runs.map(({ kernelCalls }) => kernelCalls)),
        wasmBytes: median(runs.map(({ wasmBytes }) => wasmBytes)),
      });
    }
  }
  return results;
}

/** @param {Awaited<ReturnType<typeof measureProfile>>} results */
export function printProfile(results) {
  for (const { workload, draws, elapsedMs, phases, kernelCalls, wasmBytes } of results) {
    const what = draws === "newGain" ? "new gain" : "new seed";
    printTable(
      `Profile of ${workload.toUpperCase()}, ${what}: ${text(elapsedMs)} ms in one thread, ${kernelCalls} kernel calls, ${text(wasmBytes / 2 ** 20)} MiB of WASM memory`,
      ["phase", "milliseconds", "share"],
      phases
        .toSorted((a, b) => b.ms - a.ms)
        .map(({ name, ms }) => [name, text(ms), `${((100 * ms) / elapsedMs).toFixed(1)} %`]),
    );
  }
}
