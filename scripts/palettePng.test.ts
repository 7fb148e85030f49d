/** Small PNGs: exact with few colours, the nearest of the commonest ones with many. */
import { convertIndexedToRgb, decode, encode } from "fast-png";
import { expect, test } from "vitest";
import { withPalette } from "./palettePng.js";

/** A picture of one row, and the colours that remain of it. */
function roundTrip(colours: readonly (readonly [number, number, number])[]): number[][] {
  const picture = { width: colours.length, height: 1, channels: 3, data: Uint8Array.from(colours.flat()) };
  const small = decode(withPalette(encode(picture)));
  expect(small.palette?.length).toBeLessThanOrEqual(256);
  const rgb = convertIndexedToRgb(small);
  return colours.map((_, pixel) => [...rgb.subarray(3 * pixel, 3 * pixel + 3)]);
}

test("keeps every pixel of a picture of 256 colours", () => {
  const colours = Array.from({ length: 256 }, (_, i) => [i, 255 - i, (7 * i) % 256] as const);
  expect(roundTrip(colours)).toEqual(colours);
});

test("replaces a rare colour beyond those by the nearest of them", () => {
  const greys = Array.from({ length: 256 }, (_, i) => [i, i, i] as const);
  expect(roundTrip([...greys, ...greys, [100, 101, 102]]).at(-1)).toEqual([101, 101, 101]);
});
