/** The theory line beside the verdict: they must not contradict each other. */
import { describe, expect, it } from "vitest";
import { planExperiment } from "../../../experiment/plan.ts";
import { theorySummary } from "../../../experiment/theory/summary.ts";
import { factsTranslator } from "../../../i18n/factsText.ts";
import { decodeLink } from "../../../link/codec.ts";
import { phaseText } from "./phaseText.ts";

function lineOf(link: string): string {
  const plan = planExperiment(decodeLink(`#v=1&${link}`).config);
  const summary = theorySummary(plan);
  if (summary === null) throw new Error(`invalid link: ${link} (expected layers of one law)`);
  return phaseText(factsTranslator("en"), summary, plan.layers.length);
}

describe("the theory line", () => {
  it("does not let gradients fade where only widths change", () => {
    // He's law keeps the norm of the gradient: sigma_w^2 E[phi'^2] = 2 / 2.
    expect(lineOf("width=784-300-100-10")).toBe("edge of chaos: gradients neither fade nor grow");
  });

  it("says where a network is too shallow for its phase to show", () => {
    // chi = 1.1055, so that ln 10 / ln sqrt(chi) = 45.9 layers multiply the gradient by ten.
    expect(lineOf("depth=30&act=tanh")).toMatch(/^chaotic: .* 1\.05 times as large \(.* takes 46 layers/);
    expect(lineOf("depth=48&act=tanh")).toMatch(/^chaotic: .* 1\.05 times as large$/);
  });

  it("calls 0 the fixed point it is, and tells the slow decay at the edge from the fast one below it", () => {
    // tanh at sigma_w^2 = 1: q' = q - 2 q^2, which falls as a power of the depth.
    expect(lineOf("act=tanh&init=lecun_normal")).toMatch(
      /^edge of chaos, with the fixed point 0: .*1\/√layer$/,
    );
    // sqrt(256 * 0.02^2) = 0.32 per layer.
    expect(lineOf("act=tanh&init=normal&std=0.02")).toMatch(
      /^the fixed point is 0: .* keeps 32\s% of the signal$/,
    );
    expect(lineOf("act=relu&init=normal&std=0.5")).toMatch(/^no fixed point: .* 5\.66 times as large$/);
    expect(lineOf("bias=0.3")).toBe("no fixed point: the signal grows slowly and without bound");
  });
});
