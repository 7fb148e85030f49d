/**
 * The part of GPU.js that the engine uses, over the interpreter: host code and every shader source run in
 * Node.
 */
import { nextTask } from "../../engine/nextTask.ts";
import type { GpuHandle, GpuKernel, GpuLibrary } from "../../engine/gpu/device/gpuLibrary.ts";
import { compile, emulatedFloat32 } from "./interpreter.ts";

/** Values of a tensor or an upload, texel by texel. */
interface Grid {
  readonly width: number;
  readonly lanes: number;
  readonly values: Float32Array;
}

interface FakeHandle extends GpuHandle {
  /** @throws Error once it is deleted, because on a device its content is then undefined */
  readonly grid: Grid;
  toArray(): Promise<Float32Array>;
}

interface FakeSettings {
  readonly output: readonly [number, number];
  readonly functions: readonly { readonly source: string }[];
  readonly asyncMode?: boolean;
}

export interface FakeLibrary extends GpuLibrary {
  /** Results not deleted yet. */
  readonly alive: () => number;
  /** Number of arrays uploaded so far. */
  readonly uploads: () => number;
  /** Number of results read back so far. */
  readonly readings: () => number;
  /** From now on each draw and each reading is spoilt as `spoil` says. */
  spoil(spoil: Spoil): void;
  /**
   * From now on outputs that satisfy `isLost` are not drawn: they stay zero.
   * @param output counted from 0, the result first
   */
  loseDraws(isLost: (source: string, output: number) => boolean): void;
}

/** What goes wrong with a result of the device, a draw's or a reading's. */
export type Spoilage =
  | "zeros"
  | "nan"
  /** What the same memory held before: an earlier result of the same size, perhaps of another layer. */
  | "stale"
  /** Only the first half has arrived. */
  | "truncated"
  | "scaled"
  /** It never comes. */
  | "hangs"
  | "throws";

/**
 * @param call counted from 0, draws and readings together
 * @param output counted from 0, the result first
 * @param count outputs of the draw; a reading has one
 * @returns what happens to it; null for nothing
 */
type Spoil = (step: "draw" | "reading", call: number, output: number, count: number) => Spoilage | null;

/** A device completes some tasks later: the engine must wait for the data that it uses. */
async function readingTime(): Promise<void> {
  await nextTask();
  await nextTask();
}

function isFakeHandle(value: unknown): value is FakeHandle {
  return typeof value === "object" && value !== null && "grid" in value;
}

