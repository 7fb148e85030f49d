/** Other networks in the charts: those that help to choose the axes, and those drawn over the charts. */
import type { ReactNode } from "react";
import type { HeatMapRowProps } from "../../../charts/HeatMapRow.tsx";
import type { ColumnFrame } from "../../../charts/HistogramRow.tsx";
import type { LayerAxis } from "../../../charts/layerAxis.ts";
import type { SignalSeries } from "../../../charts/signal.ts";
import type { SignalFrame } from "../../../charts/SignalChart.tsx";
import type { ShownTensorId, TensorStats } from "../../../experiment/result.ts";
import type { StripId } from "../data/strips.ts";
import type { PictureMetrics } from "./useChartMetrics.ts";

/** Another network, drawn over the charts of the present one. */
export interface Overlay {
  /** Its name in the legend of the signal chart. */
  readonly legend: (metrics: PictureMetrics) => ReactNode;
  readonly signal: (frame: SignalFrame) => ReactNode;
  /** Its name in a caption, as the network drawn over the histograms. */
  readonly caption: string;
  /** Draws over a tensor's columns; the same function each time. */
  readonly columns: (tensor: ShownTensorId) => (layerIndex: number, frame: ColumnFrame) => ReactNode;
  /** Two heat maps in the place of one. */
  readonly maps: (map: HeatMapRowProps, tensor: ShownTensorId) => ReactNode;
  /** The letters of a strip's rows, beside its name. */
  readonly stripMark: ReactNode;
  /** Whether it has numbers for a strip. */
  readonly hasStrip: (id: StripId) => boolean;
  /** Its row under the present network's. */
  readonly strip: (id: StripId, axis: LayerAxis, metrics: PictureMetrics) => ReactNode;
}

export interface Comparison {
  /** Other networks' series and tensors, from which the axes are chosen as well. */
  readonly series: readonly SignalSeries[];
  readonly tensors: (tensor: ShownTensorId) => readonly TensorStats[];
  /** Null where none is drawn over the present one. */
  readonly over: Overlay | null;
}

const NONE: readonly TensorStats[] = [];

/** A network without comparison. */
export const ALONE: Comparison = { series: [], tensors: () => NONE, over: null };
