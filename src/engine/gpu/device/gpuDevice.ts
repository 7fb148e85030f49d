/**
 * One GPU through GPU.js: tensors, kernels in a bounded cache, readback with sentinels, and the event of a
 * lost device. It knows nothing of layers.
 */
import type { DeviceTraffic } from "../../../experiment/result.ts";
import { EngineError } from "../../engine.ts";
import { nextTask } from "../../nextTask.ts";
import { answered, argumentTypesOf, crop, flatten, toEngineError } from "./gpuAnswers.ts";
import type { GpuHandle, GpuHandles, GpuInstance, GpuKernel, GpuLibrary } from "./gpuLibrary.ts";
import { cutProduct } from "../kernels/cutting.ts";
import type { Product } from "../kernels/cutting.ts";
import { copyKernel } from "../kernels/kernels.ts";
import type { KernelSource } from "../kernels/kernelSource.ts";
import { outputOf, packedLayout, paddedColumns, scalarLayout } from "../kernels/layout.ts";
import type { Layout, Shape } from "../kernels/layout.ts";
import { joinedSentinel, joinKernel, productKernel, uploadKernel } from "../kernels/products.ts";
import { stackedRows, stackKernel, stacksOf } from "../kernels/stack.ts";

export type GpuBackend = "webgpu" | "webgl2";

/** A matrix on the device. */
export interface Tensor extends Shape {
  readonly handle: GpuHandle;
  /** The expected number in its last row. */
  readonly sentinel: number;
}

/** Most compiled kernels in the cache; a run of one width needs about 20. */
const KERNEL_LIMIT = 64;
/** Beside them, those of a training: a hundred layers of a dozen widths. */
const HELD_KERNELS = 1024;
/** Sentinels are integers, exact in float32 also when some of them are added. */
const SENTINEL_LIMIT = 4096;
/** Far above any loop here: bounds are literals, so GPU.js's cap should not apply at all. */
const LOOP_LIMIT = 1 << 20;

export interface GpuDevice {
  readonly backend: GpuBackend;
  readonly layout: Layout;
  /** @param values row-major `[rows, columns]` */
  upload(values: Float32Array, rows: number, columns: number): Promise<Tensor>;
  /** Runs a kernel over tensors, then numbers. */
  run(
    source: KernelSource,
    shape: Shape,
    tensors: readonly Tensor[],
    numbers?: readonly number[],
  ): Promise<Tensor>;
  /** A matrix product, in as many draws as it needs. */
  multiply(product: Product, left: Tensor, right: Tensor, bias: Tensor | null): Promise<Tensor>;
  /**
   * The values, row-major `[rows, columns]`.
   * @throws EngineError when the sentinel is not the expected one
   */
  read(tensor: Tensor): Promise<Float32Array>;
  /** The values of each tensor; tensors of one width come in one reading. */
  readAll(tensors: readonly Tensor[]): Promise<readonly Float32Array[]>;
  free(tensor: Tensor): void;
  /** All that was sent and started since the device was opened. */
  traffic(): DeviceTraffic;
  /** Drops the least recently used kernels above the limit. */
  trim(): void;
  /** Raises the limit, so that a training compiles nothing twice. @returns how to lower it again */
  holdKernels(): () => void;
  /** @throws EngineError `context-lost` */
  assertAlive(): void;
  dispose(): void;
}

function hasRefs(value: unknown): value is { readonly _refs: number } {
  return typeof value === "object" && value !== null && "_refs" in value;
}

interface DeviceOptions {
  readonly backend: GpuBackend;
  readonly library: GpuLibrary;
  readonly createCanvas: () => OffscreenCanvas | HTMLCanvasElement;
  /** Most multiplications in one draw. */
  readonly productsPerDraw: number;
}

