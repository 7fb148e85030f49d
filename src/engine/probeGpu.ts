/** A cheap check whether a GPU backend could work here, and of its name, before its library is loaded. */
import type { EngineChoice } from "./engine.ts";

/** A GPU that answers. */
export interface GpuAdapter {
  /** Null when the browser does not reveal it. */
  readonly name: string | null;
  /** It computes on the processor, where the WASM kernels are faster, and uses all cores. */
  readonly isSoftware: boolean;
}

/**
 * The calls of WebGPU this file needs; the DOM library of this TypeScript does not know
 * them in every lib setting.
 */
interface GpuLike {
  requestAdapter(): Promise<AdapterLike | null>;
}
interface AdapterLike {
  readonly isFallbackAdapter?: boolean;
  readonly info?: Readonly<Record<"vendor" | "architecture" | "device" | "description", string>> & {
    readonly isFallbackAdapter?: boolean;
  };
}

/** Renderers on the processor: Chrome's, Mesa's two, Windows's, and Apple's. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|lavapipe|basic render|warp|apple software/i;

async function webGpuAdapter(): Promise<GpuAdapter | null> {
  const gpu: unknown = Reflect.get(navigator, "gpu");
  if (typeof gpu !== "object" || gpu === null) return null;
  try {
    const adapter = await (gpu as GpuLike).requestAdapter();
    if (adapter === null) return null;
    const { info } = adapter;
    const words = [info?.vendor, info?.architecture, info?.device, info?.description];
    const name = words.filter((word) => word !== undefined && word !== "").join(" ");
    const isFallback = (info?.isFallbackAdapter ?? adapter.isFallbackAdapter) === true;
    return { name: name === "" ? null : name, isSoftware: isFallback || SOFTWARE.test(name) };
  } catch {
    // Some browsers reject instead of answering null where WebGPU is blocked.
    return null;
  }
}

function webGl2Adapter(): GpuAdapter | null {
  if (typeof OffscreenCanvas === "undefined") return null;
  const context = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (context === null) return null;
  // Firefox and Safari give the name without the extension, and warn of the extension.
  const plain: unknown = context.getParameter(context.RENDERER);
  const extension = plain === "WebKit WebGL" ? context.getExtension("WEBGL_debug_renderer_info") : null;
  const renderer: unknown =
    extension === null ? plain : context.getParameter(extension.UNMASKED_RENDERER_WEBGL);
  // The context is released at once: browsers keep only a handful alive.
  context.getExtension("WEBGL_lose_context")?.loseContext();
  const name = typeof renderer === "string" && renderer !== "" ? renderer : null;
  return { name, isSoftware: SOFTWARE.test(name ?? "") };
}

/** The adapter of a choice; null when none answers, and for engines that need none. */
export async function adapterOf(choice: EngineChoice): Promise<GpuAdapter | null> {
  if (choice === "gpu-webgpu") return webGpuAdapter();
  if (choice === "gpu-webgl2") return webGl2Adapter();
  return null;
}
