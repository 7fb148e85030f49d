/** Widths as people type them. */
import { expect, it } from "vitest";
import { parseWidths, widthText } from "./widths.ts";

it.each([
  ["256", { width: 256 }],
  ["784-300-100-10", { width: [784, 300, 100, 10], depth: 4 }],
  ["64, 32 16", { width: [64, 32, 16], depth: 3 }],
  ["99999", { width: 2048 }],
  ["0", { width: 1 }],
])("reads %s", (text, expected) => {
  expect(parseWidths(text)).toEqual(expected);
});

it.each(["", "abc", "12-x", "--"])("does not read %j", (text) => {
  expect(parseWidths(text)).toBeNull();
});

it("writes what it reads", () => {
  expect(widthText([784, 300, 10])).toBe("784-300-10");
  expect(widthText(256)).toBe("256");
});
