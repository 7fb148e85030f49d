/** The densities of a heat map as a PNG inside the file. */
import type { ChartTone } from "../../charts/cell.ts";
import { heatMapPixels } from "../../charts/heatMap.ts";
import type { DensityScale, Histogram } from "../../charts/histogram.ts";
import { LIGHT_TOKENS } from "./standalone.ts";

interface HeatMapImage {
  readonly histograms: readonly (Histogram | null)[];
  readonly isStale: readonly boolean[];
  readonly bins: number;
  /** One per layer. */
  readonly scales: readonly DensityScale[];
  readonly tone: ChartTone;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Pixels of the picture per pixel of the sheet: as many as the largest PNG has. */
const DENSITY = 3;

/** `#0072b2` as three numbers. */
function rgbOf(hex: string): readonly [number, number, number] {
  const channel = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

/**
 * One cell per layer and bin, each a whole number of pixels: programs that stretch pictures smoothly, as most
 * do on paper, then blur less than a pixel of the sheet at the edge of a cell.
 * @returns a data URL
 */
export function heatMapImage(image: HeatMapImage): string {
  const { histograms, isStale, bins, scales, tone, widthPx, heightPx } = image;
  const layers = histograms.length;
  const rgb = rgbOf(LIGHT_TOKENS.get(`--${tone}`) ?? "#000000");
  const cells = new OffscreenCanvas(layers, bins);
  const pixels = heatMapPixels(histograms, isStale, bins, scales, rgb);
  cells.getContext("2d")?.putImageData(new ImageData(pixels, layers, bins), 0, 0);
  const canvas = document.createElement("canvas");
  canvas.width = layers * Math.max(1, Math.round((DENSITY * widthPx) / layers));
  canvas.height = bins * Math.max(1, Math.round((DENSITY * heightPx) / bins));
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("missing 2d context (expected a canvas that draws)");
  context.imageSmoothingEnabled = false;
  context.drawImage(cells, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}
