/**
 * Predicts what a run takes on each engine, and says which one should have it. Corrected by every real run.
 * It runs nothing and knows no device: the engines to choose from are given to it.
 */
import type { RunResult } from "../../experiment/result.ts";
import type { RunRequest } from "../../experiment/runRequest.ts";
import { learn, predictMs } from "./model.ts";
import type { Belief, CostModel, EngineWork } from "./model.ts";
import { gpuEngineWork, layerShapes, wasmWork } from "./work.ts";

/** Engines that have a cost model; the reference runs only where nothing else does. */
export type ModelledEngine = "wasm" | "gpu-webgpu" | "gpu-webgl2";

export interface Prediction {
  readonly choice: ModelledEngine;
  /** Milliseconds with all kernels compiled. */
  readonly ms: number;
}

/**
 * Another engine must be quicker by this factor to take over: a drag over the crossing of two predictions
 * then changes engines once, and no run takes more than a ninth longer than it could.
 */
export const TAKE_OVER = 0.9;
/** In a movement that has changed engines: near a long crossing, single runs would change them back. */
const TAKE_BACK = 0.7;
/** Shapes whose kernels a GPU keeps: it has room for 64 kernels, and one shape needs about 15. */
const KEPT_SHAPES = 4;
/**
 * An engine that was corrected into second place is run once more after so many runs, because what made it
 * slow may have passed, if it is predicted to take at most this factor longer, and no control moves.
 */
const SECOND_CHANCE = { afterRuns: 64, atMost: 1.5 } as const;
/** A run that begins so soon after the last one has ended belongs to the same movement. */
const MOVEMENT_MS = 300;

/** Work of a request on an engine. @param cores of this device */
export function workOn(
  choice: ModelledEngine,
  request: RunRequest,
  cores: number,
  reusedLayers = 0,
): EngineWork {
  switch (choice) {
    case "wasm":
      return wasmWork(request, cores, reusedLayers);
    case "gpu-webgpu":
      return gpuEngineWork(request, "webgpu");
    case "gpu-webgl2":
      return gpuEngineWork(request, "webgl2");
    default:
      return choice satisfies never;
  }
}

/**
 * The time of a run: as the engine says, and what the page waited beyond that in the quickest of some runs.
 * In other runs the page may have waited for itself, while it was drawing.
 * @param beyondMs waited less reported time of the runs, this one included
 */
export function experiencedMs(elapsedMs: number, beyondMs: readonly number[]): number {
  return elapsedMs + Math.max(0, Math.min(...beyondMs));
}

/** So many runs are enough for one in which the page was not drawing. */
const WAITS = 8;

interface Known {
  belief: Belief;
  /** Shapes with compiled kernels, the newest last. */
  readonly shapes: Set<string>;
  runsWithout: number;
  /** What the page waited beyond the reported times of the last runs. */
  waits: readonly number[];
}

export interface Predictor {
  /** Predicted times, the best first, of those engines that have a model. */
  predict(request: RunRequest, candidates: readonly ModelledEngine[]): readonly Prediction[];
  /**
   * As `predict`, with the engine that should run the request first; that is the one of the last request
   * unless another is clearly quicker.
   */
  choose(request: RunRequest, candidates: readonly ModelledEngine[], nowMs: number): readonly Prediction[];
  /** Corrects an engine's model by a run. */
  observe(choice: ModelledEngine, request: RunRequest, result: RunResult, waitedMs: number): void;
  /** Corrects the factor of an engine's trainings. */
  correctTraining(choice: ModelledEngine, factor: number): void;
  /** An engine was started anew: its kernels are gone. */
  forget(choice: ModelledEngine): void;
  models(): ReadonlyMap<ModelledEngine, CostModel>;
}

/**
 * @param models as fitted by the contest, or as corrected in an earlier visit
 * @param cores of this device
 */
