/** Compares a training with the golden one of PyTorch, in unit tests and in the page alike. */
import type { GoldenTraining } from "./goldens.ts";

/** What every engine promises of a float32 training of up to twenty steps. */
const TOLERANCE = 1e-4;

type Numbers = ArrayLike<number>;

/** The first value that is farther than 1e-4, absolutely or relatively; empty where none is. */
export function farFrom(actual: Numbers | undefined, expected: Numbers, what: string): readonly string[] {
  if (actual?.length !== expected.length)
    return [`${what}: ${actual?.length} values (expected ${expected.length})`];
  for (let i = 0; i < expected.length; i++) {
    const [a = NaN, b = NaN] = [actual[i], expected[i]];
    if (!(Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b))))
      return [`${what}: ${a} at ${i} (expected ${b})`];
  }
  return [];
}

/** What a training gave, as far as the files of PyTorch know it. */
export interface TrainedNumbers {
  readonly losses: Numbers;
  /** Update over weights of every layer, at every step. */
  readonly ratios: readonly (Numbers | undefined)[];
  /** Loss of the last snapshot on the points that are not learnt from. */
  readonly validation: number;
  readonly layers: readonly {
    readonly weights: Numbers;
    readonly biases: Numbers;
    readonly gain: Numbers;
    readonly shift: Numbers;
    readonly running: { readonly mean: Numbers; readonly variance: Numbers } | null;
  }[];
}

/** Where losses, update ratios and parameters differ from PyTorch's; empty where nothing does. */
export function goldenFaults({ steps, final }: GoldenTraining, trained: TrainedNumbers): readonly string[] {
  const losses = steps.map(({ loss }) => loss);
  const faults = [...farFrom(trained.losses, losses, "losses")];
  for (const [index, { updateToWeightStd }] of steps.entries()) {
    const expected = updateToWeightStd?.map((value) => value ?? NaN);
    if (expected !== undefined) faults.push(...farFrom(trained.ratios[index], expected, `ratios ${index}`));
  }
  for (const [index, { weights, biases, gain, shift, running }] of trained.layers.entries()) {
    faults.push(...farFrom(weights, final.weights[index]?.data ?? [], `weights ${index}`));
    faults.push(...farFrom(biases, final.biases[index]?.data ?? [], `biases ${index}`));
    const [gamma, beta] = [final.gamma?.[index], final.beta?.[index]];
    if (gamma !== undefined) faults.push(...farFrom(gain, gamma.data, `gamma ${index}`));
    if (beta !== undefined) faults.push(...farFrom(shift, beta.data, `beta ${index}`));
    const [mean, variance] = [final.runningMean?.[index], final.runningVariance?.[index]];
    if (running === null || mean === undefined || variance === undefined) continue;
    faults.push(...farFrom(running.mean, mean, `mean ${index}`));
    faults.push(...farFrom(running.variance, variance, `variance ${index}`));
  }
  if (trained.layers.length !== final.weights.length) faults.push(`${trained.layers.length} layers`);
  if (final.evaluationLoss !== undefined)
    faults.push(...farFrom([trained.validation], [final.evaluationLoss], "evaluation"));
  return faults;
}
