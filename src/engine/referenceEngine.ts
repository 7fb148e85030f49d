/**
 * The oracle as an engine: the last resort where neither WebAssembly SIMD nor a GPU answers, and
 * a choice for the sceptic.
 */
import type { Plan } from "../experiment/plan.ts";
import { referenceSteps, toCapturedLayer } from "../experiment/reference.ts";
import type { EngineReport, LayerResult } from "../experiment/result.ts";
import { capturesAny, capturesLayer, completeCapture, EngineError, wantedTensors } from "./engine.ts";
import type { Engine, EngineRun, RunOptions } from "./engine.ts";
import { nextTask } from "./nextTask.ts";

const REPORT: EngineReport = {
  engine: "reference",
  // Tensors are rounded to float32 between steps, so overflow begins in the layer where
  // it begins on every engine.
  backend: "float32-emulated",
  precision: "float32",
  workers: 1,
  flushesDenormals: false,
  declined: [],
};

/** An engine that runs the reference, one layer between two looks at the abort signal. */
export function createReferenceEngine(): Engine {
  return {
    prepare: () => Promise.resolve(REPORT),
    async run(plan: Plan, options: RunOptions = {}): Promise<EngineRun> {
      const startMs = performance.now();
      const steps = referenceSteps(plan, "float32", wantedTensors(options));
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
              elapsedMs: performance.now() - startMs,
            },
            captured: capturesAny(options)
              ? {
                  input: Float32Array.from(options.capture === true ? captured.input : []),
                  layers: captured.layers.map((layer, layerIndex) =>
                    capturesLayer(options, layerIndex) ? toCapturedLayer(layer) : completeCapture({}),
                  ),
                }
              : null,
          };
        }
        options.onLayer?.(step.value.result);
        await nextTask();
        if (options.signal?.aborted === true)
          throw new EngineError("cancelled", "run cancelled by a newer one");
      }
    },
    // Plain arrays: the browser does not tell.
    memory: () => Promise.resolve(null),
    dispose() {
      // Nothing is held between runs.
    },
  };
}
