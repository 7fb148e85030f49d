/** Addresses and frames where the page may be kept on the device. */
import { expect, test } from "vitest";
import { canBeKept } from "./offline.ts";

test.each([
  ["https://example.edu/courses/initscope/#v=1&seed=1", false, true],
  ["http://localhost:8000/", false, true],
  ["https://example.edu/#v=1&mode=present", false, true],
  ["https://example.edu/#v=1&mode=embedded", false, true],
  ["https://example.edu/", true, false],
  ["https://example.edu/#mode=embed", false, false],
  ["https://example.edu/#v=1&mode=embed&seed=1", false, false],
  ["https://example.edu/?v=1&mode=embed", false, false],
  ["file:///media/stick/index.html", false, false],
])("%s, in a frame: %s, may be kept: %s", (address, isFramed, expected) => {
  expect(canBeKept(new URL(address), isFramed)).toBe(expected);
});
