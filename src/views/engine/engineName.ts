/** What the badge calls an engine: what really answered, how many workers, in which precision. */
import type { EngineReport } from "../../experiment/result.ts";

/** `WASM SIMD ×4 · float32`, `GPU.js WebGPU · float32`, `Reference · float64`. */
export function engineName(report: EngineReport, referenceName: string): string {
  const { engine, backend, precision, workers } = report;
  switch (engine) {
    case "wasm":
      return `WASM ${backend === "relaxed-simd" ? "relaxed SIMD" : "SIMD"} ×${workers} · ${precision}`;
    case "gpu":
      return `GPU.js ${backend === "webgpu" ? "WebGPU" : "WebGL2"} · ${precision}`;
    case "reference":
      return referenceName;
    default:
      return engine satisfies never;
  }
}
