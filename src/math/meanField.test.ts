/** Published fixed points and depth scales of the mean-field maps. */
import { describe, expect, it } from "vitest";
import { correlationMap, edgeOfChaos, phaseOf } from "./meanField.ts";
import type { Nonlinearity } from "./meanField.ts";

const tanh: Nonlinearity = { f: Math.tanh, df: (x) => 1 - Math.tanh(x) ** 2, kinks: [] };
const relu: Nonlinearity = { f: (x) => Math.max(0, x), df: (x) => (x > 0 ? 1 : 0), kinks: [0] };

/** Half a unit of the last printed digit, and as much again for the printer's own rounding. */
function expectPrinted(actual: number, printed: number, decimals: number): void {
  expect(Math.abs(actual - printed)).toBeLessThanOrEqual(1.01 * 10 ** -decimals);
}

describe("T13: tanh, sigma_b = 0.3 (Poole 2016)", () => {
  it.each([
    [1.3, 0.607047, 0.939807, 1, 16.11],
    [2.5, 4.079124, 1.585225, 0.122104, 5.109],
    // c* and xi_c circulate as 0.029489 and 3.618, from a quadrature too coarse for tanh at q = 12.6; a
    // trapezoid with 1600 x 1600 nodes gives the numbers here.
    [4.0, 12.604149, 2.367261, 0.029696, 3.639],
  ])("sigma_w = %f", (sigma, q, chi, c, correlationScale) => {
    const phase = phaseOf(tanh, { weight: sigma ** 2, bias: 0.09 });
    expectPrinted(phase.q, q, 6);
    expectPrinted(phase.chi, chi, 6);
    expectPrinted(phase.c, c, 6);
    expectPrinted(phase.correlationScale, correlationScale, correlationScale > 10 ? 2 : 3);
    if (sigma === 1.3) expectPrinted(phase.lengthScale, 1.338, 3);
  });
});

describe("T14: the edge of chaos of tanh", () => {
  it.each([
    [0.0025, 1.260094, 0.153692],
    [0.01, 1.424205, 0.273301],
    [0.05, 1.760955, 0.570048],
    [0.1, 1.986073, 0.805799],
    [0.2, 2.285152, 1.164496],
    [0.5, 2.843167, 1.971031],
    [1, 3.443211, 3.036396],
  ])("sigma_b^2 = %f", (bias, weight, q) => {
    const edge = edgeOfChaos(tanh, bias);
    expectPrinted(edge?.weight ?? NaN, weight, 6);
    expectPrinted(edge?.q ?? NaN, q, 6);
  });
});

it("T16: the ReLU correlation map from 0", () => {
  const expected = new Map([
    [1, 0.31831],
    [2, 0.493731],
    [3, 0.604826],
    [5, 0.735946],
    [10, 0.871536],
  ]);
  let c = 0;
  for (let layer = 1; layer <= 10; layer++) {
    c = correlationMap(relu, { weight: 2, bias: 0 }, 1, c);
    const wanted = expected.get(layer);
    if (wanted !== undefined) expectPrinted(c, wanted, 6);
  }
});
