/** The code holds the link: read back by a decoder that knows nothing of the encoder. */
import jsQR from "jsqr";
import { describe, expect, it } from "vitest";
import { presets } from "../../lessons/presets.ts";
import { frameOf } from "./ShareContent.tsx";
import { codeOf } from "./LinkCode.tsx";

const SITE = "https://initscope.example.edu/";
/** Pixels per module: a decoder needs a few to find the corners. */
const SCALE = 4;

/** What a camera would read off the path. */
function decoded(code: { readonly path: string; readonly size: number }): string | undefined {
  const side = code.size * SCALE;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y] of code.path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = 0; row < SCALE; row++) {
      const start = ((Number(y) * SCALE + row) * side + Number(x) * SCALE) * 4;
      for (let at = start; at < start + SCALE * 4; at += 4) pixels.fill(0, at, at + 3);
    }
  }
  return jsQR(pixels, side, side)?.data;
}

describe("the code of a link", () => {
  it.each(presets.map(({ id, link }) => [id, SITE + link]))("is read as the link: %s", (_, link) => {
    const code = codeOf(link);
    expect(code && decoded(code)).toBe(link);
  });

  it("is null for what no code can hold", () => {
    // Version 40 at level M holds 2331 bytes (ISO/IEC 18004, table 7).
    expect(codeOf(`${SITE}#${"a".repeat(2331)}`)).toBeNull();
    expect(codeOf("a".repeat(2331))).not.toBeNull();
  });
});

it("the frame's HTML holds the link as an attribute", () => {
  expect(frameOf(`${SITE}#v=1&seed=1&mode=embed`)).toContain(
    `src="${SITE}#v=1&amp;seed=1&amp;mode=embed" title="Initscope"`,
  );
});
