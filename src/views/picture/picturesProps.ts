/** Props of every arrangement of the charts: one network alone, or several compared. */
import type { PictureCells } from "./data/cells.ts";
import type { PictureTheory } from "./data/pictureTheory.ts";
import type { PictureMetrics } from "./frame/useChartMetrics.ts";

export interface PicturesProps {
  readonly cells: PictureCells;
  readonly widthPx: number;
  readonly metrics: PictureMetrics;
  readonly theory: PictureTheory;
  readonly colourKey: string;
  readonly isBusy: boolean;
}
