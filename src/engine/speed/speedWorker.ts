/**
 * Entry of a worker that measures the multiplication speed of this device, reports it once, and is no longer
 * needed then.
 */
import type { MeasuredSpeed } from "../engine.ts";
import { measurePeakOf } from "./peak.ts";
import { measureProducts } from "./products.ts";

/** Large enough that packing does not matter, small enough that a slow phone multiplies it in 10 ms. */
const SIZE = 256;
/**
 * Per measurement: enough for two per cent on a clock of tenths of milliseconds. All of them take about 50
 * ms.
 */
const LEAST_MS = 6;

export type SpeedReply =
  { readonly kind: "speed"; readonly speed: MeasuredSpeed } | { readonly kind: "unable" };

async function measureSpeed(): Promise<MeasuredSpeed> {
  const rates = await measureProducts(SIZE, LEAST_MS);
  return { ...rates, peak: await measurePeakOf(rates.backend === "relaxed-simd", LEAST_MS) };
}

measureSpeed().then(
  (speed) => postMessage({ kind: "speed", speed } satisfies SpeedReply),
  () => postMessage({ kind: "unable" } satisfies SpeedReply),
);
