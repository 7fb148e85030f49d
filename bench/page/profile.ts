/** Profile of a run of the WASM engine: the time of every kernel; the rest is the host's. */
import { layoutRun } from "../../src/engine/wasm/run/buffers.ts";
import { requestOf } from "../../src/experiment/runRequest.ts";
import { createWasmEngine } from "../../src/engine/wasm/wasmEngine.ts";
import { loadWebKernels } from "../../src/engine/wasm/kernels/webModule.ts";
import type { KernelModule } from "../../src/engine/wasm/kernels/module.ts";
import type { Engine } from "../../src/engine/engine.ts";
import type { Trial } from "./contestant.ts";
import { planOf } from "./trialPlan.ts";

/** Kernel names to phases; the first match counts. */
const PHASES: readonly (readonly [RegExp, string])[] = [
  [/^pack/, "products: packing the right factor"],
  [/^multiplyRows/, "products: packing the left factor, multiplying"],
  [/^(draw|orthogonal|project|finish|load)/, "draws"],
  [/^(activate_|multiply$)/, "pointwise: activation, derivative"],
  [/^(scale|fill|clear)$/, "scaling and copying"],
  [/^(measureCounts|measureRange|measureSpecial)/, "statistics: sketch and range"],
  [/^measure/, "statistics: moments"],
];

export interface Profile {
  readonly elapsedMs: number;
  /**
   * Milliseconds by phase; "host" is the time outside kernels: JavaScript, pauses for messages, the
   * stopwatch.
   */
  readonly phases: Readonly<Record<string, number>>;
  readonly kernelCalls: number;
  readonly wasmBytes: number;
}

function phaseOf(name: string): string {
  return PHASES.find(([pattern]) => pattern.test(name))?.[1] ?? "other kernels";
}

interface Stopwatch {
  readonly times: Map<string, number>;
  calls: number;
}

/** The same kernels, each call timed. */
function timed(module: KernelModule, watch: Stopwatch): KernelModule {
  const kernels = Object.fromEntries(
    Object.entries(module.kernels).map(([name, kernel]) => [
      name,
      (...parameters: readonly number[]): unknown => {
        const startMs = performance.now();
        const value: unknown = Reflect.apply(kernel, undefined, parameters);
        watch.times.set(name, (watch.times.get(name) ?? 0) + performance.now() - startMs);
        watch.calls++;
        return value;
      },
    ]),
  );
  return { ...module, kernels: kernels as typeof module.kernels };
}

let opened: { readonly engine: Engine; readonly watch: Stopwatch; readonly module: KernelModule } | null =
  null;

async function open(): Promise<NonNullable<typeof opened>> {
  const module = await loadWebKernels();
  const watch: Stopwatch = { times: new Map(), calls: 0 };
  const engine = createWasmEngine({ loadModule: () => Promise.resolve(timed(module, watch)) });
  return { engine, watch, module };
}

/** Bytes that the engine lays out for a trial. */
export async function layoutBytes(trial: Trial): Promise<number> {
  const { module } = (opened ??= await open());
  return layoutRun(module, planOf(trial), { index: 0, count: 1 }).end;
}

/** One run in this thread, without a worker or messages. */
export async function profileRun(trial: Trial): Promise<Profile> {
  const { engine, watch, module } = (opened ??= await open());
  watch.times.clear();
  watch.calls = 0;
  const plan = planOf(trial);
  const { elapsedMs } = (await engine.run(requestOf(plan))).result;
  const phases: Record<string, number> = {};
  let kernelMs = 0;
  for (const [name, ms] of watch.times) {
    const phase = phaseOf(name);
    phases[phase] = (phases[phase] ?? 0) + ms;
    kernelMs += ms;
  }
  phases["host: JavaScript and pauses"] = elapsedMs - kernelMs;
  return { elapsedMs, phases, kernelCalls: watch.calls, wasmBytes: module.memory.buffer.byteLength };
}
