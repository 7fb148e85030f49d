/** Fetches the raw tensors of one layer in the background, on the page's engine. */
import { EngineError } from "../engine/engine.ts";
import type { EngineChooser } from "../engine/choose.ts";
import { requestOf } from "../experiment/runRequest.ts";
import type { CaptureLayer } from "../views/services.ts";

/** Makes the service; it never rejects. */
export function createCaptureLayer(chooser: Pick<EngineChooser, "run">): CaptureLayer {
  return async (plan, layerIndex, signal) => {
    try {
      const { result, captured } = await chooser.run(requestOf(plan, { capture: { layerIndex } }), {
        signal,
      });
      const tensors = captured?.layers[layerIndex];
      return tensors === undefined
        ? { kind: "failed", code: "failed" }
        : { kind: "done", planKey: result.planKey, tensors };
    } catch (error) {
      return { kind: "failed", code: error instanceof EngineError ? error.code : "failed" };
    }
  };
}
