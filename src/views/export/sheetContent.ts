/** The data of a sheet's rows, and the sizes they all share. */
import type { ReactNode } from "react";
import { layerAxis } from "../../charts/layerAxis.ts";
import type { LayerAxis } from "../../charts/layerAxis.ts";
import type { CompareTextKey } from "../../i18n/compareText.ts";
import type { gapMessages } from "../../i18n/gapText.ts";
import type { StripsTextKey } from "../../i18n/stripsText.ts";
import type { TranslatePart } from "../../i18n/partText.ts";
import type { Translate } from "../../i18n/text.ts";
import type { PictureCells } from "../picture/data/cells.ts";
import type { Comparison } from "../picture/frame/comparison.ts";
import type { PictureTheory } from "../picture/data/pictureTheory.ts";
import type { PictureMetrics } from "../picture/frame/useChartMetrics.ts";
import type { SheetView } from "../services.ts";

/** Width of every sheet, and the padding of its drawing; paper has its own margins. */
export const WIDTH_PX = 1120;
export const PADDING_PX = 32;
/** The gap between compared networks that stand beside each other. */
export const COLUMN_GAP_PX = 28;

/** The sizes of the desktop, whatever the screen in use. */
const METRICS: PictureMetrics = {
  isPhone: false,
  fontPx: 12,
  strokePx: 1.6,
  markPx: 4,
  margin: { left: 98, right: 4 },
  signalPx: 190,
  rowPx: 160,
  stripPx: 19,
  bins: 96,
};

/** The same for a network that stands beside others: names of strips stand above them. */
const COLUMN_METRICS: PictureMetrics = {
  ...METRICS,
  isPhone: true,
  margin: { left: 46, right: 4 },
  bins: 64,
};

/** The width and the sizes of one of `columns` networks beside each other. */
export function columnOf(columns: number): { readonly widthPx: number; readonly metrics: PictureMetrics } {
  const innerPx = WIDTH_PX - 2 * PADDING_PX;
  return {
    widthPx: (innerPx - (columns - 1) * COLUMN_GAP_PX) / columns,
    metrics: columns === 1 ? METRICS : COLUMN_METRICS,
  };
}

/** The layer axis of one of `columns` networks beside each other. */
export function columnAxis(layerCount: number, columns: number): LayerAxis {
  const { widthPx, metrics } = columnOf(columns);
  return layerAxis(layerCount, widthPx, metrics.margin);
}

/** Width of a drawn text in pixels. */
export type Measure = (text: string, fontPx: number, weight?: number) => number;

/** One network with the data of all its rows. */
export interface SheetContent {
  readonly t: Translate;
  readonly c: TranslatePart<CompareTextKey>;
  readonly s: TranslatePart<StripsTextKey>;
  readonly g: TranslatePart<keyof typeof gapMessages.en>;
  /** Letter and name where networks are compared, else empty. */
  readonly name: string;
  readonly cells: PictureCells;
  readonly theory: PictureTheory;
  readonly view: SheetView;
  readonly axis: LayerAxis;
  readonly metrics: PictureMetrics;
  readonly measure: Measure;
  readonly comparison: Comparison;
  /** The network drawn over this one, with its name. */
  readonly reference: { readonly cells: PictureCells; readonly name: string } | null;
}

/** A drawing and its height. */
export interface Block {
  readonly heightPx: number;
  readonly drawing: ReactNode;
}

/** Drawings that lie in the same room, made one after another, each in a separate task. */
export interface Chart {
  readonly heightPx: number;
  readonly pieces: readonly ReactNode[];
}

/** A row: its heading and its drawing, apart, so that charts beside each other begin on one line. */
export interface SheetRow {
  readonly heading: Block | null;
  readonly chart: Chart;
}

export type RowMaker = (content: SheetContent) => SheetRow;
