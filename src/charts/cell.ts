/** What a row of distributions draws in one column. */
import type { TensorStats } from "../experiment/result.ts";

export interface ChartCell {
  readonly stats: TensorStats;
  /** Left over from the run before: drawn dimmed. */
  readonly isStale: boolean;
}

/** The two directions of a network, each with its colour and its marker. */
export const CHART_TONES = ["forward", "backward"] as const;
export type ChartTone = (typeof CHART_TONES)[number];

/** The titles of the axes of a distribution, with their units. */
export interface AxisTitles {
  readonly value: string;
  readonly share: string;
}

/** Sizes that follow the theme and the screen. */
export interface ChartMetrics {
  readonly fontPx: number;
  readonly strokePx: number;
  /** Radius of a mark. */
  readonly markPx: number;
}

/** Parts of the value axis in which the activation is saturated, in its output; null where it never is. */
export interface SaturationZones {
  readonly below: number | null;
  readonly above: number | null;
}
