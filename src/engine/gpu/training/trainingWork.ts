/**
 * What a training costs on a GPU before it runs, as `gpuWork` says it of a run: tests hold it equal to what
 * travels.
 *
 * Shapes: B = points of a step, K = fan-in, N = units.
 */
import { optimizerById } from "../../../catalog/optimizers.ts";
import { normalizedUnits, streamSource } from "../../../experiment/layerLinks.ts";
import { isBiasTakenOut } from "../../../experiment/training/takenOut.ts";
import type { LayerPlan, Plan } from "../../../experiment/plan.ts";
import { requestOf } from "../../../experiment/runRequest.ts";
import { hasSnapshot } from "../../../experiment/training/snapshot.ts";
import type { SnapshotSteps } from "../../../experiment/training/snapshot.ts";
import { planOfEvaluation, planOfProbe, planOfStep } from "../../../experiment/training/trainingPlan.ts";
import type { TrainingPlan } from "../../../experiment/training/trainingPlan.ts";
import type { TrainRequest } from "../../../experiment/training/trainRequest.ts";
import type { GpuBackend } from "../device/gpuDevice.ts";
import { gpuWork, scaleOf, tallyingOn } from "../gpuWork.ts";
import type { GpuWork, KeptOnDevice } from "../gpuWork.ts";
import { NORM_ROWS, RUNNING_ROWS } from "../kernels/layout.ts";
import type { Shape } from "../kernels/layout.ts";

type Tallying = ReturnType<typeof tallyingOn>;

/** A list of steps takes at most about so long on a slow integrated GPU, so that others have their turns. */
const LIST_MS = 40;
/** That GPU: 100 GFLOP/s, 0.1 ms a launch. */
const SLOW_GPU = { flopsPerMs: 1e8, launchMs: 0.1 } as const;
/** A list longer than this saves nothing more. */
const MOST_STEPS = 64;
/** Most numbers of points in one upload. */
const MOST_ROWS = 16_384;

const isSource = ({ layerIndex, weightsFrom }: LayerPlan): boolean => layerIndex === weightsFrom;

/** A network forward, without counts of derivatives. */
function forwardWork(work: Tallying, { batch, layers }: Plan): void {
  for (const layer of layers) {
    const { units, fanIn, norm, keepProbability, gate, stream } = layer;
    const shape = { rows: batch, columns: units };
    work.multiply({ kind: "forward", ...shape, inner: fanIn });
    // Statistics, which running ones are brought into the form of, and their use.
    if (norm !== null) work.launch(2);
    work.launch();
    if (keepProbability < 1) {
      work.upload(shape);
      work.launch();
    }
    if (gate !== undefined) work.launch();
    if (stream !== undefined && stream.branch !== 1) work.launch();
    if (streamSource(layer) !== null) work.launch();
  }
}

/** Whether the biases of a layer have a gradient. */
const learnsBias = ({ learnsBiases, plan }: TrainingPlan, layer: LayerPlan): boolean =>
  learnsBiases && !isBiasTakenOut(plan.layers, layer);

