/**
 * The part of GPU.js this engine uses, typed narrowly, and its lazy loading: 150 kB
 * that only a GPU trial needs.
 */

/** A result that stays on the device: a texture, or a WebGPU buffer. */
export interface GpuHandle {
  delete(): void;
}

/** Several results of one kernel: `result` and one per further output. */
export type GpuHandles = Readonly<Record<string, GpuHandle>>;

/**
 * The kernel behind its shortcut function; these members are public in GPU.js's types or read by its own
 * suites.
 */
export interface KernelInternals {
  readonly constructor: { readonly mode?: string };
  readonly context: unknown;
  /** Turns the pixels read back into nested arrays. */
  formatValues?: (pixels: Float32Array) => unknown;
}

export interface GpuKernel {
  (...inputs: readonly unknown[]): unknown;
  readonly kernel: KernelInternals;
  /** Compiles for these arguments; a second call does nothing. */
  build(...inputs: readonly unknown[]): unknown;
  destroy(): void;
}

export interface GpuInstance {
  createKernel(source: string, settings: object): GpuKernel;
  createKernelMap(furtherOutputs: object, source: string, settings: object): GpuKernel;
  destroy(): Promise<void>;
}

export interface GpuLibrary {
  readonly GPU: new (settings: object) => GpuInstance;
  /** A flat array with its dimensions, x first. */
  input(values: Float32Array, size: readonly number[]): unknown;
}

function isLibrary(candidate: unknown): candidate is GpuLibrary {
  return (
    (typeof candidate === "object" || typeof candidate === "function") &&
    candidate !== null &&
    typeof Reflect.get(candidate, "GPU") === "function" &&
    typeof Reflect.get(candidate, "input") === "function"
  );
}

/**
 * Loads GPU.js. Its browser build is one CommonJS class that carries the rest, so a bundler may pass it as a
 * namespace or as its default.
 * @throws Error when neither is GPU.js
 */
export async function loadGpuLibrary(): Promise<GpuLibrary> {
  const module: object = await import("gpu.js");
  for (const candidate of [module, Reflect.get(module, "default") as unknown]) {
    if (isLibrary(candidate)) return candidate;
  }
  throw new Error("gpu.js came without its GPU class");
}
