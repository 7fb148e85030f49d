/** The table of the plane against the exact theory, over activations and both phases. */
import { describe, expect, it } from "vitest";
import { activationById } from "../../catalog/activations.ts";
import type { ActivationId } from "../../catalog/activations.ts";
import type { ActivationEntry } from "../../catalog/activationEntry.ts";
import { correlationMap, lengthMap } from "../../math/meanField.ts";
import type { Nonlinearity } from "../../math/meanField.ts";
import { DEFAULT_CONFIG } from "../config.ts";
import { planExperiment } from "../plan.ts";
import { PhaseTable, phaseTableOf } from "./phasePlane.ts";
import { theorySummary } from "./summary.ts";

function filled(activation: ActivationId): PhaseTable {
  const entry: ActivationEntry = activationById(activation);
  const table = new PhaseTable({ activation, activationParameter: entry.parameter?.default ?? 0 });
  while (!table.isFilled) table.fill(50);
  return table;
}

describe.each(["tanh", "relu", "erf", "softplus", "sin", "hard_tanh"] as const)("%s", (activation) => {
  const table = filled(activation);

  it.each([
    [0.7, 0.3],
    [1.2, 0.2],
    [1.3, 0.3],
    [2.5, 0.3],
    [3.5, 1],
  ])("has the phase of the exact maps at sigma_w = %f, sigma_b = %f", (sigmaW, sigmaB) => {
    const exact = theorySummary(
      planExperiment({
        ...DEFAULT_CONFIG,
        activation,
        initializer: "mean_field",
        initializerParameters: { std: sigmaW },
        biasStd: sigmaB,
      }),
    );
    const phase = table.phaseAt(sigmaW ** 2, sigmaB ** 2);
    // Linear interpolation over steps of 0.1 in ln q.
    if (exact?.q === Infinity) expect(phase.q).toBe(Infinity);
    else expect(Math.abs(phase.q / (exact?.q ?? NaN) - 1)).toBeLessThan(5e-3);
    expect(Math.abs(phase.chi / (exact?.chi ?? NaN) - 1)).toBeLessThan(3e-3);
    expect(Math.abs(phase.c - (exact?.c ?? NaN))).toBeLessThan(5e-3);
    const rate = 1 / (exact?.correlationScale ?? NaN);
    // Where correlations settle within a layer, the rate is the logarithm of a small number.
    expect(Math.abs(phase.correlationRate - rate)).toBeLessThan(6e-3 + 0.02 * rate);
  });
});

it("keeps the length of critical ReLU networks, and says where lengths vanish and explode", () => {
  const relu = filled("relu");
  expect(relu.phaseAt(2, 0)).toMatchObject({ chi: 1, c: 1 });
  expect(relu.phaseAt(2, 0).q).toBeCloseTo(2, 10);
  expect(relu.phaseAt(1, 0)).toMatchObject({ q: 0, chi: 0.5 });
  expect(relu.phaseAt(3, 0.1)).toMatchObject({ q: Infinity, chi: 1.5, c: 1 });
});

it("puts the edge of chaos of tanh where the exact search has it", () => {
  const table = filled("tanh");
  for (const [bias, weight] of [
    [0.0025, 1.260094],
    [0.05, 1.760955],
    [0.5, 2.843167],
  ] as const) {
    expect(table.phaseAt(weight, bias).chi).toBeCloseTo(1, 2);
  }
});

it("computes a table once, and knows the steepest slope", () => {
  const of = { activation: "tanh", activationParameter: 0 } as const;
  expect(phaseTableOf(of)).toBe(phaseTableOf({ ...of }));
  expect(filled("tanh").steepest()).toBeCloseTo(1, 6);
  expect(filled("relu").steepest()).toBe(0.5);
});

it("maps lengths and correlations from layer to layer as the exact maps do", () => {
  const phi: Nonlinearity = { f: Math.tanh, df: (x) => 1 - Math.tanh(x) ** 2, kinks: [] };
  const variances = { weight: 2.25, bias: 0.09 };
  const table = filled("tanh");
  for (const q of [0.05, 0.6, 2]) {
    expect(table.lengthAfter(2.25, 0.09, q)).toBeCloseTo(lengthMap(phi, variances, q), 2);
    for (const c of [0, 0.4, 0.9, 1])
      expect(table.correlationAfter(2.25, 0.09, q, c)).toBeCloseTo(correlationMap(phi, variances, q, c), 2);
  }
});