/** Everything of one step but the numbers of its points. */
function stepWork(training: TrainingPlan, isWhole: boolean, backend: GpuBackend): GpuWork {
  const work = tallyingOn(backend);
  const plan = planOfStep(training);
  const { batch, layers } = plan;
  // The points.
  if (!isWhole) work.launch();
  forwardWork(work, plan);
  // Running statistics.
  work.launch(layers.filter(({ norm }) => norm?.kind === "batch").length);
  // Losses, their gradient, and the list.
  work.launch(3);
  const streams = new Set(layers.map(streamSource));
  for (const layer of layers) {
    const { layerIndex, units, fanIn, norm, keepProbability, stream, gate } = layer;
    if (keepProbability < 1) work.launch();
    if (norm !== null) work.launch(training.learnsNorms ? 4 : 2);
    if (stream !== undefined) work.launch((stream.branch === 1 ? 0 : 1) + (stream.factor === 1 ? 0 : 1));
    // The gradients of the gate and of the value; then that of the input they share.
    if (gate !== undefined) work.launch(2);
    if (layers[layerIndex + 1]?.inputOf === layerIndex) work.launch();
    // The product with the derivative.
    work.launch();
    work.multiply({ kind: "weightGradient", rows: units, columns: fanIn, inner: batch });
    if (learnsBias(training, layer)) work.launch();
    if (layerIndex === 0) continue;
    work.multiply({ kind: "inputGradient", rows: batch, columns: fanIn, inner: units });
    if (streams.has(layerIndex - 1)) work.launch();
  }
  const { step } = optimizerById(training.optimizer);
  const rules = Object.keys(step).length;
  const clips = training.clip?.kind === "norm";
  for (const layer of layers) {
    const learnt = [true, learnsBias(training, layer)].filter(Boolean).length;
    const vectors = layer.norm !== null && training.learnsNorms ? 2 : 0;
    // Shared gradients are added up.
    const tensors = vectors + (isSource(layer) ? learnt : 0);
    if (!isSource(layer)) work.launch(learnt);
    work.launch(tensors * (rules + (clips ? 2 : 0)));
  }
  if (clips) work.launch();
  return work.tally;
}

/** The greatest number of steps whose losses come in one reading. */
export function stepsAtOnce(training: TrainingPlan, backend: GpuBackend): number {
  const { launches, flops } = stepWork(training, false, backend);
  const stepMs = launches * SLOW_GPU.launchMs + flops / SLOW_GPU.flopsPerMs;
  const most = Math.min(LIST_MS / stepMs, MOST_STEPS, MOST_ROWS / training.miniBatch, training.steps);
  return Math.max(1, Math.floor(most));
}

/** Data, parameters and states. */
function startWork(
  { training, given, grid = new Float32Array(0) }: TrainRequest,
  isWhole: boolean,
  backend: GpuBackend,
  kept: KeptOnDevice,
) {
  const work = tallyingOn(backend);
  const { plan, points, validation, optimizer, miniBatch } = training;
  const own =
    given === null ? Math.max(points + validation, plan.batch) : given.data.inputs.length / plan.inputUnits;
  const rows = own + grid.length / plan.inputUnits;
  const isOfClasses = plan.gradient === "cross_entropy";
  work.upload({ rows, columns: plan.inputUnits });
  work.upload({ rows, columns: isOfClasses ? 1 : (plan.layers.at(-1)?.units ?? 1) });
  if (isWhole) {
    work.upload({ rows: miniBatch, columns: 1 });
    work.launch();
  }
  work.upload({ rows: plan.batch, columns: plan.inputUnits });
  const { m, v } = optimizerById(optimizer).step as { readonly m?: string; readonly v?: string };
  const zeros = new Set<string>();
  const needZero = ({ rows: height, columns }: Shape): void => {
    const key = `${height}x${columns}`;
    if (!zeros.has(key)) work.upload({ rows: height, columns });
    zeros.add(key);
  };
  const needState = (shape: Shape): void => {
    if (m !== undefined || v !== undefined) needZero(shape);
  };
  for (const layer of plan.layers) {
    const { units, fanIn, norm } = layer;
    const weights = { rows: units, columns: fanIn };
    const vector = { rows: 1, columns: units };
    if (given !== null) work.upload(weights);
    else {
      if (kept === "none") work.upload(weights);
      if (kept === "none" && scaleOf(layer) !== 1) work.launch();
      // The copy.
      work.launch();
    }
    if (isSource(layer)) {
      needState(weights);
      work.upload(vector);
      needState(vector);
    }
    if (norm === null) continue;
    const columns = normalizedUnits(layer);
    const gains = { rows: 1, columns };
    work.upload(gains);
    work.upload(gains);
    needState(gains);
    if (norm.kind === "batch") work.upload({ rows: RUNNING_ROWS, columns });
  }
  needZero({ rows: stepsAtOnce(training, backend), columns: 1 });
  if (training.clip?.kind === "norm") needZero({ rows: NORM_ROWS, columns: 1 });
  return work.tally;
}

