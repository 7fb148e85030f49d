/** The code holds the link: read back by a decoder that knows nothing of the encoder. */
import jsQR from "jsqr";
import { describe, expect, it } from "vitest";
import { presets } from "../../content/presets/presets.ts";
import { frameOf } from "./ShareContent.tsx";
import { isForOthers, qrCodeOf } from "./qrCode.ts";

const SITE = "https://initscope.example.edu/";
/** Pixels per module: a decoder needs a few to find the corners. */
const SCALE = 4;

/** The text that a camera would read off the path. */
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
    const code = qrCodeOf(link);
    expect(code && decoded(code)).toBe(link);
  });

  it("is small enough for the back row up to 154 bytes, and no longer", () => {
    // Version 7 at level L holds 154 bytes (ISO/IEC 18004, table 7).
    expect(qrCodeOf("a".repeat(154))).toMatchObject({ modules: 45, isForBackRow: true });
    expect(qrCodeOf("a".repeat(155))).toMatchObject({ modules: 49, isForBackRow: false });
  });

  it("is read as the link with a title in Chinese", () => {
    const link = `${SITE}#v=1&seed=1&title=${encodeURIComponent("为什么不用零？".repeat(8))}&hide=verdict&lock=controls`;
    const code = qrCodeOf(link);
    expect(code && decoded(code)).toBe(link);
  });

  it("is null for what no code can hold", () => {
    // Version 40 at level L holds 2953 bytes (ISO/IEC 18004, table 7).
    expect(qrCodeOf("a".repeat(2954))).toBeNull();
    expect(qrCodeOf("a".repeat(2953))).not.toBeNull();
  });
});

it("the frame's HTML holds link and title as attributes", () => {
  const html = frameOf(`${SITE}#v=1&seed=1&mode=embed`, '"><script>alert(1)</script>');
  expect(html).toBe(
    `<iframe src="${SITE}#v=1&amp;seed=1&amp;mode=embed" title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" width="100%" height="1000" ` +
      'sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox" loading="lazy" style="border:0"></iframe>',
  );
  expect(frameOf(SITE, "")).toContain(' title="Initscope" ');
});

describe("a link for others", () => {
  it("does not lead to this device or to a file of it", () => {
    for (const own of [
      "http://localhost:4173/#v=1",
      "http://initscope.localhost/",
      "http://127.0.0.1:5000/#v=1",
      "http://127.1.2.3/",
      "http://0.0.0.0:80/",
      "http://[::1]:4173/#v=1",
      "file:///C:/initscope/index.html",
    ])
      expect({ own, isForOthers: isForOthers(own) }).toEqual({ own, isForOthers: false });
    for (const other of [
      SITE,
      "http://192.168.0.17:4173/#v=1",
      "http://lab-3.local/",
      "https://localhost.example.edu/",
    ])
      expect({ other, isForOthers: isForOthers(other) }).toEqual({ other, isForOthers: true });
  });
});