/** Opens a device. @throws EngineError `no-device` */
export function openGpuDevice(options: DeviceOptions): GpuDevice {
  const { backend, library, createCanvas, productsPerDraw } = options;
  const layout = backend === "webgl2" ? packedLayout : scalarLayout;
  const kernels = new Map<string, GpuKernel>();
  let lost: string | null = null;
  /** GPU.js marks the context when a WebGPU device is lost. */
  let webGpuContext: { readonly isLost?: unknown } | null = null;
  let isDisposed = false;
  let sentinelCounter = 0;
  let kernelLimit = KERNEL_LIMIT;
  const traffic = { launches: 0, uploads: 0, uploadedBytes: 0, readings: 0, readBytes: 0, compiled: 0 };
  const { gpu, gl } =
    backend === "webgl2" ? openWebGl2() : { gpu: new library.GPU({ mode: "webgpu" }), gl: null };

  function openWebGl2(): { gpu: GpuInstance; gl: WebGL2RenderingContext } {
    const canvas = createCanvas();
    canvas.addEventListener("webglcontextlost", (event) => {
      // Without this the browser would never restore a context to this page.
      event.preventDefault();
      if (!isDisposed) lost = "the WebGL context was lost";
    });
    const context = canvas.getContext("webgl2", { alpha: false, depth: false, antialias: false });
    if (!(context instanceof WebGL2RenderingContext)) throw new EngineError("no-device", "no WebGL2 context");
    return { gpu: new library.GPU({ mode: "webgl2", canvas, context }), gl: context };
  }

  function isLost(): boolean {
    if (gl?.isContextLost() === true) lost ??= "the WebGL context was lost";
    if (webGpuContext?.isLost === true) lost ??= "the WebGPU device was lost";
    return lost !== null;
  }

  function assertAlive(): void {
    if (isDisposed) throw new EngineError("context-lost", "the GPU engine was disposed");
    if (isLost()) throw new EngineError("context-lost", lost ?? "the device was lost");
  }

  /** Checks that GPU.js did not silently fall back to its CPU mode, and watches a WebGPU device. */
  function assertBackend(kernel: GpuKernel): void {
    const { constructor, context } = kernel.kernel;
    if (gl === null ? constructor.mode !== "webgpu" : constructor.mode !== "gpu" || context !== gl) {
      throw new EngineError(
        "no-device",
        `asked for ${backend} but ${constructor.mode ?? "nothing"} answered`,
      );
    }
    if (gl === null && typeof context === "object") webGpuContext = context;
  }

  async function failure(error: unknown): Promise<EngineError> {
    // The event of a lost device may arrive a task after the failure it caused.
    await nextTask();
    return toEngineError(error, isLost());
  }

  function gaussianExpectation(source: KernelSource, isReadback: boolean): GpuKernel {
    const key = isReadback ? `read ${source.key}` : source.key;
    const cached = kernels.get(key);
    if (cached !== undefined) {
      // The map's order is the order of use.
      kernels.delete(key);
      kernels.set(key, cached);
      return cached;
    }
    const tensorType = layout.name === "packed" ? "ArrayTexture(4)" : "WebGPUBuffer";
    const types = { tensor: tensorType, values: "Input", number: "Float" } as const;
    const settings = {
      output: [...source.output],
      argumentTypes: source.argumentKinds.map((kind) => types[kind]),
      functions: source.functions.map((text) => ({
        source: text,
        settings: { argumentTypes: argumentTypesOf(text), returnType: "Number" },
      })),
      precision: "single",
      // Unset, GPU.js picks half precision on phones.
      tactic: "precision",
      // The "accurate" integer division of GPU.js breaks on floats that do not fit an int.
      fixIntegerDivisionAccuracy: false,
      loopMaxIterations: LOOP_LIMIT,
      ...(isReadback ? { asyncMode: true } : { pipeline: true, immutable: true }),
    };
    const kernel =
      source.furtherOutputs === null
        ? gpu.createKernel(source.source, settings)
        : gpu.createKernelMap(source.furtherOutputs, source.source, settings);
    kernels.set(key, kernel);
    return kernel;
  }

  async function call(
    source: KernelSource,
    inputs: readonly unknown[],
    isReadback = false,
  ): Promise<unknown> {
    assertAlive();
    const isNew = !kernels.has(isReadback ? `read ${source.key}` : source.key);
    try {
      const kernel = gaussianExpectation(source, isReadback);
      if (isReadback && isNew) {
        // The raw pixels: nested arrays of thousands of four-element views take longer than the network.
        kernel.build(...inputs);
        kernel.kernel.formatValues = (pixels) => pixels;
      }
      traffic.launches++;
      if (isNew) traffic.compiled++;
      // The limit counts from here: a first call compiles before it returns.
      const settled: unknown = await answered(kernel(...inputs));
      if (isNew) assertBackend(kernel);
      return settled;
    } catch (error) {
      kernels.delete(isReadback ? `read ${source.key}` : source.key);
      throw await failure(error);
    }
  }

  function nextSentinel(): number {
    sentinelCounter = (sentinelCounter + 1) % SENTINEL_LIMIT;
    return sentinelCounter + 1;
  }

  function shiftTo(sentinel: number, tensors: readonly Tensor[]): number {
    return sentinel - tensors.reduce((sum, tensor) => sum + tensor.sentinel, 0);
  }

  async function run(
    source: KernelSource,
    { rows, columns }: Shape,
    tensors: readonly Tensor[],
    numbers: readonly number[] = [],
  ): Promise<Tensor> {
    const sentinel = nextSentinel();
    const inputs = [...tensors.map(({ handle }) => handle), ...numbers, shiftTo(sentinel, tensors)];
    const handle = (await call(source, inputs)) as GpuHandle;
    return { handle, rows, columns, sentinel };
  }

  async function runTile(
    source: KernelSource,
    { rows, columns }: Shape,
    tensors: readonly Tensor[],
    start: number,
  ): Promise<Tensor> {
    const tileSentinel = nextSentinel();
    const inputs = [...tensors.map(({ handle }) => handle), start, shiftTo(tileSentinel, tensors)];
    const { result, tileRow1, tileRow2, tileRow3 } = (await call(source, inputs)) as GpuHandles;
    const parts = [result, tileRow1, tileRow2, tileRow3];
    const sentinel = nextSentinel();
    const handle = (await call(joinKernel({ rows, columns }), [
      ...parts,
      sentinel - joinedSentinel(tileSentinel),
    ])) as GpuHandle;
    for (const part of parts) if (part !== undefined) release(part);
    return { handle, rows, columns, sentinel };
  }

  /** The values of a result on the device, padding and sentinels included. */
  async function fetchBuffer(handle: GpuHandle): Promise<Float32Array> {
    assertAlive();
    try {
      return received(await answered((handle as GpuHandle & { toArray(): Promise<unknown> }).toArray()));
    } catch (error) {
      throw await failure(error);
    }
  }

  function received(answer: unknown): Float32Array {
    const values = flatten(answer);
    traffic.readings++;
    traffic.readBytes += values.byteLength;
    return values;
  }

  /** @param values of the whole reading @param top the row in it where the matrix begins */
  function checked(values: Float32Array, top: number, { rows, columns }: Shape, expected: number) {
    const width = paddedColumns(layout, columns);
    const last = top + layout.paddedRows(rows);
    for (let index = last * width; index < (last + 1) * width; index++) {
      if (values[index] === expected) continue;
      assertAlive();
      if (gl !== null && gl.getError() === gl.OUT_OF_MEMORY) {
        throw new EngineError("out-of-memory", "the GPU has no memory left");
      }
      const found = values[index] ?? "nothing";
      throw new EngineError("failed", `a draw was lost: its sentinel is ${found} (expected ${expected})`);
    }
    return crop(values.subarray(top * width, last * width), width, rows, columns);
  }

  async function read(tensor: Tensor): Promise<Float32Array> {
    const { handle, sentinel } = tensor;
    if (gl === null) return checked(await fetchBuffer(handle), 0, tensor, sentinel);
    const expected = nextSentinel();
    const answer = await call(copyKernel(layout, tensor), [handle, expected - sentinel], true);
    return checked(received(answer), 0, tensor, expected);
  }

  /** @param tensors of one width */
  async function readStack(tensors: readonly Tensor[]): Promise<readonly Float32Array[]> {
    const expected = nextSentinel();
    const source = stackKernel(layout, tensors);
    const [first = 0, ...further] = tensors.map(({ sentinel }) => expected - sentinel);
    const inputs = [...tensors.map(({ handle }) => handle), ...further, first];
    let values: Float32Array;
    if (gl === null) {
      const stack = (await call(source, inputs)) as GpuHandle;
      try {
        values = await fetchBuffer(stack);
      } finally {
        release(stack);
      }
    } else values = received(await call(source, inputs, true));
    let top = 0;
    return tensors.map((tensor) => {
      const matrix = checked(values, top, tensor, expected);
      top += stackedRows(layout, tensor);
      return matrix;
    });
  }

  function release(handle: GpuHandle): void {
    handle.delete();
    // GPU.js does not delete a texture whose kernel has left the cache; deleting twice is harmless.
    const texture: unknown = "texture" in handle ? handle.texture : null;
    if (gl !== null && texture instanceof WebGLTexture && hasRefs(texture) && texture._refs === 0) {
      gl.deleteTexture(texture);
    }
  }

  return {
    backend,
    layout,
    run,
    assertAlive,
    traffic: () => ({ ...traffic }),
    async upload(values, rows, columns) {
      const width = paddedColumns(layout, columns);
      const [, height] = outputOf(layout, { rows, columns });
      const padded = new Float32Array(width * height);
      for (let row = 0; row < rows; row++) {
        padded.set(values.subarray(row * columns, (row + 1) * columns), row * width);
      }
      traffic.uploads++;
      traffic.uploadedBytes += padded.byteLength;
      const sentinel = nextSentinel();
      const source = uploadKernel(layout, { rows, columns });
      const handle = (await call(source, [library.input(padded, [width, height]), sentinel])) as GpuHandle;
      return { handle, rows, columns, sentinel };
    },
    async multiply(product, left, right, bias) {
      let sum: Tensor | null = null;
      for (const { start, count } of cutProduct(layout, product, productsPerDraw)) {
        const addend = sum === null ? (bias === null ? "none" : "bias") : "previous";
        const source = productKernel(layout, product, { count, addend });
        const base: Tensor | null = sum ?? bias;
        const tensors = base === null ? [left, right] : [left, right, base];
        const next: Tensor =
          source.furtherOutputs === null
            ? await run(source, product, tensors, [start])
            : await runTile(source, product, tensors, start);
        if (sum !== null) release(sum.handle);
        sum = next;
      }
      if (sum === null) throw new EngineError("failed", `an empty product: ${JSON.stringify(product)}`);
      return sum;
    },
    read,
    async readAll(tensors) {
      const results: Float32Array[] = [];
      // All stacks are waited for, also when one fails: their tensors must not be freed meanwhile.
      const readings = await Promise.allSettled(
        stacksOf(tensors).map(async (indices) => {
          const stack = indices.flatMap((index) => tensors[index] ?? []);
          const [alone] = stack;
          const values =
            alone !== undefined && stack.length === 1 ? [await read(alone)] : await readStack(stack);
          for (const [place, index] of indices.entries())
            results[index] = values[place] ?? new Float32Array(0);
        }),
      );
      for (const reading of readings) if (reading.status === "rejected") throw reading.reason;
      return results;
    },
    free(tensor) {
      release(tensor.handle);
    },
    trim() {
      for (const [key, kernel] of kernels) {
        if (kernels.size <= kernelLimit) break;
        kernels.delete(key);
        kernel.destroy();
      }
    },
    holdKernels() {
      kernelLimit += HELD_KERNELS;
      return () => {
        kernelLimit -= HELD_KERNELS;
      };
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      kernels.clear();
      // This also loses the WebGL context, on purpose. Errors while tearing down have no reader and are
      // dropped.
      gpu.destroy().catch(() => undefined);
    },
  };
}
