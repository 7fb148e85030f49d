/** The law of singular values against closed forms, and against networks that are drawn. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../config.ts";
import { planExperiment } from "../plan.ts";
import { singularDensity } from "../../math/marchenkoPastur.ts";
import { jacobianDensity, jacobianFactors, jacobianMoments } from "./jacobianLaw.ts";
import type { JacobianFactor } from "./jacobianLaw.ts";

const LINEAR = { squares: Float64Array.of(1), weights: Float64Array.of(1) };
const RELU = { squares: Float64Array.of(0, 1), weights: Float64Array.of(0.5, 0.5) };

const chain = (depth: number, width: number, factor: Partial<JacobianFactor>): readonly JacobianFactor[] =>
  Array.from({ length: depth }, () => ({
    units: width,
    fanIn: width,
    kind: "gaussian",
    scale: 1 / width,
    ...LINEAR,
    ...factor,
  }));

/** Widths at which terms of 1 / n no longer show. */
const WIDE = 1e9;

describe("moments of squared singular values", () => {
  it.each([1, 2, 5, 20])("are those of Pennington et al. (2017) in the limit, %i layers", (depth) => {
    const gaussian = jacobianMoments(chain(depth, WIDE, {}));
    expect(gaussian.meanSquare).toBeCloseTo(1, 9);
    expect(gaussian.relativeVariance).toBeCloseTo(depth, 5);
    const relu = jacobianMoments(chain(depth, WIDE, { ...RELU, scale: 2 / WIDE }));
    expect(relu.meanSquare).toBeCloseTo(1, 9);
    expect(relu.relativeVariance).toBeCloseTo(2 * depth, 5);
    const orthogonal = jacobianMoments(chain(depth, WIDE, { kind: "orthogonal", scale: 1 }));
    expect(orthogonal.meanSquare).toBeCloseTo(1, 9);
    expect(Math.abs(orthogonal.relativeVariance)).toBeLessThan(1e-6);
    const orthogonalRelu = jacobianMoments(chain(depth, WIDE, { ...RELU, kind: "orthogonal", scale: 2 }));
    expect(orthogonalRelu.relativeVariance).toBeCloseTo(depth, 5);
  });

  it("of one real Gaussian matrix are Wishart's at any width", () => {
    // E tr (W W^T)^2 = s^4 (m n^2 + m^2 n + m n) for W [m, n].
    const [m, n] = [3, 5];
    const { meanSquare, relativeVariance } = jacobianMoments(
      chain(1, 1, { units: m, fanIn: n, scale: 1 / n }),
    );
    expect(meanSquare).toBeCloseTo(1, 12);
    expect(relativeVariance).toBeCloseTo((m * n * n + m * m * n + m * n) / n ** 2 / m - 1, 12);
  });

  it("of an orthogonal matrix do not depend on its draw", () => {
    for (const [units, fanIn] of [
      [4, 4],
      [3, 8],
    ] as const) {
      const { meanSquare, relativeVariance } = jacobianMoments(
        chain(1, 1, { units, fanIn, kind: "orthogonal", scale: 2.25 }),
      );
      expect(meanSquare).toBeCloseTo(2.25, 12);
      expect(Math.abs(relativeVariance)).toBeLessThan(1e-12);
    }
  });
});

describe("density of singular values", () => {
  /** Cauchy kernel of the solver, over ln s^2. */
  const BLUR = 0.02;

  it("of one layer is that of Marchenko and Pastur", () => {
    const law = jacobianDensity(chain(1, 64, {}));
    const matrix = { rows: 64, columns: 64, std: 1 / 8 };
    let checked = 0;
    law?.logs.forEach((log, index) => {
      const s = Math.exp(log);
      // At the edge the root of the distance is rounded off by the kernel.
      if (s > 1.9) return;
      checked++;
      expect(law.density[index]).toBeWithin({ of: s * singularDensity(matrix, s), by: BLUR });
    });
    expect(checked).toBeGreaterThan(100);
  });

  it.each([2, 5, 30])("of %i Gaussian layers is that of Fuss and Catalan", (depth) => {
    const law = jacobianDensity(chain(depth, 64, {}));
    if (law === null) throw new Error("missing law (expected one)");
    // x = sin^(L+1)((L+1) t) / (sin t sin^L(L t)), density sin^2 t sin^(L-1)(L t) / (pi sin^L((L+1) t)).
    const top = ((depth + 1) * Math.log(depth + 1) - depth * Math.log(depth)) / 2;
    expect(law.logs[0]).toBeWithin({ of: top, by: 0.25 });
    const places = Array.from(
      { length: 4000 },
      (_, index) => ((index + 0.5) / 4000) * (Math.PI / (depth + 1)),
    );
    const exact = places.map((t) => {
      const [one, more] = [Math.sin(depth * t), Math.sin((depth + 1) * t)];
      const logX = (depth + 1) * Math.log(more) - Math.log(Math.sin(t)) - depth * Math.log(one);
      const logDensity = 2 * Math.log(Math.sin(t)) + (depth - 1) * Math.log(one) - depth * Math.log(more);
      return { log: logX / 2, density: (2 * Math.exp(logX + logDensity)) / Math.PI };
    });
    let checked = 0;
    law.logs.forEach((log, index) => {
      const nearest = exact.find((each) => each.log <= log);
      if (nearest === undefined || log > top - 0.3) return;
      checked++;
      expect(law.density[index], `ln s = ${log}`).toBeWithin({ of: nearest.density, by: BLUR });
    });
    expect(checked).toBeGreaterThan(60);
  });

  it.each([
    ["relu", "he_normal", 6],
    ["tanh", "orthogonal", 10],
    ["tanh", "xavier_normal", 4],
  ] as const)("holds all that its moments say: %s, %s, %i layers", (activation, initializer, depth) => {
    const plan = planExperiment({
      ...DEFAULT_CONFIG,
      depth,
      width: 128,
      inputWidth: 128,
      activation,
      initializer,
    });
    const factors = jacobianFactors(plan);
    if (factors === null) throw new Error("missing factors (expected a chain)");
    const law = jacobianDensity(factors);
    if (law === null) throw new Error("missing law (expected one)");
    const step = (law.logs[0] ?? 0) - (law.logs[1] ?? 0);
    let [mass, second] = [law.zeros, 0];
    law.logs.forEach((log, index) => {
      mass += (law.density[index] ?? 0) * step;
      second += (law.density[index] ?? 0) * step * Math.exp(2 * log);
    });
    // A Cauchy kernel leaves BLUR / pi per unit of ln s^2 beyond either end, and lifts E s^2 by its tail.
    expect(mass).toBeWithin({ of: 1, by: 0.04 });
    expect(second).toBeWithin({
      of: jacobianMoments(factors).meanSquare,
      by: 0.05 * jacobianMoments(factors).meanSquare,
    });
  });

  it("is left out where layers differ in width, and where the network is no chain", () => {
    const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 3, width: [32, 16, 32], inputWidth: 32 });
    expect(jacobianDensity(jacobianFactors(plan) ?? [])).toBeNull();
    expect(jacobianFactors(planExperiment({ ...DEFAULT_CONFIG, normalization: "layer" }))).toBeNull();
    expect(jacobianFactors(planExperiment({ ...DEFAULT_CONFIG, residual: "plain" }))).toBeNull();
  });
});
