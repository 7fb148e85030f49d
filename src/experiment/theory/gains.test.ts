/** Gains against published numbers and against the mean-field maps, which are computed another way. */
import { describe, expect, it } from "vitest";
import { activationById, activations } from "../../catalog/activations.ts";
import type { ActivationId } from "../../catalog/activations.ts";
import type { ActivationEntry } from "../../catalog/activationEntry.ts";
import { lengthMap, solveEdgeOfChaos } from "../../math/meanField.ts";
import { gainsOf } from "./gains.ts";
import { gaussianExpectation } from "./gaussianExpectation.ts";

const of = (activation: ActivationId) => {
  const entry: ActivationEntry = activationById(activation);
  return { activation, activationParameter: entry.parameter?.default ?? 0 };
};

/**
 * Gains at variance 1 to their sixth digit. Closed forms: straight halves and erf; hard tanh by E[phi'^2] =
 * 2 Phi(1) - 1; SELU by lambda^2 (1/2 + alpha^2 e^2 Phi(-2)). The others come from a fine trapezoid in NumPy.
 */
const KNOWN: readonly (readonly [ActivationId, forward: number, backward: number])[] = [
  ["linear", 1, 1],
  ["relu", Math.SQRT2, Math.SQRT2],
  ["leaky_relu", 1.414143, 1.414143],
  ["tanh", 1.592537, 1.467414],
  ["sigmoid", 1.846229, 4.722646],
  ["softsign", 2.337533, 2.09578],
  ["elu", 1.245198, 1.223429],
  ["selu", 1, 0.966026],
  ["gelu", 1.53353, 1.481114],
  ["silu", 1.676532, 1.62332],
  ["softplus", 1.041867, 1.846229],
  ["mish", 1.486848, 1.444755],
  ["erf", 1.467167, 1.325218],
  ["hard_tanh", 1.392036, 1.210287],
  ["sin", 1.520867, 1.327251],
  // E[max(0, z)^4] = 3/2 and E[(2 max(0, z))^2] = 2.
  ["relu_squared", Math.sqrt(2 / 3), Math.SQRT1_2],
];

describe("gains at variance 1", () => {
  it.each(KNOWN)("%s holds the signal at %d and the gradient at %d", (id, forward, backward) => {
    const gains = gainsOf(of(id), 1);
    expect(gains.forward).toBeCloseTo(forward, 5);
    expect(gains.backward).toBeCloseTo(backward, 5);
  });

  it("differ from those that frameworks recommend, which are not at a fixed point: 5/3 for tanh", () => {
    expect(activationById("tanh").recommendedGain?.(0)).toBeCloseTo(5 / 3, 12);
    expect(gainsOf(of("tanh"), 1).forward).toBeLessThan(5 / 3);
  });
});

describe("fixed points", () => {
  it("of straight halves are neutral: every length is kept", () => {
    for (const id of ["linear", "relu", "leaky_relu"] as const) {
      const { fixedPoint, critical } = gainsOf(of(id), 3);
      expect(fixedPoint.stability).toBe("neutral");
      expect(critical?.biasStd).toBe(0);
    }
  });

  it("of bounded activations and SELU are stable, of GELU, SiLU, Mish and squared ReLU they are not", () => {
    for (const id of ["tanh", "erf", "softsign", "hard_tanh", "sigmoid", "sin", "selu"] as const)
      expect(gainsOf(of(id), 1).fixedPoint.stability).toBe("stable");
    for (const id of ["gelu", "silu", "mish", "relu_squared"] as const)
      expect(gainsOf(of(id), 1).fixedPoint.stability).toBe("unstable");
    // E[phi^2] grows as q^2.
    expect(gainsOf(of("relu_squared"), 1).fixedPoint.factor).toBeCloseTo(2, 5);
  });

  it.each([0.2, 1, 4])("say what becomes of a deviation at variance %d", (q) => {
    for (const { id } of activations) {
      const { activation, activationParameter: p } = of(id);
      const { f, df, kinks }: ActivationEntry = activationById(activation);
      const phi = { f: (x: number) => f(x, p), df: (x: number) => df(x, p), kinks };
      const { forward, fixedPoint, critical } = gainsOf(of(id), q);
      const after = (start: number) => lengthMap(phi, { weight: forward ** 2, bias: 0 }, start);
      expect(after(q) / q).toBeCloseTo(1, 9);
      expect((after(1.001 * q) / q - 1) / 0.001).toBeCloseTo(fixedPoint.factor, 2);
      if (critical === null) continue;
      const weight = critical.weightStd ** 2;
      expect(lengthMap(phi, { weight, bias: critical.biasStd ** 2 }, q) / q).toBeCloseTo(1, 9);
    }
  });

  it("on the edge of chaos are those of the solver that starts from the biases", () => {
    for (const id of ["tanh", "erf", "softsign", "hard_tanh"] as const) {
      const { critical } = gainsOf(of(id), 0.7);
      const moments = (variance: number) => gaussianExpectation(of(id), { mean: 0, variance });
      const solved = solveEdgeOfChaos(moments, (critical?.biasStd ?? NaN) ** 2);
      expect(solved?.q).toBeCloseTo(0.7, 6);
      expect(solved?.weight).toBeCloseTo((critical?.weightStd ?? NaN) ** 2, 6);
    }
  });

  it("with both kept do not exist for sigmoid at variance 1: its biases would need a negative variance", () => {
    const { second, derivativeSecond } = gaussianExpectation(of("sigmoid"), { mean: 0, variance: 1 });
    expect(second / derivativeSecond).toBeGreaterThan(1);
    expect(gainsOf(of("sigmoid"), 1).critical).toBeNull();
  });
});
