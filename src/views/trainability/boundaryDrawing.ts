/** The colours of a map, and the map as an image with its axes. */
import { boundaryPixels } from "../../math/boxCounting.ts";
import { learners, SHADES, shadeOf, SIDE } from "./boundaryMap.ts";
import type { BoundaryInk } from "./boundaryView.ts";

/** Colours as bytes: shades of networks that learn and of those that do not, from quick to slow. */
export interface BoundaryColours {
  readonly learns: Uint8ClampedArray;
  readonly fails: Uint8ClampedArray;
  readonly paper: Uint8ClampedArray;
  readonly line: Uint8ClampedArray;
}

/** Share of the ink in a shade: at the boundary learners are dark and the others pale, for grey eyes too. */
export const inkShare = (kind: "learns" | "fails", shade: number): number => {
  const slow = shade / (SHADES - 1);
  return kind === "learns" ? 0.22 + 0.78 * slow : 0.72 - 0.6 * slow;
};

/** Reads the colours of the theme, which may be in any notation. @param style of an element on the page */
export function readColours(style: CSSStyleDeclaration): BoundaryColours {
  const canvas = document.createElement("canvas");
  canvas.width = SHADES;
  canvas.height = 1;
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  const bytesOf = (token: string, shareOf: (shade: number) => number): Uint8ClampedArray => {
    if (drawing === null) return new Uint8ClampedArray(4 * SHADES);
    for (let shade = 0; shade < SHADES; shade++) {
      drawing.globalAlpha = 1;
      drawing.fillStyle = style.getPropertyValue("--paper");
      drawing.fillRect(shade, 0, 1, 1);
      drawing.globalAlpha = shareOf(shade);
      drawing.fillStyle = style.getPropertyValue(token);
      drawing.fillRect(shade, 0, 1, 1);
    }
    return drawing.getImageData(0, 0, SHADES, 1).data;
  };
  return {
    learns: bytesOf("--positive", (shade) => inkShare("learns", shade)),
    fails: bytesOf("--negative", (shade) => inkShare("fails", shade)),
    paper: bytesOf("--paper", () => 1),
    line: bytesOf("--ink", () => 1),
  };
}

/** Draws paces, `[row, column]` from below, on a canvas of `SIDE` pixels. */
export function drawPaces(
  canvas: HTMLCanvasElement,
  paces: Float32Array,
  [ink, steps]: readonly [BoundaryInk, number],
  { learns, fails, paper, line }: BoundaryColours,
): void {
  const drawing = canvas.getContext("2d");
  if (drawing === null) return;
  const image = drawing.createImageData(SIDE, SIDE);
  const edge = ink === "edge" ? boundaryPixels(learners(paces), SIDE) : null;
  for (let pixel = 0; pixel < paces.length; pixel++) {
    const pace = paces[pixel] ?? 0;
    let colours = pace === 0 ? paper : pace > 0 ? learns : fails;
    let from = pace === 0 ? 0 : 4 * shadeOf(pace, steps);
    if (edge !== null) {
      colours = edge[pixel] === 1 && pace !== 0 ? line : paper;
      from = 0;
    }
    const to = 4 * ((SIDE - 1 - Math.floor(pixel / SIDE)) * SIDE + (pixel % SIDE));
    image.data.set(colours.subarray(from, from + 4), to);
  }
  drawing.putImageData(image, 0, 0);
}

export interface SheetWords {
  readonly title: string;
  readonly across: string;
  readonly up: string;
  /** Ends and middle of either axis. */
  readonly acrossTicks: readonly string[];
  readonly upTicks: readonly string[];
  readonly lines: readonly string[];
}

/** A map with its title, axes and words as a PNG file; three pixels for one of the map. */
export function boundarySheet(map: HTMLCanvasElement, words: SheetWords): Promise<Blob | null> {
  const [left, top, side] = [110, 50, 3 * SIDE];
  const sheet = document.createElement("canvas");
  sheet.width = left + side + 40;
  sheet.height = top + side + 90 + 26 * words.lines.length;
  const drawing = sheet.getContext("2d");
  if (drawing === null) return Promise.resolve(null);
  const style = getComputedStyle(map);
  drawing.fillStyle = style.getPropertyValue("--paper");
  drawing.fillRect(0, 0, sheet.width, sheet.height);
  drawing.imageSmoothingEnabled = false;
  drawing.drawImage(map, left, top, side, side);
  drawing.strokeStyle = style.getPropertyValue("--axis");
  drawing.strokeRect(left, top, side, side);
  drawing.fillStyle = style.getPropertyValue("--ink");
  const write = (text: string, x: number, y: number, align: CanvasTextAlign): void => {
    drawing.textAlign = align;
    drawing.fillText(text, x, y);
  };
  drawing.font = `600 24px ${style.fontFamily}`;
  write(words.title, left, 34, "left");
  drawing.font = `18px ${style.fontFamily}`;
  const aligns = ["left", "center", "right"] as const;
  words.acrossTicks.forEach((tick, index) =>
    write(tick, left + (side * index) / 2, top + side + 24, aligns[index] ?? "left"),
  );
  words.upTicks.forEach((tick, index) =>
    write(
      tick,
      left - 8,
      top + side - (side * index) / 2 + (index === 2 ? 16 : index === 1 ? 6 : 0),
      "right",
    ),
  );
  write(words.across, left + side / 2, top + side + 52, "center");
  words.lines.forEach((line, index) => write(line, left, top + side + 88 + 26 * index, "left"));
  drawing.translate(22, top + side / 2);
  drawing.rotate(-Math.PI / 2);
  write(words.up, 0, 0, "center");
  return new Promise((resolve) => sheet.toBlob(resolve, "image/png"));
}