export function createPredictor(models: ReadonlyMap<ModelledEngine, CostModel>, cores: number): Predictor {
  const known = new Map<ModelledEngine, Known>();
  for (const [choice, model] of models)
    known.set(choice, { belief: { model, surprise: null }, shapes: new Set(), runsWithout: 0, waits: [] });
  let current: ModelledEngine = "wasm";
  /** End of the last run, as far as it is known. */
  let lastMs = -Infinity;
  let hasMovementChanged = false;
  /** Shapes of the last request, and how many requests in a row had them. */
  let row = { shapes: "", length: 0 };

  function predict(request: RunRequest, candidates: readonly ModelledEngine[]): Prediction[] {
    const predictions: Prediction[] = [];
    for (const choice of candidates) {
      const model = known.get(choice)?.belief.model;
      if (model === undefined) continue;
      predictions.push({ choice, ms: predictMs(model, workOn(choice, request, cores)) });
    }
    return predictions.toSorted((a, b) => a.ms - b.ms);
  }

  const newShapes = (choice: ModelledEngine, shapes: ReadonlySet<string>): number => {
    const kept = known.get(choice)?.shapes;
    return [...shapes].filter((shape) => kept?.has(shape) !== true).length;
  };

  /**
   * Kernels are worth compiling if their shapes come again: as often as they have come so far, for all that
   * is known. So a control that changes the width with every step compiles nothing for it.
   */
  function compilingMs(choice: ModelledEngine, shapes: ReadonlySet<string>): number {
    const model = known.get(choice)?.belief.model;
    return model === undefined ? 0 : (model.shapeMs * newShapes(choice, shapes)) / row.length;
  }

  /** The engine in second place whose turn it is to show whether it is still slow. */
  function secondChance(predictions: readonly Prediction[], isMoving: boolean): Prediction | null {
    const [best] = predictions;
    if (isMoving || best === undefined) return null;
    return (
      predictions.find(
        ({ choice, ms }) =>
          ms < SECOND_CHANCE.atMost * best.ms &&
          (known.get(choice)?.runsWithout ?? 0) >= SECOND_CHANCE.afterRuns,
      ) ?? null
    );
  }

  return {
    predict,
    choose(request, candidates, nowMs) {
      const shapes = layerShapes(request);
      const joined = [...shapes].join();
      row = { shapes: joined, length: joined === row.shapes ? row.length + 1 : 1 };
      const isMoving = nowMs - lastMs < MOVEMENT_MS;
      lastMs = nowMs;
      if (!isMoving) hasMovementChanged = false;
      const predictions = predict(request, candidates);
      const costs = predictions.map((prediction) => ({
        prediction,
        ms: prediction.ms + compilingMs(prediction.choice, shapes),
      }));
      const best = costs.toSorted((a, b) => a.ms - b.ms)[0];
      if (best === undefined) return [];
      const held = costs.find(({ prediction }) => prediction.choice === current);
      const factor = hasMovementChanged ? TAKE_BACK : TAKE_OVER;
      const winner = held !== undefined && best.ms > factor * held.ms ? held : best;
      hasMovementChanged ||= winner.prediction.choice !== current;
      current = winner.prediction.choice;
      const first = secondChance(predictions, isMoving) ?? winner.prediction;
      for (const { choice } of predictions) {
        const engine = known.get(choice);
        if (engine !== undefined) engine.runsWithout = choice === first.choice ? 0 : engine.runsWithout + 1;
      }
      return [first, ...predictions.filter((prediction) => prediction !== first)];
    },
    observe(choice, request, { elapsedMs, reusedLayers, traffic }, waitedMs) {
      const engine = known.get(choice);
      if (engine === undefined) return;
      lastMs += waitedMs;
      const { belief, shapes } = engine;
      engine.waits = [...engine.waits, waitedMs - elapsedMs].slice(-WAITS);
      const ms = experiencedMs(elapsedMs, engine.waits);
      const work = workOn(choice, request, cores, reusedLayers);
      const wanted = layerShapes(request);
      const isCompiling = choice !== "wasm" && (traffic?.compiled ?? newShapes(choice, wanted)) > 0;
      const compiled = Math.max(1, newShapes(choice, wanted));
      for (const shape of wanted) {
        shapes.delete(shape);
        shapes.add(shape);
      }
      for (const shape of shapes) {
        if (shapes.size > Math.max(KEPT_SHAPES, wanted.size)) shapes.delete(shape);
      }
      if (!isCompiling) {
        engine.belief = learn(belief, work, ms);
        return;
      }
      // What such a run took longer is the compiling. It says nothing of the engine's rate.
      const { model } = belief;
      const shapeMs = Math.max(0, ms - predictMs(model, work)) / compiled;
      engine.belief = { ...belief, model: { ...model, shapeMs: (model.shapeMs + shapeMs) / 2 } };
    },
    correctTraining(choice, factor) {
      const engine = known.get(choice);
      if (engine === undefined) return;
      const { model } = engine.belief;
      engine.belief = { ...engine.belief, model: { ...model, training: factor } };
    },
    forget(choice) {
      known.get(choice)?.shapes.clear();
    },
    models() {
      return new Map([...known].map(([choice, { belief }]) => [choice, belief.model]));
    },
  };
}
