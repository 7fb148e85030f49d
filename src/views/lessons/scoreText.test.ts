/** The judgement of a sketch as it is read, in both languages. */
import { expect, it } from "vitest";
import { scoreSketch } from "../../charts/sketch.ts";
import { lessonsMessages } from "../../i18n/lessonsText.ts";
import type { LessonsTranslate } from "../../i18n/lessonsText.ts";
import type { SketchQuantity } from "../lessonLibrary.ts";
import { scoreText, unitOf } from "./scoreText.ts";

const translator =
  (language: "en" | "zh"): LessonsTranslate =>
  (key, values = {}) =>
    lessonsMessages[language][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));

const straight = (from: number, to: number): readonly number[] =>
  Array.from({ length: 5 }, (_, layer) => from + ((to - from) * layer) / 4);

function said(language: "en" | "zh", quantity: SketchQuantity, line: number[], truth: number[]): string {
  const score = scoreSketch(
    straight(line[0] ?? NaN, line[1] ?? NaN),
    straight(truth[0] ?? NaN, truth[1] ?? NaN),
    unitOf(quantity),
  );
  if (score === null) return "";
  const t = translator(language);
  const { title, sentences } = scoreText(t, score, quantity);
  return [title, sentences.join(" ")].join(" ").trim();
}

it.each([
  ["std", [0, -4.4], [0, -4.4], "Very close."],
  [
    "std",
    [0, 3],
    [0, -4.4],
    "The direction is not right. Your line rises; the measured one falls. In the last layer it is about 7 powers of ten too high.",
  ],
  [
    "std",
    [0, -2],
    [0, -4.4],
    "The direction is right, the slope is not. Your line changes by about 2 powers of ten, the measured one by about 4 powers of ten. In the last layer it is about 2.5 powers of ten too high.",
  ],
  [
    "gradient",
    [0, -0.8],
    [0, -0.4],
    "The direction is right, the slope is not. Your line changes by a factor of 6.3, the measured one only by a factor of 2.5. In the last layer it is a factor of 2.5 too low.",
  ],
  [
    "saturated",
    [0.68, 0.4],
    [0.66, 0.66],
    "The direction is not right. Your line falls; the measured one stays level. In the last layer it is 26 percentage points too low.",
  ],
  [
    "cosine",
    [0.5, 0.9],
    [0, 0.9],
    "The direction is right, the slope is not. Your line changes by 0.4, the measured one by 0.9. It ends where the measured one ends.",
  ],
] as const)("%s %j against %j", (quantity, line, truth, words) => {
  expect(said("en", quantity, [...line], [...truth])).toBe(words);
});

it("says which layers had no place on the axis, and what a wrong way is", () => {
  const words = (truth: readonly number[]): string => {
    const score = scoreSketch([0, -1, -2, -3, -4], truth, "log");
    if (score === null) return "";
    const { title, sentences } = scoreText(translator("en"), score, "std");
    return [title, ...sentences].join(" ");
  };
  expect(words([0, -1, -2, -3, -Infinity])).toBe(
    "Very close. One layer was left out: it is exactly zero, or not finite.",
  );
  expect(words([0, -1, -2, NaN, Infinity])).toBe(
    "Very close. 2 layers were left out: they are exactly zero, or not finite.",
  );
  expect(words([0, 3, 3, 3, -4])).toBe(
    "The end is right, the path to it is not. It ends where the measured one ends.",
  );
});

it("never counts a factor of millions", () => {
  expect(said("en", "std", [0, 8], [0, 0.7])).not.toMatch(/factor of \d{2}/);
  expect(said("zh", "std", [0, 8], [0, 0.7])).toBe(
    "方向对了，坡度不对。 你的曲线变化了约 8 个数量级，实测只变化了 5 倍。 最后一层偏高约 7 个数量级。",
  );
});
