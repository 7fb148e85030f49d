/** The GPU engine over the interpreter, with the browser globals that it needs. */
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { Plan } from "../../experiment/plan.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import { plainToolkit } from "../../engine/toolkit.ts";
import { openGpuDevice } from "../../engine/gpu/device/gpuDevice.ts";
import type { GpuDevice } from "../../engine/gpu/device/gpuDevice.ts";
import { createGpuEngine } from "../../engine/gpu/gpuEngine.ts";
import type { GpuEngine } from "../../engine/gpu/gpuEngine.ts";
import { gpuWork } from "../../engine/gpu/gpuWork.ts";
import { createFakeLibrary } from "./fakeLibrary.ts";
import type { FakeLibrary } from "./fakeLibrary.ts";

/** The properties of a WebGL2 context that the engine reads. */
export class FakeContext {
  readonly OUT_OF_MEMORY = 1285;
  isLost = false;
  error = 0;
  getError(): number {
    return this.error;
  }
  isContextLost(): boolean {
    return this.isLost;
  }
}

/** The globals of a browser with both backends, for the test to stub. */
export const FAKE_GLOBALS = {
  WebGL2RenderingContext: FakeContext,
  WebGLTexture: class {},
  navigator: { gpu: { requestAdapter: () => Promise.resolve({}) } },
} as const;

/** Widths that are no multiple of 4, one of them 1. */
export const SMALL: ExperimentConfig = {
  ...DEFAULT_CONFIG,
  depth: 3,
  width: [5, 13, 1],
  inputWidth: 3,
  batch: 7,
  biasStd: 0.3,
  epsilon: 0.5,
  gamma: 1.3,
  beta: 0.2,
};

export interface Rig {
  readonly engine: GpuEngine;
  readonly library: FakeLibrary;
  readonly context: FakeContext;
}

interface RigOptions {
  readonly mode?: string;
  readonly productsPerDraw?: number;
}

function partsOf(backend: "webgpu" | "webgl2", mode: string) {
  const context = new FakeContext();
  const library = createFakeLibrary(mode, () => (backend === "webgpu" ? { isLost: false } : context));
  const canvas = { addEventListener: () => undefined, getContext: () => context };
  return { context, library, createCanvas: () => canvas as unknown as OffscreenCanvas };
}

/** A fresh engine on a device that computes as IEEE 754 says. */
export function rigOf(backend: "webgpu" | "webgl2", options: RigOptions = {}): Rig {
  const { mode = backend === "webgpu" ? "webgpu" : "gpu", productsPerDraw = 2 ** 20 } = options;
  const { context, library, createCanvas } = partsOf(backend, mode);
  const engine = createGpuEngine({
    backend,
    toolkit: plainToolkit,
    productsPerDraw,
    createCanvas,
    loadLibrary: () => Promise.resolve(library),
  });
  return { engine, library, context };
}

/** A device that computes as IEEE 754 says, without an engine. */
export function deviceOf(backend: "webgpu" | "webgl2"): GpuDevice {
  const { library, createCanvas } = partsOf(backend, backend === "webgpu" ? "webgpu" : "gpu");
  return openGpuDevice({ backend, library, createCanvas, productsPerDraw: 2 ** 20 });
}

/** Tensors that outlive a run: uploaded draws and vectors, and weights whose scale is not 1. */
export function outliving(plan: Plan): number {
  const scales = plan.layers.map(({ weight }) => (weight.kind === "constant" ? weight.value : weight.scale));
  // The gradient of a loss is uploaded, too, and freed with its run.
  const isLoss = plan.gradient !== "gaussian";
  const { uploads } = gpuWork(requestOf(plan), "webgpu");
  return uploads - Number(isLoss) + scales.filter((scale) => Math.fround(scale) !== 1).length;
}
