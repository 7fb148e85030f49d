/** Widths as people type them. */
import { expect, it } from "vitest";
import { chainText, parseWidths, textbookReading, fieldText } from "./widths.ts";

it.each([
  ["256", { width: 256 }],
  ["784-300-100-10", { inputWidth: null, width: [784, 300, 100, 10], depth: 4 }],
  ["64, 32 16", { inputWidth: null, width: [64, 32, 16], depth: 3 }],
  ["784 -> 300 → 10", { inputWidth: null, width: [784, 300, 10], depth: 3 }],
  ["in:784-300-100-10", { inputWidth: 784, width: [300, 100, 10], depth: 3 }],
  ["Input 784, 300", { inputWidth: 784, width: 300 }],
  ["输入：784-300-10", { inputWidth: 784, width: [300, 10], depth: 2 }],
  ["in:784", { inputWidth: 784 }],
  ["99999", { width: 8192 }],
  ["0", { width: 1 }],
])("reads %s", (text, expected) => {
  expect(parseWidths(text)).toEqual(expected);
});

it.each(["", "abc", "12-x", "--"])("does not read %j", (text) => {
  expect(parseWidths(text)).toBeNull();
});

it("writes what it reads", () => {
  expect(fieldText({ width: [784, 300, 10], inputWidth: null })).toBe("784-300-10");
  expect(fieldText({ width: [300, 10], inputWidth: 784 })).toBe("in:784-300-10");
  expect(fieldText({ width: 256, inputWidth: null })).toBe("256");
});

it("shows the chain from the input, and offers the textbook's reading once", () => {
  const list = { width: [784, 300, 100, 10], inputWidth: null };
  expect(chainText(list)).toBe("784 → 784 → 300 → 100 → 10");
  const reading = textbookReading(list);
  expect(reading).toEqual({ inputWidth: 784, width: [300, 100, 10], depth: 3 });
  expect(chainText({ ...list, ...reading })).toBe("784 → 300 → 100 → 10");
  expect(textbookReading({ ...list, ...reading })).toBeNull();
  expect(textbookReading({ width: 256, inputWidth: null })).toBeNull();
});
