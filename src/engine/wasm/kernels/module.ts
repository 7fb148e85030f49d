/** Detects the kernels that this device runs, and instantiates them in a separate memory. */
import type { PlannedActivation } from "../../../catalog/activations.ts";
import { EngineError } from "../../engine.ts";
import type { Activate, KernelBackend, Kernels } from "./kernels.ts";

/**
 * An instance of the kernels and the memory it works in. Only the owner of the instance lays that memory out.
 */
export interface KernelModule {
  readonly backend: KernelBackend;
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
}

type MakeKernel = (module: KernelModule, activation: PlannedActivation) => Activate;

let makeTyped: MakeKernel | null = null;

/** Hands over what makes the kernels of typed activations: it is fetched with the first of them. */
export function provideTypedKernels(make: MakeKernel): void {
  makeTyped = make;
}

/** The kernel of an activation. @throws EngineError `failed` where a typed one cannot be made */
export function activationKernel(module: KernelModule, activation: PlannedActivation): Activate {
  const name = `activate_${activation}`;
  if (name in module.kernels) return module.kernels[name as `activate_relu`];
  if (makeTyped === null) throw new EngineError("failed", `no kernel for ${activation}`);
  return makeTyped(module, activation);
}

/** `() -> v128 { i8x16.popcnt(i8x16.splat(0)) }` */
const SIMD_PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
] as const;

/** `() -> v128 { f32x4.relaxed_madd(0, 0, 0) }` with zeros from i8x16.splat; the opcode is 0xfd 0x105. */
const RELAXED_PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0,
  253, 15, 65, 0, 253, 15, 253, 133, 2, 11,
] as const;

/** The fastest kernels that this device validates, or null without WASM SIMD. */
export function supportedBackend(): KernelBackend | null {
  if (typeof WebAssembly !== "object") return null;
  if (WebAssembly.validate(Uint8Array.from(RELAXED_PROBE))) return "relaxed-simd";
  return WebAssembly.validate(Uint8Array.from(SIMD_PROBE)) ? "simd" : null;
}

function isKernels(exports: WebAssembly.Exports): exports is WebAssembly.Exports & Kernels {
  return typeof exports["multiplyRows"] === "function" && typeof exports["measureCounts"] === "function";
}

/**
 * Instantiates the best kernels of this device.
 * @param readBytes gives the compiled module of a backend
 * @param backend forces one; by default the fastest that validates
 * @throws EngineError `no-device` without WASM SIMD, `failed` when the module cannot be compiled or
 * instantiated
 */
export async function loadKernels(
  readBytes: (backend: KernelBackend) => Promise<BufferSource>,
  backend: KernelBackend | null = supportedBackend(),
): Promise<KernelModule> {
  if (backend === null) throw new EngineError("no-device", "no WebAssembly SIMD on this device");
  const memory = new WebAssembly.Memory({ initial: 1 });
  try {
    const { instance } = await WebAssembly.instantiate(await readBytes(backend), { env: { memory } });
    if (!isKernels(instance.exports)) throw new TypeError("the module does not export the kernels");
    return { backend, memory, kernels: instance.exports };
  } catch (cause) {
    throw new EngineError("failed", `cannot load the ${backend} kernels`, { cause });
  }
}
