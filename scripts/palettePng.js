/** Chooses the 256 colours of a small PNG. A page of paper, ink and two hues loses nothing visible. */
import { decode, encode } from "fast-png";

const MOST_COLOURS = 256;

/**
 * The colours that cover most of the picture.
 * @param {Uint32Array} colours one per pixel, 0xRRGGBB
 * @returns {number[]}
 */
function commonest(colours) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MOST_COLOURS)
    .map(([colour]) => colour);
}

/** Squared distance of two colours. @param {number} a @param {number} b */
function distance(a, b) {
  const red = (a >> 16) - (b >> 16);
  const green = ((a >> 8) & 255) - ((b >> 8) & 255);
  const blue = (a & 255) - (b & 255);
  return red * red + green * green + blue * blue;
}

/**
 * The same picture with an indexed palette: the commonest colours, and for every other pixel the nearest of
 * them.
 * @param {Uint8Array} png opaque, 8 bits a channel, as browsers write screenshots
 * @returns {Uint8Array}
 */
export function withPalette(png) {
  const { width, height, channels, data } = decode(png);
  const colours = new Uint32Array(width * height);
  for (let i = 0; i < colours.length; i++) {
    const [red = 0, green = 0, blue = 0] = data.subarray(channels * i, channels * i + 3);
    colours[i] = (red << 16) | (green << 8) | blue;
  }
  const palette = commonest(colours);
  const indices = new Map(palette.map((colour, index) => [colour, index]));
  /** @param {number} colour */
  const indexOf = (colour) => {
    let index = indices.get(colour);
    if (index === undefined) {
      index = palette.reduce(
        (best, candidate, at) =>
          distance(candidate, colour) < distance(palette[best] ?? 0, colour) ? at : best,
        0,
      );
      indices.set(colour, index);
    }
    return index;
  };
  return encode(
    {
      width,
      height,
      channels: 1,
      data: Uint8Array.from(colours, indexOf),
      palette: palette.map((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]),
    },
    { zlib: { level: 9 } },
  );
}
