/** The props that all panels of the inspector share. */
import type { CapturedLayer } from "../../experiment/result.ts";
import type { LayerPlan } from "../../experiment/plan.ts";
import type { PictureCells } from "../picture/data/cells.ts";
import type { PictureMetrics } from "../picture/frame/useChartMetrics.ts";

export interface PanelProps {
  readonly layer: LayerPlan;
  readonly cells: PictureCells;
  readonly metrics: PictureMetrics;
  /** The raw tensors of the layer; null until they have been fetched. */
  readonly tensors: CapturedLayer | null;
}
