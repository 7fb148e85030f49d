/** What reaches the typesetter: every formula of the page, and nothing that could end a tab. */
import { expect, it } from "vitest";
import { activationNotes } from "../catalog/notes.ts";
import { isTypesettable } from "./texLimits.ts";

it.each([
  String.raw`\overbrace{`.repeat(150),
  String.raw`\frac1{`.repeat(200),
  String.raw`\left(`.repeat(60),
  String.raw`\begin{matrix}`.repeat(60),
  `${String.raw`\hat`.repeat(60)} x`,
  String.raw`\def\a#1{\overbrace{\overbrace{#1}}}\a{\a{\a{x}}}`,
  String.raw`\newcommand{\a}{x}`,
  "x+".repeat(2000),
])("refuses %s", (tex) => {
  expect(isTypesettable(tex)).toBe(false);
});

it("takes the formulas of the catalogue, braces as signs, and many shallow groups", () => {
  for (const { tex, derivativeTex } of Object.values(activationNotes)) {
    expect(isTypesettable(tex) && isTypesettable(derivativeTex)).toBe(true);
  }
  expect(isTypesettable(String.raw`\{\{`.repeat(40))).toBe(true);
  expect(isTypesettable(String.raw`\frac{1}{x} + `.repeat(60))).toBe(true);
  expect(isTypesettable(String.raw`\left( x \right)`.repeat(60))).toBe(true);
  expect(isTypesettable(String.raw`\alpha \beta \leftarrow \leq`)).toBe(true);
});
