/**
 * Predicts what a training takes on each engine, from the models of runs and a factor that real trainings
 * correct, and says which engine should have it. Fetched with the first training.
 */
import { optimizerById } from "../../catalog/optimizers.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import { planOfEvaluation, planOfProbe, planOfStep } from "../../experiment/training/trainingPlan.ts";
import type { SnapshotSteps } from "../../experiment/training/snapshot.ts";
import type { TrainRequest, TrainingRun } from "../../experiment/training/trainRequest.ts";
import { listsOf, trainingWork } from "../gpu/training/trainingWork.ts";
import { predictMs } from "./model.ts";
import type { CostModel, EngineWork } from "./model.ts";
import { TAKE_OVER } from "./predictor.ts";
import type { ModelledEngine, Prediction, Predictor } from "./predictor.ts";
import { layerShapes, wasmWork } from "./work.ts";

const FLOAT_BYTES = 4;
/** A training needs as many kernels again as a run of its network: of steps, losses and the optimiser. */
const KERNELS_OF_RUNS = 2;
/**
 * Share of the difference that one training corrects, as a logarithm. A training takes seconds, so chance
 * averages out: a factor of 5 is below 1.1 after two.
 */
const BELIEVED = 0.8;

function wasmTrainingWork({ training }: TrainRequest, every: SnapshotSteps, cores: number): EngineWork {
  const { plan, steps, points, validation, optimizer } = training;
  const { snapshots } = listsOf(training, every, 1);
  const work = { launches: 0, flops: 0, bytes: 0 };
  const add = ({ launches, flops, bytes }: EngineWork, times: number): void => {
    work.launches += times * launches;
    work.flops += times * flops;
    work.bytes += times * bytes;
  };
  add(wasmWork(requestOf(planOfStep(training), { measure: [] }), cores), steps);
  const weights = plan.layers.reduce((sum, { fanIn, units }) => sum + fanIn * units, 0);
  const rules = Object.keys(optimizerById(optimizer).step).length;
  add({ launches: 0, flops: 0, bytes: FLOAT_BYTES * rules * weights }, steps);
  add(wasmWork(requestOf(planOfProbe(training)), cores), snapshots);
  const batches = (validation === 0 ? points : validation) / plan.batch;
  const evaluation = requestOf(planOfEvaluation(training, plan.batch), { passes: "forward", measure: [] });
  add(wasmWork(evaluation, cores), snapshots * batches);
  return work;
}

/**
 * Work of a training on an engine.
 * @param every the steps that have a snapshot
 * @param cores of this device
 */
export function trainingWorkOn(
  choice: ModelledEngine,
  request: TrainRequest,
  every: SnapshotSteps,
  cores: number,
): EngineWork {
  if (choice === "wasm") return wasmTrainingWork(request, every, cores);
  const backend = choice === "gpu-webgpu" ? "webgpu" : "webgl2";
  const work = trainingWork(request, every, backend, "all");
  const { launches, readings, flops, uploadedBytes, readBytes } = work;
  return { launches: launches + readings, flops, bytes: uploadedBytes + readBytes };
}

export interface TrainingPredictor {
  /** The engines in the order in which they should have a training, with their predicted times. */
  choose(
    request: TrainRequest,
    every: SnapshotSteps,
    candidates: readonly ModelledEngine[],
  ): readonly Prediction[];
  /** Corrects an engine's factor by a training that has come to its end. */
  observe(
    choice: ModelledEngine,
    request: TrainRequest,
    every: SnapshotSteps,
    run: Pick<TrainingRun, "stopped" | "traffic">,
    waitedMs: number,
  ): void;
}

/** @param predictor of the runs @param cores of this device */
export function createTrainingPredictor(predictor: Predictor, cores: number): TrainingPredictor {
  /** The shapes that an engine has last trained. */
  const trained = new Map<ModelledEngine, string>();
  const shapesOf = ({ training }: TrainRequest): ReadonlySet<string> =>
    layerShapes(requestOf(planOfStep(training)));
  const msOf = (model: CostModel, work: EngineWork): number => model.training * predictMs(model, work);

  /** What compiling adds to the time of a training. */
  function compilingMs(choice: ModelledEngine, model: CostModel, request: TrainRequest): number {
    const shapes = shapesOf(request);
    if (trained.get(choice) === [...shapes].join()) return 0;
    return model.shapeMs * shapes.size * KERNELS_OF_RUNS;
  }

  return {
    choose(request, every, candidates) {
      const models = predictor.models();
      const costs = candidates.flatMap((choice) => {
        const model = models.get(choice);
        if (model === undefined) return [];
        const ms = msOf(model, trainingWorkOn(choice, request, every, cores));
        return [{ prediction: { choice, ms }, wholeMs: ms + compilingMs(choice, model, request) }];
      });
      const sorted = costs.toSorted((a, b) => a.wholeMs - b.wholeMs);
      const wasm = sorted.find(({ prediction }) => prediction.choice === "wasm");
      const [best] = sorted;
      // WASM needs no device: another engine must be clearly quicker.
      const first =
        wasm !== undefined && best !== undefined && best.wholeMs > TAKE_OVER * wasm.wholeMs ? wasm : best;
      if (first === undefined) return [];
      return [first, ...sorted.filter((cost) => cost !== first)].map(({ prediction }) => prediction);
    },
    observe(choice, request, every, { stopped, traffic }, waitedMs) {
      const model = predictor.models().get(choice);
      if (model === undefined || stopped !== null) return;
      const isCompiling = choice !== "wasm" && (traffic === undefined || traffic.compiled > 0);
      const ms = waitedMs - (isCompiling ? compilingMs(choice, model, request) : 0);
      trained.set(choice, [...shapesOf(request)].join());
      // Where compiling is most of the time, the rest says little.
      if (ms < waitedMs / 2) return;
      const predicted = msOf(model, trainingWorkOn(choice, request, every, cores));
      predictor.correctTraining(choice, model.training * (ms / predicted) ** BELIEVED);
    },
  };
}
