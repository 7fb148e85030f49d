/** The room of the strips, which is kept free before they are there. */
import type { PictureMetrics } from "../frame/useChartMetrics.ts";

/** So many rows are kept free, their names of nothing included; fewer are higher, up to a limit. */
export const ROWS = 5;
/** Between two rows. */
export const GAP_PX = 2;

/** The height that is kept free, in CSS pixels. */
export const stripsRoomPx = ({ stripPx }: PictureMetrics): number => ROWS * (stripPx + GAP_PX);
