/** The pseudo-language of development keeps placeholders, numbers and formulas of a text. */
import { expect, it } from "vitest";
import { lengthen } from "./pseudo.ts";

it.each([
  ["Depth", "[DépthDépth]"],
  ["Layer {layer}", "[Láýéř {layer} Láýéř]"],
  ["It is {{std@3}} there.", "[Ít íš {{std@3}} théřé. Ít íš théřé.]"],
  ["with $n_\\text{in}$ inputs", "[wíth $n_\\text{in}$ íñpútš wíth íñpútš]"],
  ["one\n\ntwo", "[óñéóñé]\n\n[twótwó]"],
  ["{value}", "{value}"],
  ["→", "→"],
])("%s becomes %s", (text, expected) => {
  expect(lengthen(text)).toBe(expected);
});
