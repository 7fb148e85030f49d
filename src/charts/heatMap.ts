/**
 * Many layers at once: a picture of layers x bins, one column each, darkness = density. Only opacity is
 * computed; the colour is the theme's. Atoms (zeros, not finite) are rows of their own outside the picture.
 */
import type { TensorStats } from "../experiment/result.ts";
import { magnitudeQuantiles, sketchQuantiles } from "../math/sketchQuantiles.ts";
import { densityHeight, shapeUnit } from "./histogram.ts";
import type { DensityScale, Histogram } from "./histogram.ts";
import type { ChartCell } from "./cell.ts";
import { clippedPath } from "./clip.ts";
import { columnCenter } from "./layerAxis.ts";
import type { LayerAxis } from "./layerAxis.ts";
import { openScale } from "./scale.ts";
import type { ValueAxis } from "./valueAxis.ts";

/** Opacity of leftovers of the run before. */
export const STALE_OPACITY = 0.4;
/** Exponent of the opacity: below 1 it lifts thin tails, which would vanish on paper. */
const GAMMA = 0.7;
/** Ink of the densest bin: short of black, so that the quantile lines stay visible on it. */
const DARKEST = 0.85;

/** Opacity of a bin or an atom with the given height on the scale, 0..1. */
export function inkOf(height: number): number {
  return height <= 0 ? 0 : DARKEST * (0.06 + 0.94 * height ** GAMMA);
}

/**
 * Pixels of the picture, one per layer and bin, highest values in the first row.
 * @param scales of the darkness, one per layer
 * @returns RGBA `[bins, layers, 4]`
 */
export function heatMapPixels(
  histograms: readonly (Histogram | null)[],
  isStale: readonly boolean[],
  bins: number,
  scales: readonly DensityScale[],
  rgb: readonly [number, number, number],
): Uint8ClampedArray<ArrayBuffer> {
  const layers = histograms.length;
  const pixels = new Uint8ClampedArray(4 * layers * bins);
  histograms.forEach((histogram, layer) => {
    const scale = scales[layer];
    if (histogram === null || scale === undefined) return;
    const opacity = 255 * (isStale[layer] === true ? STALE_OPACITY : 1);
    for (let bin = 0; bin < bins; bin++) {
      const share = (histogram.counts[bin] ?? 0) / histogram.total;
      // Most bins of most layers are paper.
      if (share === 0) continue;
      const offset = 4 * ((bins - 1 - bin) * layers + layer);
      pixels[offset] = rgb[0];
      pixels[offset + 1] = rgb[1];
      pixels[offset + 2] = rgb[2];
      pixels[offset + 3] = opacity * inkOf(densityHeight(scale, share));
    }
  });
  return pixels;
}

/** Probabilities of the quantile fan. */
export const FAN = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/**
 * A fan does not depend on the ends of the axis, so it is worked out once per tensor: of the
 * values, and of their sizes.
 */
const fans = {
  value: new WeakMap<TensorStats, readonly number[]>(),
  magnitude: new WeakMap<TensorStats, readonly number[]>(),
};

/**
 * Quantiles in coordinates of the axis; on the magnitude axis those of the non-zero |x|. NaN
 * where nothing is finite.
 */
export function fanOf(stats: TensorStats, axis: ValueAxis): readonly number[] {
  const known = axis.kind === "magnitude" ? fans.magnitude : fans.value;
  let fan = known.get(stats);
  if (fan === undefined)
    known.set(stats, (fan = axis.kind === "magnitude" ? magnitudeFan(stats) : valueFan(stats)));
  if (axis.kind !== "shape") return fan;
  const unit = shapeUnit(stats);
  return fan.map((value) => value / unit);
}

function valueFan({ sketch, min, max }: TensorStats): readonly number[] {
  return sketchQuantiles(sketch, FAN, { min, max });
}

function magnitudeFan({ sketch, min, max }: TensorStats): readonly number[] {
  return magnitudeQuantiles(sketch, FAN, Math.max(Math.abs(min), Math.abs(max))).map((value) =>
    value > 0 ? Math.log10(value) : NaN,
  );
}

/**
 * Vertical layout of the picture: room for zeros below it and for what is not finite above
 * it, where there are any.
 */
export interface HeatMapFrame {
  readonly top: number;
  readonly bottom: number;
  /** Height of a row of atoms. */
  readonly rowPx: number;
  readonly hasZeros: boolean;
  readonly hasNonFinite: boolean;
}

/** Lays the picture out in a given height. */
export function heatMapFrame(
  histograms: readonly (Histogram | null)[],
  heightPx: number,
  fontPx: number,
): HeatMapFrame {
  const hasZeros = histograms.some((histogram) => histogram !== null && histogram.zeros > 0);
  const hasNonFinite = histograms.some(
    (histogram) => histogram !== null && histogram.nan + histogram.posInf + histogram.negInf > 0,
  );
  const rowPx = fontPx + 3;
  return {
    top: 6 + (hasNonFinite ? rowPx + 4 : 0),
    bottom: heightPx - 6 - (hasZeros ? rowPx + 10 : 0),
    rowPx,
    hasZeros,
    hasNonFinite,
  };
}

/**
 * One line per quantile of FAN through the middles of the columns; it ends where it leaves the axis.
 */
export function fanPaths(
  axis: LayerAxis,
  cells: readonly (ChartCell | null)[],
  valueAxis: ValueAxis,
  topPx: number,
  bottomPx: number,
): readonly string[] {
  const fans = cells.map((cell) => (cell === null ? null : fanOf(cell.stats, valueAxis)));
  const y = openScale([valueAxis.low, valueAxis.high], [bottomPx, topPx]);
  return FAN.map((_, quantile) => {
    const places = fans.map((fan, layerIndex) => ({
      x: columnCenter(axis, layerIndex),
      y: y(fan?.[quantile] ?? NaN),
    }));
    return clippedPath(places, [topPx, bottomPx], 1);
  });
}
