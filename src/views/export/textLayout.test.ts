/** Lines of drawn text: no character is lost, and no line is wider than its place. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wrapText } from "./textLayout.ts";

/** A face whose characters are all one wide. */
const measure = (text: string): number => text.length;

describe("wrapText", () => {
  it("breaks after spaces, and keeps a short text whole", () => {
    expect(wrapText("one two three", 7, measure)).toEqual(["one two", "three"]);
    expect(wrapText("one", 7, measure)).toEqual(["one"]);
    expect(wrapText("", 7, measure)).toEqual([""]);
  });

  it("breaks an address after its separators, and Chinese anywhere", () => {
    expect(wrapText("http://a.bc/#v=1&depth=50&act=tanh", 17, measure)).toEqual([
      "http://a.bc/#v=1&",
      "depth=50&act=tanh",
    ]);
    expect(wrapText("深度十层宽度", 3, measure)).toEqual(["深度十", "层宽度"]);
  });

  it("cuts a word that is wider than the line", () => {
    expect(wrapText("abcdefgh", 3, measure)).toEqual(["abc", "def", "gh"]);
  });

  it("loses no character but spaces, and keeps every line within the width", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 30 }), (text, width) => {
        const lines = wrapText(text, width, measure);
        expect(lines.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });
});
