/** The numbers of a tested claim over several draws, and the words that use them. */
import { describe, expect, it } from "vitest";
import type { ClaimOutcome } from "../../content/claims/claim.ts";
import { filled, numbersOfDraws, verdictOf } from "./outcomeText.ts";

const drawn = (value: number, verdict: ClaimOutcome["verdict"] = "false"): ClaimOutcome => ({
  verdict,
  numbers: [{ key: "backward", label: { en: "gradients", zh: "梯度" }, format: "factor", value }],
});

const times = (factor: string): string => `${factor} times`;

describe("the numbers of several draws", () => {
  it("are those of the draw while there is one", () => {
    expect(numbersOfDraws([drawn(3.42)], times)).toMatchObject([{ text: "3.42 times", range: null }]);
    expect(numbersOfDraws([], times)).toEqual([]);
  });

  it("are the middle ones, with the least and the largest", () => {
    const draws = [3.42, 3.6, 3.1, 3.5, 3.2].map((value) => drawn(value));
    expect(numbersOfDraws(draws, times)).toMatchObject([
      { text: "3.42 times", range: ["3.10 times", "3.60 times"] },
    ]);
    // Of an even number, the middle one has been measured too.
    expect(numbersOfDraws(draws.slice(0, 2), times)).toMatchObject([{ text: "3.42 times" }]);
  });

  it("say a loss, and what hardly changes, in per cent", () => {
    const texts = [0.2312, 0.71, 0.995, 1.03, 1.21].map(
      (value) => numbersOfDraws([drawn(value)], times)[0]?.text,
    );
    expect(texts).toEqual(["23\u202f%", "71\u202f%", "100\u202f%", "103\u202f%", "1.21 times"]);
  });

  it("stand in the words as they stand beside them", () => {
    const numbers = numbersOfDraws([drawn(3.42)], times);
    expect(filled("each layer makes it {{backward}} as large, {{other}}", numbers)).toBe(
      "each layer makes it 3.42 times as large, {{other}}",
    );
  });
});

it("the verdict is that of most draws", () => {
  expect(verdictOf([drawn(1), drawn(1, "true"), drawn(1)])).toEqual({ verdict: "false", agreeing: 2 });
  expect(verdictOf([drawn(1, "depends")])).toEqual({ verdict: "depends", agreeing: 1 });
});
