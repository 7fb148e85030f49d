/** The files of a sheet: SVG drawn from the numbers, and the same as PNG. */
import type { ReactNode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import type { SheetSource } from "../services.ts";
import { distributionRow, isRidges, ridgesRow } from "./distributionRows.tsx";
import { contentsOf, textsOf } from "./sheetSource.ts";
import { rowsTopPx, Sheet } from "./Sheet.tsx";
import { COLUMN_GAP_PX, PADDING_PX } from "./sheetContent.ts";
import type { Measure, RowMaker, SheetContent } from "./sheetContent.ts";
import { layersRow, nameRow, signalRow } from "./signalRows.tsx";
import { FONT_FAMILY, standAlone, svgText } from "./standalone.ts";
import { pairRow, stripsRow } from "./stripRows.tsx";

/** The content of a sheet: all charts, or one of them. */
export const SHEET_PARTS = ["whole", "signal", "activations", "gradients", "strips"] as const;
export type SheetPart = (typeof SHEET_PARTS)[number];

function createMeasure(): Measure {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) throw new Error("missing 2d context (expected a canvas that measures)");
  return (text, fontPx, weight = 400) => {
    context.font = `${weight} ${fontPx}px ${FONT_FAMILY}`;
    return context.measureText(text).width;
  };
}

/** Gap over a row with a heading. */
const GAP_PX = 6;

const FORWARD = distributionRow("forward");
const BACKWARD = distributionRow("backward");

/** The rows of the chosen charts, from above. */
function rowsOf(part: SheetPart, content: SheetContent): readonly RowMaker[] {
  const pair = content.reference === null ? [] : [pairRow];
  switch (part) {
    case "whole":
      return [
        signalRow,
        layersRow,
        ...pair,
        ...(isRidges(content) ? [ridgesRow] : [FORWARD, BACKWARD]),
        stripsRow,
      ];
    case "signal":
      return [signalRow, layersRow, ...pair];
    case "activations":
      return isRidges(content) ? [FORWARD] : [FORWARD, layersRow];
    case "gradients":
      return isRidges(content) ? [BACKWARD] : [BACKWARD, layersRow];
    case "strips":
      return [stripsRow, layersRow];
    default:
      return part satisfies never;
  }
}

/** A standalone drawing, made outside the page: it is never shown, and no style sheet applies to it. */
function render(drawing: ReactNode): SVGElement {
  const host = document.createElement("div");
  const root = createRoot(host);
  flushSync(() => root.render(drawing));
  const svg = host.querySelector("svg")?.cloneNode(true);
  root.unmount();
  if (!(svg instanceof SVGElement)) throw new Error("missing drawing (expected the sheet to render)");
  standAlone(svg);
  return svg;
}

/** A drawing in its place. */
function placed(drawing: ReactNode, x: number, y: number): SVGElement {
  const svg = render(
    <svg>
      <g transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>{drawing}</g>
    </svg>,
  );
  if (!(svg.firstElementChild instanceof SVGElement)) throw new Error("missing drawing (expected a group)");
  return svg.firstElementChild;
}

/**
 * Draws the SVG file of all charts or of one: the light theme at a fixed size, in the language of the page.
 * It yields after every row, so that the caller can give the page a turn.
 */
function* drawSheet(source: SheetSource, part: SheetPart): Generator<undefined, string> {
  const measure = createMeasure();
  const contents = contentsOf(source, measure);
  const texts = textsOf(source);
  const [content] = contents;
  const rows = content === undefined ? [] : rowsOf(part, content);
  const named = contents.length > 1 ? [nameRow, ...rows] : rows;
  const groups: SVGElement[] = [];
  let y = rowsTopPx(texts.headline, measure);
  yield;
  for (const make of named) {
    const made = contents.map(make);
    const headingPx = Math.max(...made.map(({ heading }) => heading?.heightPx ?? 0));
    if (headingPx > 0 && groups.length > 0) y += GAP_PX;
    for (const [column, { heading, chart }] of made.entries()) {
      const x = PADDING_PX + column * ((content?.axis.widthPx ?? 0) + COLUMN_GAP_PX);
      if (heading !== null) groups.push(placed(heading.drawing, x, y));
      for (const piece of chart.pieces) {
        groups.push(placed(piece, x, y + headingPx));
        yield;
      }
    }
    y += headingPx + Math.max(...made.map(({ chart }) => chart.heightPx));
  }
  const sheet = render(<Sheet {...{ texts, measure }} bottomPx={y} />);
  sheet.append(...groups);
  return svgText(sheet);
}

/** Draws everything in one task: for printing, which does not wait. */
export function sheetSvgNow(source: SheetSource, part: SheetPart): string {
  const steps = drawSheet(source, part);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** A turn for the page: pending painting and input come first. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

/** Draws the same and gives the page a turn between the rows. */
export async function sheetSvg(source: SheetSource, part: SheetPart): Promise<string> {
  const steps = drawSheet(source, part);
  for (;;) {
    // React draws nothing at once while it is drawing, so a caller within a view waits for a new task.
    await nextTurn();
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Width and height in pixels, as stated by an SVG file of this program. */
export function sizeOfSvg(svg: string): { readonly width: number; readonly height: number } {
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  return { width: Number(width), height: Number(height) };
}

/** Height that is drawn in one task; the page gets a turn between two. */
const BAND_PX = 64;

/**
 * The picture of an SVG file.
 * @param scale pixels per pixel of the file, 1..3
 * @throws where the browser cannot draw it
 */
export async function pngOf(svg: string, scale: number): Promise<Blob> {
  const { width, height } = sizeOfSvg(svg);
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * scale;
    canvas.height = height * scale;
    // In memory, not on a GPU, which would leave all the drawing to the moment the pixels are read.
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("missing 2d context (expected a canvas that draws)");
    for (let top = 0; top < height; top += BAND_PX) {
      // The page also gets a turn before the first piece: reading the drawing and painting it are separate
      // tasks.
      await nextTurn();
      const bandPx = Math.min(BAND_PX, height - top);
      context.drawImage(image, 0, top, width, bandPx, 0, top * scale, canvas.width, bandPx * scale);
    }
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, "image/png");
    });
    if (blob === null)
      throw new Error(`invalid picture: ${canvas.width} x ${canvas.height} (expected a PNG)`);
    return blob;
  } finally {
    URL.revokeObjectURL(url);
  }
}
