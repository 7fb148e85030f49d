/** The public User Timing measures: `initscope:run` and `initscope:update`. */
import type { Plan } from "../experiment/plan.ts";
import type { RunResult } from "../experiment/result.ts";

const MEASURES = ["initscope:run", "initscope:update"] as const;

/** The timeline is a log someone may read, not an archive: older entries go when it grows past this. */
const KEPT_MEASURES = 500;

/** To count what is there the timeline copies all of it: not for every frame of a drag. */
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
    // A detail is refused where it cannot be cloned, or by a browser that guards privacy:
    // the span alone still tells.
    measureSpan(name, span);
  }
}

function measureSpan(name: string, span: { readonly start: number; readonly end: number }): void {
  try {
    performance.measure(name, span);
  } catch {
    // Without measures the page works as well; nobody but a reader of the timeline misses them.
  }
}

/** Runs after the frame that is being made has been handed to the compositor. */
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
  /** Every finished run: marks it, and the update whose input it answers. */
  onFinished(plan: Plan, result: RunResult, startMs: number): void;
}

/** Watches input events; an update begins with the newest input the finished run has taken in. */
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
