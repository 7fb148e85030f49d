/** The engine's name in the badge: the engine that answered, its workers, its precision. */
import type { EngineReport } from "../../experiment/result.ts";

/** `WASM SIMD ×4 · float32`, `GPU.js WebGPU · float32`, `Reference · float64`. */
export function engineName(report: EngineReport, referenceName: string): string {
  const { engine, backend, precision, workers } = report;
  switch (engine) {
    case "wasm":
      // Relaxed or plain SIMD is a detail of the export; the badge names the engine.
      return `WASM SIMD ×${workers} · ${precision}`;
    case "gpu":
      return `GPU.js ${backend === "webgpu" ? "WebGPU" : "WebGL2"} · ${precision}`;
    case "reference":
      return referenceName;
    default:
      return engine satisfies never;
  }
}
