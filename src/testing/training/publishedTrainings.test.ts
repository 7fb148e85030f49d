/** The slow published results have their places in the documentation. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { publishedTrainings } from "./publishedTrainings.ts";

it.each(publishedTrainings)("$id stands in docs/published.md", ({ id }) => {
  const document = readFileSync("docs/published.md", "utf8");
  expect(document).toContain(`<!-- training ${id}: begin -->`);
  expect(document).toContain(`<!-- training ${id}: end -->`);
});
