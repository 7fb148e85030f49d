/** Every backend of this machine: device, self-test, cost model, predicted times of W1 to W4. */
import { printTable, text } from "./numbers.js";
import { trialsOf, WORKLOADS } from "./workloads.js";

/** @param {import("@playwright/test").Page} page */
export async function measureBackends(page) {
  const trials = Object.values(WORKLOADS).map((shape) => trialsOf(shape, 0).newGain);
  const backends = await page.evaluate((given) => window.bench?.measureBackends(given), trials);
  if (backends === undefined) throw new Error("the page has no bench");
  return backends;
}

/** @param {Awaited<ReturnType<typeof measureBackends>>} results */
export function printBackends({ record, predicted }) {
  const CHOICES = {
    wasm: "wasm ",
    "gpu-webgpu": "gpu webgpu",
    "gpu-webgl2": "gpu webgl2",
    reference: "reference ",
  };
  const engines = (record?.engines ?? []).filter(({ preference }) => preference !== "reference");
  printTable(
    "Backends: self-test, race of 4 x 256 x 256, fitted costs, predicted milliseconds where the engine would be used",
    [
      "engine",
      "device",
      "state",
      "self-test",
      "worst error",
      "race ms",
      "start ms",
      "us a launch",
      "GFLOP/s",
      "GB/s",
      "ms a shape",
      ...Object.keys(WORKLOADS).map((id) => `${id.toUpperCase()} predicted`),
    ],
    engines.map(({ preference, adapter, status, reason, checks, raceMs, model }) => {
      const errors = (checks ?? []).map(({ error }) => error ?? Infinity);
      const times = predicted.map((row) =>
        row.find(({ engine, backend }) => `${engine} ${backend ?? ""}` === CHOICES[preference]),
      );
      return [
        preference,
        adapter ?? "-",
        reason ?? status,
        checks === null ? "-" : `${checks.filter(({ isPassed }) => isPassed).length} of ${checks.length}`,
        errors.length === 0 ? "-" : Math.max(...errors).toExponential(1),
        text(raceMs),
        text(model?.ms.start),
        text(model && 1000 * model.ms.launch),
        text(model && 1e-6 / model.ms.flop),
        text(model && 1e-6 / model.ms.byte),
        text(model?.shapeMs),
        ...times.map((time) => text(time?.ms)),
      ];
    }),
  );
}
