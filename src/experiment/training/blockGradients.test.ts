/** Gradients of a training against differences of its loss: every block with every norm and gate. */
import { describe, expect, it } from "vitest";
import { BLOCK_IDS, GATE_IDS, normalizesItself } from "../blocks.ts";
import { DEFAULT_CONFIG } from "../config.ts";
import type { ExperimentConfig } from "../config.ts";
import { gather, lossOfPoints, trainingData } from "./trainingData.ts";
import { bothPasses, HeldParameters } from "./trainReference.ts";
import { planOfStep, planTraining } from "./trainingPlan.ts";

const NORMS = ["batch", "layer", "rms"] as const;
const LEARNT = ["weights", "biases", "gain", "shift"] as const;

const CASES: readonly Partial<ExperimentConfig>[] = BLOCK_IDS.filter((block) => block !== "none").flatMap(
  (block) =>
    [...(normalizesItself(block) ? [] : (["none"] as const)), ...NORMS].flatMap((normalization) =>
      GATE_IDS.map((gate) => ({ block, normalization, gate })),
    ),
);

const MORE: readonly Partial<ExperimentConfig>[] = [
  { branch: 0.7, biasStd: 0.3 },
  { branch: "depth", expansion: 3, normalizedLayers: "hidden", gradient: "mse" },
];

/** Truncation h^4 and rounding 2^-53 / h are then both far below the tolerance. */
const H = 5e-5;
const TOLERANCE = 1e-6;

/** One direction of entries of order 1. */
const direction = (index: number): number => Math.sin(12.9898 * (index + 1));

describe.each(CASES)("the gradients of a step with %j", (patch) => {
  it.each(MORE)("are the derivatives of its loss: %j", (more) => {
    const training = planTraining({
      ...DEFAULT_CONFIG,
      task: "blobs",
      depth: patch.gate === "glu" ? 8 : 6,
      width: 5,
      expansion: 2,
      activation: "tanh",
      initializer: "lecun_normal",
      epsilon: 0.01,
      gamma: 1.3,
      beta: -0.2,
      points: 8,
      batch: 8,
      miniBatch: 6,
      steps: 1,
      ...patch,
      ...more,
    });
    if (training === null) throw new Error("the network is not trained");
    const plan = planOfStep(training);
    expect(plan.layers.filter(({ stream }) => stream !== undefined)).toHaveLength(2);
    const data = trainingData(training);
    const rows = [5, 0, 3, 7, 1, 6];
    const input = gather(data.inputs, rows, plan.inputUnits);
    const loss = lossOfPoints(data, rows, plan.layers.at(-1)?.units ?? 1);
    const store = new HeldParameters(training, null);
    const pass = () => bothPasses(training, plan, store, input, loss, () => null, "float64");
    const { gradients } = pass();
    for (const layer of plan.layers) {
      const held = store.layers[layer.layerIndex];
      for (const key of LEARNT) {
        const gradient = gradients[layer.layerIndex]?.[key] ?? null;
        const values = held?.[key];
        if (values === undefined) throw new Error("a layer without parameters");
        const isNormed = layer.norm !== null;
        expect({ key, isThere: gradient !== null }).toEqual({
          key,
          isThere: isNormed || key === "weights" || key === "biases",
        });
        if (gradient === null) continue;
        expect(gradient).toHaveLength(values.length);
        const start = values.slice();
        const lossAt = (step: number): number => {
          start.forEach((value, index) => (values[index] = value + step * direction(index)));
          return pass().loss;
        };
        const [near, far] = [lossAt(H) - lossAt(-H), lossAt(2 * H) - lossAt(-2 * H)];
        const difference = (8 * near - far) / (12 * H);
        values.set(start);
        const expected = gradient.reduce((sum, value, index) => sum + value * direction(index), 0);
        expect(Math.abs(difference - expected)).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(expected)));
      }
    }
  });
});
