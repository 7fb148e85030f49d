/** What the charts know of other networks: who has a say in their axes, and who draws over them. */
import type { ReactNode } from "react";
import type { HeatMapRowProps } from "../../../charts/HeatMapRow.tsx";
import type { ColumnFrame } from "../../../charts/HistogramRow.tsx";
import type { LayerAxis } from "../../../charts/layerAxis.ts";
import type { SignalSeries } from "../../../charts/signal.ts";
import type { SignalFrame } from "../../../charts/SignalChart.tsx";
import type { TensorId, TensorStats } from "../../../experiment/result.ts";
import type { StripId } from "../data/strips.ts";
import type { PictureMetrics } from "./useChartMetrics.ts";

/** Another network, drawn over the charts of the present one. */
export interface Overlay {
  /** Its name in the legend of the signal chart. */
  readonly legend: (metrics: PictureMetrics) => ReactNode;
  readonly signal: (frame: SignalFrame) => ReactNode;
  /** How a caption names what is drawn over the histograms. */
  readonly caption: string;
  /** Draws over a tensor's columns; the same function each time. */
  readonly columns: (tensor: TensorId) => (layerIndex: number, frame: ColumnFrame) => ReactNode;
  /** Two heat maps in the place of one. */
  readonly maps: (map: HeatMapRowProps, tensor: TensorId) => ReactNode;
  /** Whose row of a strip is whose, beside its name. */
  readonly stripMark: ReactNode;
  /** Its row under the present network's. */
  readonly strip: (id: StripId, axis: LayerAxis, metrics: PictureMetrics) => ReactNode;
}

export interface Comparison {
  /** Other networks' series and tensors: they have a say in the axes. */
  readonly series: readonly SignalSeries[];
  readonly tensors: (tensor: TensorId) => readonly TensorStats[];
  /** Null where none is drawn over the present one. */
  readonly over: Overlay | null;
}

const NONE: readonly TensorStats[] = [];

/** A network by itself. */
export const ALONE: Comparison = { series: [], tensors: () => NONE, over: null };
