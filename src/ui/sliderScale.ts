/**
 * Where a value lies on a slider, and what a key press makes of it. Pure: a slider is 0..POSITIONS inside, so
 * that a logarithmic one can be dragged evenly, while keys step in values.
 */

/** Resolution of the native range input: finer than a pixel on any screen. */
export const POSITIONS = 1000;

export interface SliderScale {
  readonly kind: "linear" | "log";
  /** Range of the slider; the number field beside it may allow more. A log scale needs min > 0. */
  readonly min: number;
  readonly max: number;
  /** Smallest change of a linear slider. */
  readonly step: number;
  readonly isInteger: boolean;
}

/** Significant digits a dragged logarithmic value is rounded to: a drag gives 0.052, never 0.05238762. */
const LOG_DIGITS = 2;
/** One arrow press on a continuous logarithmic slider; ten presses, a page, are a factor of ten. */
const LOG_STEP = 10 ** 0.1;
const PAGE = 10;

/** Removes the rounding noise of repeated steps. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

function clamp(scale: SliderScale, value: number): number {
  return Math.min(scale.max, Math.max(scale.min, value));
}

/** Position of a value, 0..POSITIONS; values outside the slider stand at its end. */
export function positionOf(scale: SliderScale, value: number): number {
  const { kind, min, max } = scale;
  const inside = clamp(scale, value);
  const share = kind === "log" ? Math.log(inside / min) / Math.log(max / min) : (inside - min) / (max - min);
  return Math.round(POSITIONS * share);
}

/** The round value nearest to a position. */
export function valueAt(scale: SliderScale, position: number): number {
  const { kind, min, max, step, isInteger } = scale;
  const share = position / POSITIONS;
  if (kind === "linear") return tidy(clamp(scale, min + Math.round((share * (max - min)) / step) * step));
  const value = min * (max / min) ** share;
  if (isInteger) return clamp(scale, roundInteger(value));
  return clamp(scale, Number(value.toPrecision(LOG_DIGITS)));
}

/** A dragged large integer is a round one: 256 stays reachable, 257 is what the field is for. */
function roundInteger(value: number): number {
  if (value < 20) return Math.round(value);
  const grain = 2 ** Math.max(0, Math.floor(Math.log2(value)) - 4);
  return Math.round(value / grain) * grain;
}

/** The value after a key press; null for a key that is not the slider's. */
export function valueAfterKey(scale: SliderScale, value: number, key: string): number | null {
  const { kind, min, max, step, isInteger } = scale;
  if (key === "Home") return min;
  if (key === "End") return max;
  const direction = DIRECTIONS[key];
  if (direction === undefined) return null;
  const isFactor = kind === "log" && !isInteger;
  if (!isFactor) {
    const unit = isInteger ? 1 : step;
    return tidy(clamp(scale, value + direction * unit));
  }
  // From zero, which a factor never leaves, one press up enters the scale.
  if (value < min) return direction > 0 ? min : value;
  return clamp(scale, Number((value * LOG_STEP ** direction).toPrecision(LOG_DIGITS)));
}

const DIRECTIONS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: PAGE,
  PageDown: -PAGE,
};