/** Answers for so many points. */
function evaluationWork(training: TrainingPlan, count: number, backend: GpuBackend): GpuWork {
  const work = tallyingOn(backend);
  const plan = planOfEvaluation(training, training.plan.batch);
  const one = tallyingOn(backend);
  one.launch();
  forwardWork(one, plan);
  one.read([{ rows: plan.batch, columns: plan.layers.at(-1)?.units ?? 1 }]);
  work.add(one.tally, Math.ceil(count / plan.batch));
  return work.tally;
}

/** How many lists of steps, snapshots and measured updates a training has. */
export function listsOf({ steps }: TrainingPlan, every: SnapshotSteps, atOnce: number) {
  let lists = 0;
  let snapshots = 1;
  let updates = 0;
  for (let step = 0; step < steps; lists++) {
    const isShown = hasSnapshot(every, step);
    if (isShown) snapshots++;
    const from = step++;
    // The last step is measured for the snapshot behind it.
    const isMeasured = isShown || from === steps - 1;
    if (isMeasured) updates++;
    while (!isMeasured && step < Math.min(steps - 1, from + atOnce) && !hasSnapshot(every, step)) step++;
  }
  return { lists, snapshots, updates };
}

/**
 * The work of a training to its last step.
 * @param kept whether the device has the draws of the weights and the masks of snapshots
 */
export function trainingWork(
  request: TrainRequest,
  every: SnapshotSteps,
  backend: GpuBackend,
  kept: "none" | "all" = "none",
): GpuWork {
  const { training, given, returnsParameters, grid } = request;
  const { plan, steps, points, validation, miniBatch } = training;
  const isWhole = given === null && miniBatch === points;
  const atOnce = stepsAtOnce(training, backend);
  const { lists, snapshots, updates } = listsOf(training, every, atOnce);
  const work = tallyingOn(backend);
  work.add(startWork(request, isWhole, backend, kept));
  work.add(stepWork(training, isWhole, backend), steps);
  const list = tallyingOn(backend);
  if (!isWhole) list.upload({ rows: atOnce * miniBatch, columns: 1 });
  list.read([{ rows: atOnce, columns: 1 }]);
  work.add(list.tally, lists);
  work.add(gpuWork(requestOf(planOfProbe(training)), backend, "held"), snapshots);
  if (kept === "none") {
    const masked = plan.layers.filter(({ keepProbability }) => keepProbability < 1);
    for (const { units } of masked) work.upload({ rows: plan.batch, columns: units });
  }
  const watched = grid === undefined ? [] : [grid.length / plan.inputUnits];
  for (const count of [validation === 0 ? points : validation, ...watched]) {
    work.upload({ rows: Math.ceil(count / plan.batch) * plan.batch, columns: 1 });
    work.add(evaluationWork(training, count, backend), snapshots);
  }
  // The weights and their change in every step behind a snapshot.
  const changes = tallyingOn(backend);
  for (const { units, fanIn } of plan.layers.filter(isSource)) {
    const weights = { rows: units, columns: fanIn };
    changes.launch();
    changes.read([weights, weights]);
  }
  work.add(changes.tally, updates);
  if (!returnsParameters) return work.tally;
  for (const layer of plan.layers) {
    const { units, fanIn, norm } = layer;
    const normed = normalizedUnits(layer);
    const vectors = norm === null ? [units] : [units, normed, normed];
    work.read([{ rows: units, columns: fanIn }]);
    for (const columns of vectors) work.read([{ rows: 1, columns }]);
    if (norm?.kind === "batch") work.read([{ rows: RUNNING_ROWS, columns: normed }]);
  }
  return work.tally;
}
