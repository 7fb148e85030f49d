/** The phase of whole plans; the fixed points themselves are tested in math. */
import { expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { theorySummary } from "./phase.ts";

const summaryOf = (patch: Partial<typeof DEFAULT_CONFIG>) =>
  theorySummary(planExperiment({ ...DEFAULT_CONFIG, width: 64, ...patch }));

it("finds He and ReLU at the edge, and Xavier with ReLU without a length", () => {
  // sigma_w^2 = 2 is critical for ReLU (He et al. 2015), and half of that halves the power per layer.
  const he = summaryOf({});
  expect(he?.phase).toBe("edge");
  expect(he?.criticalWeightVariance).toBeCloseTo(2, 10);
  const xavier = summaryOf({ initializer: "xavier_normal" });
  expect(xavier).toMatchObject({ phase: "ordered", q: 0, c: NaN });
  expect(xavier?.chi).toBeCloseTo(0.5, 10);
});

it("finds tanh with large weights chaotic: two inputs lose all they have in common", () => {
  const chaotic = summaryOf({
    activation: "tanh",
    initializer: "mean_field",
    initializerParameters: { std: 2 },
  });
  // Without biases c* = 0 for an odd activation (Poole et al. 2016); tanh is critical at sigma_w = 1.
  expect(chaotic).toMatchObject({ phase: "chaotic", c: 0 });
  expect(chaotic?.chi).toBeGreaterThan(1);
  // The edge is at vanishing length, where the quadrature's q is 1e-9.
  expect(chaotic?.criticalWeightVariance).toBeCloseTo(1, 6);
});

it("ends where a signal explodes", () => {
  const { q, chi } = summaryOf({ initializer: "normal", initializerParameters: { std: 1 } }) ?? {};
  expect(q).toBe(Infinity);
  // n / 2 per layer.
  expect(chi).toBeCloseTo(32, 6);
});

it("names no fixed point where layers differ, or where something else acts on the signal", () => {
  expect(summaryOf({ activationOverrides: [{ from: 3, to: 3, id: "tanh" }] })).toBeNull();
  expect(summaryOf({ width: [64, 32, 64, 32, 8], depth: 5, initializer: "xavier_normal" })).toBeNull();
  expect(summaryOf({ normalization: "batch" })).toBeNull();
  expect(summaryOf({ residual: "plain" })).toBeNull();
  expect(summaryOf({ keepProbability: 0.5 })).toBeNull();
  // The last layer may end in something else.
  expect(summaryOf({ lastActivation: "sigmoid" })?.phase).toBe("edge");
});
