/** The public User Timing measures: `initscope:run` and `initscope:update`. */
import type { Plan } from "../experiment/plan.ts";
import type { RunResult } from "../experiment/result.ts";

const MEASURES = ["initscope:run", "initscope:update"] as const;

/** The timeline is a log, not an archive: older entries are removed when it grows past this. */
const KEPT_MEASURES = 500;

/** Counting copies the whole timeline, so it is not done for every frame of a drag. */
const COUNT_EVERY = 100;
let marks = 0;

function measure(name: (typeof MEASURES)[number], startMs: number, detail: object): void {
  if (++marks % COUNT_EVERY === 0) {
    for (const kept of MEASURES)
      if (performance.getEntriesByName(kept).length > KEPT_MEASURES) performance.clearMeasures(kept);
  }
  const span = { start: startMs, end: performance.now() };
  try {
    performance.measure(name, { ...span, detail });
  } catch {
    // Browsers refuse a detail that cannot be cloned, or for privacy: the time span alone is still useful.
    measureSpan(name, span);
  }
}

function measureSpan(name: string, span: { readonly start: number; readonly end: number }): void {
  try {
    performance.measure(name, span);
  } catch {
    // The page works without measures; only readers of the timeline miss them.
  }
}

/** Runs after the present frame has been handed to the compositor. */
function afterPaint(callback: () => void): void {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      callback();
    };
    port2.postMessage(null);
  });
}

export interface Timing {
  /** Called after every finished run: marks the run, and the update whose input it answers. */
  onFinished(plan: Plan, result: RunResult, startMs: number): void;
}

/** Watches input events; an update begins with the newest input that the finished run includes. */
export function createTiming(): Timing {
  const inputs: number[] = [];
  for (const type of ["input", "change", "click", "keydown"] as const) {
    addEventListener(type, ({ timeStamp }) => inputs.push(timeStamp), { capture: true, passive: true });
  }
  return {
    onFinished(plan, { report }, startMs) {
      const detail = {
        engine: report.engine,
        backend: report.backend,
        depth: plan.layers.length,
        width: plan.layers[0]?.units ?? 0,
        batch: plan.batch,
        flops: plan.cost.flops,
      };
      measure("initscope:run", startMs, detail);
      const answered = inputs.filter((timeMs) => timeMs <= startMs);
      inputs.splice(0, answered.length);
      const inputMs = answered.at(-1);
      if (inputMs !== undefined) afterPaint(() => measure("initscope:update", inputMs, detail));
    },
  };
}
