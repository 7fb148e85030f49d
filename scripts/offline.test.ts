/** The service worker's description of its build. */
import { expect, test } from "vitest";
import { describeBuild, woff2Only } from "./offline.ts";

const PAGE = '<script type="module" crossorigin src="./assets/index-Ab12.js"></script>';
const FILES: readonly (readonly [string, string | Uint8Array])[] = [
  ["index.html", PAGE],
  ["assets/index-Ab12.js", "1"],
  ["icons/192.png", new Uint8Array([1, 2])],
];

test("lists every file once, the page by its folder, and knows the page's first script", () => {
  const build = describeBuild(new Map(FILES));
  expect(build.entry).toBe("assets/index-Ab12.js");
  expect(build.files).toEqual(["assets/index-Ab12.js", "icons/192.png", "./"]);
  expect(build.version).toMatch(/^[0-9a-f]{16}$/);
});

test("has another version when a byte of any file changes, but not when their order does", () => {
  const { version } = describeBuild(new Map(FILES));
  expect(describeBuild(new Map(FILES.toReversed())).version).toBe(version);
  for (const [name] of FILES) {
    const changed = new Map(FILES);
    changed.set(name, name === "index.html" ? `${PAGE} ` : "2");
    expect(describeBuild(changed).version).not.toBe(version);
  }
});

test("a page without a script is refused", () => {
  expect(() => describeBuild(new Map([["index.html", "<p></p>"]]))).toThrow("missing script");
});

test("KaTeX's fonts are kept as WOFF2 alone", () => {
  const { transform } = woff2Only();
  if (typeof transform !== "object") throw new Error("missing transform (expected an object)");
  const handler = transform.handler as unknown as (code: string) => string;
  expect(
    handler(
      'src:url(fonts/A.woff2) format("woff2"),url(fonts/A.woff) format("woff"),url(fonts/A.ttf) format("truetype")}',
    ),
  ).toBe('src:url(fonts/A.woff2) format("woff2")}');
});
