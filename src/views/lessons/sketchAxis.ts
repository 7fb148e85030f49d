/** The value axis of a sketch: heights in its own units, their pixels, and their words. */
import { formatNumber, formatShare } from "../../charts/format.ts";
import { linearScale } from "../../charts/scale.ts";
import { signalAt, signalY } from "../../charts/signal.ts";
import type { LogDomain, SignalScale } from "../../charts/signal.ts";
import type { SketchQuantity } from "../lessonLibrary.ts";

export interface SketchAxis {
  readonly low: number;
  readonly high: number;
  /** The distance by which one press of an arrow key moves a point. */
  readonly step: number;
  /** The height at which an untouched line begins. */
  readonly start: number;
  readonly toY: (height: number) => number;
  readonly toHeight: (yPx: number) => number;
  readonly text: (height: number) => string;
}

/** Decades of a chart whose points move by a quarter of a decade instead of a tenth. */
const MANY_DECADES = 12;

/** Reaches of a sketch's axis on either side of 1, in decades: few, so that none belongs to one result. */
const REACHES = [4, 10, 24, 40] as const;

/**
 * The axis of an empty sketch: as far down as up, and in few sizes, so that it tells neither where the line
 * goes nor how far.
 * @param decades those in which the result lies, as exponents of ten
 */
export function neutralDomain([low, high]: readonly [number, number]): LogDomain {
  const furthest = Math.max(Math.abs(low), Math.abs(high));
  const reach = REACHES.find((decade) => decade >= furthest) ?? REACHES[3];
  return { low: -reach, high: reach };
}

/** Heights are log10 of the value. */
export function logSketchAxis(scale: SignalScale): SketchAxis {
  const { low, high } = scale.domain;
  return {
    low,
    high,
    step: high - low > MANY_DECADES ? 0.25 : 0.1,
    start: Math.min(high, Math.max(low, 0)),
    toY: (height) => signalY(scale, 10 ** height),
    toHeight: (yPx) => Math.log10(signalAt(scale, yPx)),
    text: (height) => formatNumber(10 ** height, 2),
  };
}

/** Margin over and under an axis of shares, so that a point at its end is whole. */
const AIR_PX = 8;

/** Heights are shares, 0 to 1, written as per cent; a cosine is written as the number it is. */
export function shareSketchAxis(heightPx: number, quantity: SketchQuantity): SketchAxis {
  const scale = linearScale([0, 1], [heightPx - AIR_PX, AIR_PX]);
  return {
    low: 0,
    high: 1,
    step: 0.02,
    start: 0.5,
    toY: (height) => scale(height),
    toHeight: (yPx) => scale.invert(yPx),
    text: quantity === "cosine" ? (height) => formatNumber(height, 2) : formatShare,
  };
}
