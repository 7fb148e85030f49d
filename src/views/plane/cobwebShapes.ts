/** Cobwebs: a map from one layer to the next, its steps, and the layers of a network as points. Pure. */
import { openScale } from "../../charts/scale.ts";
import { apartOf, lengthOf } from "../../experiment/planeReadings.ts";
import type { LayerResult } from "../../experiment/result.ts";

/** Steps that are drawn: later ones lie on each other. */
const STEPS = 40;
/** Points of the line. */
const SAMPLES = 120;

export interface CobwebBox {
  readonly left: number;
  readonly top: number;
  readonly sizePx: number;
}

export interface Cobweb {
  readonly curve: string;
  readonly diagonal: string;
  readonly steps: string;
  /** Centres of the layers: number of a layer to the right, that of the next one upwards. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Measured lengths and correlations of the pre-activations, layer by layer, as far as both are known. */
export function measuredMaps(
  layers: readonly (LayerResult | null)[],
  batch: number,
): Readonly<Record<"lengths" | "correlations", readonly number[]>> {
  const end = layers.findIndex((layer) => layer?.tensors.pre_activation === undefined);
  const known = (end < 0 ? layers : layers.slice(0, end)).filter((layer) => layer !== null);
  return {
    lengths: known.map(lengthOf),
    correlations: known.map((layer) => 1 - apartOf(layer, batch)),
  };
}

/** The end of the axis of lengths: all of the network's, and theory's end where there is one. */
export function lengthEnd(lengths: readonly number[], settled: number): number {
  const shown = [...lengths, settled].filter((length) => length > 0 && length < 1e6);
  return shown.length === 0 ? 1 : 1.15 * Math.max(...shown);
}

/** The shapes of a map over [low, high]. */
export function cobweb(
  map: (value: number) => number,
  values: readonly number[],
  [low, high]: readonly [number, number],
  { left, top, sizePx }: CobwebBox,
): Cobweb {
  const x = openScale([low, high], [left, left + sizePx]);
  const y = openScale([low, high], [top + sizePx, top]);
  const text = (a: number, b: number): string => `${x(a).toFixed(1)} ${y(b).toFixed(1)}`;
  const places = Array.from({ length: SAMPLES + 1 }, (_, i) => low + ((high - low) * i) / SAMPLES);
  let at = values[0] ?? NaN;
  let steps = "";
  for (let step = 0; step < STEPS && at >= low && at <= high; step++) {
    const next = map(at);
    if (!Number.isFinite(next)) break;
    steps += `${step === 0 ? "M" : "L"}${text(at, next)}L${text(next, next)}`;
    at = next;
  }
  return {
    curve: `M${places.map((place) => text(place, map(place))).join("L")}`,
    diagonal: `M${text(low, low)}L${text(high, high)}`,
    steps,
    points: values.slice(0, -1).flatMap((value, index) => {
      const next = values[index + 1] ?? NaN;
      return Number.isFinite(value) && Number.isFinite(next) ? [{ x: x(value), y: y(next) }] : [];
    }),
  };
}
