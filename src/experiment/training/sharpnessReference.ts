/** The sharpness in float64, from the passes of the oracle of training. */
import type { LayerPlan } from "../plan.ts";
import { sharpnessBy, planOfSharpness } from "./sharpness.ts";
import type { SharpnessRequest } from "./sharpness.ts";
import type { TrainedLayer } from "./snapshot.ts";
import { gather, lossOfPoints, trainingData } from "./trainingData.ts";
import { bothPasses, HeldParameters, trainReference } from "./trainReference.ts";
import { planOfStep } from "./trainingPlan.ts";
import type { TrainingPlan } from "./trainingPlan.ts";

/**
 * Distance of the differences. Gradients are off by 1e-16 and their third derivatives of the order of the
 * sharpness, so both errors stay below 1e-9; kinks of ReLU are seldom crossed.
 */
const DISTANCE = 1e-5;

/** The tensors of a layer that are learnt, or their gradients, in one order. */
function learnt<T>(
  { learnsBiases, learnsNorms }: TrainingPlan,
  { layerIndex, weightsFrom, norm }: LayerPlan,
  { weights, biases, gain, shift }: Readonly<Record<"weights" | "biases" | "gain" | "shift", T>>,
): readonly T[] {
  const own = weightsFrom === layerIndex ? [weights, ...(learnsBiases ? [biases] : [])] : [];
  return norm !== null && learnsNorms ? [...own, gain, shift] : own;
}

/** @returns what follows, one pass at a time, and then the sharpness */
export function* referenceSharpness({
  training,
  given,
  step,
}: SharpnessRequest): Generator<undefined, number, undefined> {
  const own = planOfSharpness(training);
  const plan = planOfStep(own);
  const data = given?.data ?? trainingData(training);
  const rows = Uint32Array.from({ length: own.points }, (_, row) => row);
  const input = gather(data.inputs, rows, plan.inputUnits);
  const loss = lossOfPoints(data, rows, plan.layers.at(-1)?.units ?? 1);
  const store = new HeldParameters(training, given);
  if (step > 0) {
    const { layers } = trainReference(training, { given, end: step });
    for (const [index, trained] of layers.entries()) {
      const held: TrainedLayer | undefined = store.layers[index];
      for (const key of ["weights", "biases", "gain", "shift"] as const) held?.[key].set(trained[key]);
    }
  }
  const places = plan.layers.flatMap((layer, index) => {
    const held = store.layers[index];
    return held === undefined ? [] : learnt(own, layer, held);
  });
  const flat = new Float64Array(places.reduce((sum, { length }) => sum + length, 0));
  const join = (parts: readonly ArrayLike<number>[]): void => {
    let at = 0;
    for (const part of parts) {
      flat.set(part, at);
      at += part.length;
    }
  };
  join(places);
  function* gradientAt(at: Float64Array): Generator<undefined, Float64Array, undefined> {
    let from = 0;
    for (const place of places) {
      place.set(at.subarray(from, from + place.length));
      from += place.length;
    }
    const { gradients } = bothPasses(own, plan, store, input, loss, () => null, "float64");
    join(
      plan.layers
        .flatMap((layer, index) => {
          const parts = gradients[index];
          return parts === undefined ? [] : learnt<Float64Array | null>(own, layer, parts);
        })
        .map((part) => part ?? new Float64Array(0)),
    );
    yield;
    return flat;
  }
  return yield* sharpnessBy(flat.slice(), gradientAt, plan.seed, DISTANCE);
}
