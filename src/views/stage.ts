/**
 * A lesson's effect on the charts: some are hidden while a prediction is open, and a sketch may lie over the
 * chart. The charts only obey; the lesson, fetched later, decides.
 */
import { createContext, useContext } from "react";
import type { ReactNode } from "react";
import type { ChartMetrics, ChartTone } from "../charts/cell.ts";
import type { LayerAxis } from "../charts/layerAxis.ts";
import type { LogDomain, SignalScale } from "../charts/signal.ts";

/** What a sketch over the signal chart must know of it. */
export interface StageFrame {
  readonly axis: LayerAxis;
  readonly scale: SignalScale;
  readonly heightPx: number;
  readonly metrics: ChartMetrics;
}

/**
 * What has the room: a question alone, or a question over the chart that it is about; null where the charts
 * have it.
 */
export type Question = "alone" | "overChart" | null;

export interface Stage {
  readonly question: Question;
  /** Directions whose measurements and theory are hidden for now. */
  readonly concealed: readonly ChartTone[];
  /** Decades that the signal chart shows besides those of its marks. */
  readonly domain: LogDomain | null;
  readonly drawing: ((frame: StageFrame) => ReactNode) | null;
  /** The legend of the sketch. */
  readonly legend: ((metrics: ChartMetrics) => ReactNode) | null;
  /** A chart that the lesson adds under the signal chart. */
  readonly chart: ((frame: Omit<StageFrame, "scale">) => ReactNode) | null;
}

/** Nothing hidden and nothing added: outside lessons. */
export const OPEN_STAGE: Stage = {
  question: null,
  concealed: [],
  domain: null,
  drawing: null,
  legend: null,
  chart: null,
};

/** Everything hidden: a lesson is loading, and what it hides is not known yet. */
export const HIDDEN_STAGE: Stage = {
  ...OPEN_STAGE,
  question: "alone",
  concealed: ["forward", "backward"],
};

/** A chart with a sketch takes some of the room of the hidden charts; a phone has none to give. */
const DRAWN_ON = 1.75;

/** Height of the signal chart, or of the chart in its place. */
export function stageHeightPx(
  stage: Stage,
  metrics: { readonly signalPx: number; readonly isPhone: boolean },
): number {
  const isDrawnOn = (stage.drawing ?? stage.chart) !== null && stage.concealed.length > 0;
  return Math.round(metrics.signalPx * (isDrawnOn && !metrics.isPhone ? DRAWN_ON : 1));
}

export const StageContext = createContext<Stage>(OPEN_STAGE);

export function useStage(): Stage {
  return useContext(StageContext);
}