/** @param mode what `kernel.constructor.mode` says @param context what the kernels belong to */
export function createFakeLibrary(mode: string, context: () => unknown): FakeLibrary {
  let alive = 0;
  let uploads = 0;
  let readings = 0;
  let isLostDraw: (source: string, output: number) => boolean = () => false;
  let spoil: Spoil = () => null;
  let calls = 0;
  /** The last result of each size. */
  const former = new Map<number, Float32Array>();

  /** The values as they arrive. @throws Error as a device's library does */
  function spoilt(how: Spoilage | null, values: Float32Array): Float32Array | Promise<never> {
    const before = former.get(values.length);
    former.set(values.length, values);
    switch (how) {
      case null:
        return values;
      case "zeros":
        return new Float32Array(values.length);
      case "nan":
        return new Float32Array(values.length).fill(NaN);
      case "stale":
        return before ?? new Float32Array(values.length);
      case "truncated":
        return values.map((value, index) => (index < values.length / 2 ? value : 0));
      case "scaled":
        return values.map((value) => 2 * value);
      case "hangs":
        return new Promise<never>(() => undefined);
      case "throws":
        throw new Error("the device refuses");
      default:
        return how satisfies never;
    }
  }

  function handleOf(grid: Grid): FakeHandle {
    alive++;
    let isDeleted = false;
    return {
      get grid() {
        if (isDeleted) throw new Error("a tensor is used after it was deleted");
        return grid;
      },
      delete() {
        if (!isDeleted) alive--;
        isDeleted = true;
      },
      // The copy starts here, but a buffer that is deleted meanwhile loses it.
      async toArray() {
        readings++;
        await readingTime();
        return spoilt(spoil("reading", calls++, 0, 1), this.grid.values);
      },
    };
  }

  function argument(
    value: unknown,
  ): number | ((row: number) => (column: number) => number | readonly number[]) {
    if (typeof value === "number") return Math.fround(value);
    const grid = isFakeHandle(value) ? value.grid : (value as Grid);
    const { width, lanes, values } = grid;
    return (row) => (column) => {
      const at = (row * width + column) * lanes;
      if (!(at >= 0 && at + lanes <= values.length))
        throw new RangeError(`read outside: row ${row} column ${column}`);
      return lanes === 1 ? (values[at] ?? NaN) : [...values.subarray(at, at + lanes)];
    };
  }

  function createKernel(source: string, settings: FakeSettings, further: readonly string[]): GpuKernel {
    const [width, height] = settings.output;
    let current: Readonly<Record<string, number[]>> = {};
    const outer = Object.fromEntries(
      further.map((name) => [
        name,
        ([value]: readonly unknown[]) => {
          current[name]?.push(...(value as number[]));
          return 0;
        },
      ]),
    );
    const named = source.replace("function (", "function main(");
    const functions = compile([...settings.functions.map((fn) => fn.source), named], emulatedFloat32, outer);
    const main = functions["main"];
    const internals: GpuKernel["kernel"] = { constructor: { mode }, context: context() };

    const run = (...inputs: readonly unknown[]): unknown => {
      const values = inputs.map(argument);
      const outputs: Record<string, number[]> = { result: [] };
      for (const name of further) outputs[name] = [];
      current = outputs;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const value = main?.([...values, [x, y]]) ?? NaN;
          const lanes = typeof value === "number" ? [value] : (value as readonly number[]);
          outputs["result"]?.push(...lanes);
          // A thread that returned early writes nothing further.
          for (const name of further) {
            const written = outputs[name] ?? [];
            while (written.length < (outputs["result"]?.length ?? 0)) written.push(NaN);
          }
        }
      }
      const grids = Object.entries(outputs).map(([name, list], output): [string, Grid] => {
        const drawn = isLostDraw(source, output) ? new Float32Array(list.length) : Float32Array.from(list);
        return [name, { width, lanes: list.length / (width * height), values: drawn }];
      });
      if (settings.asyncMode === true) {
        readings++;
        const pixels = grids[0]?.[1].values ?? new Float32Array(0);
        return readingTime().then(async () => {
          const arrived = await spoilt(spoil("reading", calls++, 0, 1), pixels);
          return internals.formatValues?.(arrived) ?? arrived;
        });
      }
      const call = calls++;
      const drawn = grids.map(([, { values: right }], output) =>
        spoilt(spoil("draw", call, output, grids.length), right),
      );
      const hanging = drawn.find((result) => result instanceof Promise);
      if (hanging !== undefined) return hanging;
      const handles = Object.fromEntries(
        grids.map(([name, grid], index) => {
          const arrived = drawn[index];
          return [name, handleOf(arrived instanceof Float32Array ? { ...grid, values: arrived } : grid)];
        }),
      );
      return further.length === 0 ? handles["result"] : handles;
    };
    return Object.assign(run, { kernel: internals, build: () => undefined, destroy: () => undefined });
  }

  class GPU {
    createKernel(source: string, settings: object): GpuKernel {
      return createKernel(source, settings as FakeSettings, []);
    }
    createKernelMap(furtherOutputs: object, source: string, settings: object): GpuKernel {
      return createKernel(source, settings as FakeSettings, Object.keys(furtherOutputs));
    }
    destroy(): Promise<void> {
      return Promise.resolve();
    }
  }

  return {
    GPU,
    input(values, [width = 1]): Grid {
      uploads++;
      return { width, lanes: 1, values };
    },
    alive: () => alive,
    uploads: () => uploads,
    readings: () => readings,
    spoil(next) {
      spoil = next;
      calls = 0;
    },
    loseDraws(isLost) {
      isLostDraw = isLost;
    },
  };
}
