/** A cheap look at whether a GPU backend could answer here, before the library for it is loaded. */
import type { EngineChoice } from "./engine.ts";

/** The one call of WebGPU this file needs; the DOM library of this TypeScript does not know it in every lib setting. */
interface GpuLike {
  requestAdapter(): Promise<object | null>;
}

async function hasWebGpuAdapter(): Promise<boolean> {
  const gpu: unknown = Reflect.get(navigator, "gpu");
  if (typeof gpu !== "object" || gpu === null) return false;
  try {
    return (await (gpu as GpuLike).requestAdapter()) !== null;
  } catch {
    // Some browsers reject instead of answering null where WebGPU is blocked.
    return false;
  }
}

function hasWebGl2(): boolean {
  if (typeof OffscreenCanvas === "undefined") return false;
  const context = new OffscreenCanvas(1, 1).getContext("webgl2");
  // The context is given back at once: browsers keep only a handful alive.
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

/** Whether the choice's device answers; always true for engines that need none. */
export async function isWorthTrying(choice: EngineChoice): Promise<boolean> {
  if (choice === "gpu-webgpu") return hasWebGpuAdapter();
  if (choice === "gpu-webgl2") return hasWebGl2();
  return true;
}
