/** Cobwebs follow their map to its fixed point, and hold the layers of the network. */
import { expect, it } from "vitest";
import { cobweb, lengthEnd, measuredMaps } from "./cobwebShapes.ts";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { runReference } from "../../experiment/reference.ts";
import { PhaseTable } from "../../experiment/theory/phasePlane.ts";

const BOX = { left: 0, top: 0, sizePx: 100 };

it("steps from the first layer to the fixed point, and puts each layer over the one before", () => {
  const { steps, points, diagonal } = cobweb((value) => value / 2 + 0.25, [1, 0.75, 0.6], [0, 1], BOX);
  expect(steps.startsWith("M100.0 25.0L75.0 25.0L75.0 37.5L62.5 37.5")).toBe(true);
  expect(steps.endsWith("L50.0 50.0")).toBe(true);
  expect(diagonal).toBe("M0.0 100.0L100.0 0.0");
  expect(points).toEqual([
    { x: 100, y: 25 },
    { x: 75, y: 40 },
  ]);
});

it("draws no steps where the network is not measured or beyond the axis", () => {
  expect(cobweb((value) => value, [], [0, 1], BOX)).toMatchObject({ steps: "", points: [] });
  expect(cobweb((value) => 3 * value, [0.5], [0, 1], BOX).steps).toBe("M50.0 -50.0L150.0 -50.0");
  expect(lengthEnd([], Infinity)).toBe(1);
});

it("has the layers of a wide network on theory's maps", () => {
  const table = new PhaseTable({ activation: "tanh", activationParameter: 0 });
  while (!table.isFilled) table.fill(100);
  const plan = planExperiment({
    ...DEFAULT_CONFIG,
    depth: 5,
    width: 200,
    batch: 24,
    activation: "tanh",
    initializer: "mean_field",
    initializerParameters: { std: 1.5 },
    biasStd: 0.3,
  });
  const { lengths, correlations } = measuredMaps(runReference(plan).layers, plan.batch);
  expect(lengths).toHaveLength(5);
  for (let layer = 0; layer < 4; layer++) {
    const q = lengths[layer] ?? NaN;
    // A second moment over 200 units strays by sqrt(2 / 200); three of them.
    expect(Math.abs((lengths[layer + 1] ?? NaN) / table.lengthAfter(2.25, 0.09, q) - 1)).toBeLessThan(0.3);
    const next = table.correlationAfter(2.25, 0.09, q, correlations[layer] ?? NaN);
    expect(Math.abs((correlations[layer + 1] ?? NaN) - next)).toBeLessThan(3 / Math.sqrt(200));
  }
});
