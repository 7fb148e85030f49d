/**
 * The oracle as an engine: the last resort where neither WebAssembly SIMD nor a GPU works, and an option for
 * sceptics.
 */
import { referenceSteps, toCapturedLayer } from "../experiment/reference.ts";
import type { EngineReport, LayerResult } from "../experiment/result.ts";
import { capturesLayer } from "../experiment/runRequest.ts";
import type { RunRequest } from "../experiment/runRequest.ts";
import type { SharpnessRequest } from "../experiment/training/sharpness.ts";
import { PictureClock } from "../experiment/training/pictureClock.ts";
import type { TrainingRun } from "../experiment/training/trainRequest.ts";
import { completeCapture, EngineError } from "./engine.ts";
import type { Engine, EngineRun, RunOptions, SharpnessOptions, TrainOptions } from "./engine.ts";
import { nextTask } from "./nextTask.ts";
import { waitFor } from "./wasm/memory/pacing.ts";

const REPORT: EngineReport = {
  engine: "reference",
  // Tensors are rounded to float32 between steps, so overflow begins in the same layer as on every engine.
  backend: "float32-emulated",
  precision: "float32",
  workers: 1,
  flushesDenormals: false,
  declined: [],
};

/** An engine that runs the reference and checks the abort signal after every layer. */
export function createReferenceEngine(): Engine {
  return {
    prepare: () => Promise.resolve(REPORT),
    async run(request: RunRequest, options: RunOptions = {}): Promise<EngineRun> {
      const startMs = performance.now();
      const { plan, capture } = request;
      const steps = referenceSteps(request, "float32");
      for (;;) {
        const step = steps.next();
        if (step.done === true) {
          const { layers, loss, captured } = step.value;
          return {
            result: {
              planKey: plan.key,
              report: REPORT,
              batch: plan.batch,
              layers: layers satisfies readonly LayerResult[],
              loss,
              reusedLayers: 0,
              traffic: null,
              elapsedMs: performance.now() - startMs,
            },
            captured:
              capture === "none"
                ? null
                : {
                    input: Float32Array.from(capture === "all" ? captured.input : []),
                    layers: captured.layers.map((layer, layerIndex) =>
                      capturesLayer(request, layerIndex) ? toCapturedLayer(layer) : completeCapture({}),
                    ),
                  },
          };
        }
        options.onLayer?.(step.value.result);
        await nextTask();
        if (options.signal?.aborted === true)
          throw new EngineError("cancelled", "run cancelled by a newer one");
      }
    },
    async train(
      { training, given, returnsParameters, grid },
      { signal, every = Infinity, pictureEveryMs = Infinity, onSnapshot, limit }: TrainOptions = {},
    ): Promise<TrainingRun> {
      const startMs = performance.now();
      // Fetched with the first training.
      const { trainingSteps } = await import("../experiment/training/trainReference.ts");
      const pictures = new PictureClock(pictureEveryMs);
      const isDue = (step: number): boolean =>
        pictures.isDue() || (limit !== undefined && limit.value <= step);
      const steps = trainingSteps(training, every, "float32", given, { isDue, grid });
      for (;;) {
        const step = steps.next();
        if (step.done === true) {
          const { layers, ...trained } = step.value;
          const elapsedMs = performance.now() - startMs;
          return { ...trained, layers: returnsParameters ? layers : [], report: REPORT, elapsedMs };
        }
        if (step.value.kind === "snapshot") {
          const { snapshot } = step.value;
          onSnapshot?.(snapshot);
          pictures.shown();
          if (limit !== undefined && snapshot.step < training.steps)
            await waitFor(limit.beyond(snapshot.step), signal);
        }
        await nextTask();
        if (signal?.aborted === true) throw new EngineError("cancelled", "training cancelled");
      }
    },
    async sharpness(request: SharpnessRequest, { signal }: SharpnessOptions = {}): Promise<number> {
      const { referenceSharpness } = await import("../experiment/training/sharpnessReference.ts");
      const steps = referenceSharpness(request);
      for (;;) {
        const step = steps.next();
        if (step.done === true) return step.value;
        await nextTask();
        if (signal?.aborted === true) throw new EngineError("cancelled", "search cancelled");
      }
    },
    // Plain arrays, whose memory the browser does not report.
    memory: () => Promise.resolve(null),
    dispose() {
      // The engine holds nothing between runs.
    },
  };
}
