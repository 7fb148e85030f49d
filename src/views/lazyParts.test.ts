import { expect, test } from "vitest";
import { LAZY_PARTS } from "./lazyParts.ts";

const declared = Object.values(
  import.meta.glob<Record<string, unknown>>(["./**/lazy.ts", "./**/*Lazy.ts"], { eager: true }),
).flatMap((file) => Object.values(file));

test("every lazy view is fetched in idle time, once", () => {
  expect(declared.length).toBeGreaterThan(0);
  expect(new Set<unknown>(LAZY_PARTS)).toEqual(new Set(declared));
  expect(LAZY_PARTS).toHaveLength(declared.length);
});
