/** The numbers of a tested claim over several draws, and the words that use them. */
import { describe, expect, it } from "vitest";
import type { ClaimOutcome } from "../../content/claims/claim.ts";
import { filled, numbersOfDraws, verdictOf } from "./outcomeText.ts";

const drawn = (value: number, verdict: ClaimOutcome["verdict"] = "false"): ClaimOutcome => ({
  verdict,
  numbers: [{ key: "backward", label: { en: "gradients", zh: "梯度" }, format: "factor", value }],
});

describe("the numbers of several draws", () => {
  it("are those of the draw while there is one", () => {
    expect(numbersOfDraws([drawn(3.42)])).toMatchObject([{ text: "×3.42", range: null }]);
    expect(numbersOfDraws([])).toEqual([]);
  });

  it("are the middle ones, with the least and the largest", () => {
    const draws = [3.42, 3.6, 3.1, 3.5, 3.2].map((value) => drawn(value));
    expect(numbersOfDraws(draws)).toMatchObject([{ text: "×3.42", range: ["×3.10", "×3.60"] }]);
    // Of an even number, the middle one has been measured too.
    expect(numbersOfDraws(draws.slice(0, 2))).toMatchObject([{ text: "×3.42" }]);
  });

  it("stand in the words as they stand beside them", () => {
    const numbers = numbersOfDraws([drawn(3.42)]);
    expect(filled("it grows {{backward}} per layer, {{other}}", numbers)).toBe(
      "it grows ×3.42 per layer, {{other}}",
    );
  });
});

it("the verdict is that of most draws", () => {
  expect(verdictOf([drawn(1), drawn(1, "true"), drawn(1)])).toEqual({ verdict: "false", agreeing: 2 });
  expect(verdictOf([drawn(1, "depends")])).toEqual({ verdict: "depends", agreeing: 1 });
});
