/**
 * Processor time of a drag by stage, from a trace of Chromium. This is the time of threads, not of the clock,
 * so other processes on the machine change it little.
 */

/** Trace categories with the events of the stages. */
export const TRACE_CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"];

/**
 * @typedef {{ readonly name: string, readonly ph: string, readonly pid: number, readonly tid: number,
 *   readonly ts: number, readonly dur?: number, readonly tdur?: number,
 *   readonly args?: { readonly name?: string, readonly data?: { readonly type?: string } } }} TraceEvent
 */

export const MAIN_STAGES = /** @type {const} */ ([
  "script: input, its control, the request",
  "script: the new picture",
  "script: the rest (verdict, formula, link)",
  "styles",
  "layout",
  "painting and handing over",
  "garbage",
  "tasks themselves",
]);

/** @typedef {(typeof MAIN_STAGES)[number]} Stage */

/** @type {Readonly<Record<string, Stage>>} */
const NATIVE = {
  UpdateLayoutTree: "styles",
  Layout: "layout",
  PrePaint: "painting and handing over",
  Paint: "painting and handing over",
  Layerize: "painting and handing over",
  Commit: "painting and handing over",
  UpdateLayer: "painting and handing over",
  MinorGC: "garbage",
  MajorGC: "garbage",
};
const INPUTS = new Set(["input", "change", "mousemove", "pointermove", "pointerrawupdate"]);

/**
 * The stage of a script that begins with this event; null when this event does not determine it.
 * @param {TraceEvent} event
 * @returns {Stage | null}
 */
function purposeOf({ name, args }) {
  if (name === "EventDispatch" && INPUTS.has(args?.data?.type ?? "")) return MAIN_STAGES[0];
  if (name === "HandlePostMessage") return MAIN_STAGES[1];
  if (["FunctionCall", "TimerFire", "FireAnimationFrame", "FireIdleCallback", "RunMicrotasks"].includes(name))
    return MAIN_STAGES[2];
  return null;
}

/** @param {TraceEvent} event @param {Stage} around what it happens in @returns {Stage} */
function stageOf(event, around) {
  const native = NATIVE[event.name];
  if (native !== undefined) return native;
  if (event.name.startsWith("V8.GC") || around === "garbage") return "garbage";
  // A script inside that of an input or a message belongs to it.
  return around === "tasks themselves" ? (purposeOf(event) ?? around) : around;
}

/**
 * Adds each event's time, without the events inside it, to its stage.
 * @param {readonly TraceEvent[]} events of one thread
 */
function stagesOf(events) {
  /** @type {Record<Stage, number>} */
  const times = /** @type {Record<Stage, number>} */ (
    Object.fromEntries(MAIN_STAGES.map((stage) => [stage, 0]))
  );
  /** @type {{ end: number, stage: Stage }[]} */
  const open = [];
  const ordered = events.toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  for (const event of ordered) {
    while ((open.at(-1)?.end ?? Infinity) <= event.ts) open.pop();
    const parent = open.at(-1);
    const ms = (event.tdur ?? 0) / 1000;
    const stage = stageOf(event, parent?.stage ?? "tasks themselves");
    times[stage] += ms;
    if (parent !== undefined) times[parent.stage] -= ms;
    open.push({ end: event.ts + (event.dur ?? 0), stage });
  }
  return times;
}

/** @param {readonly TraceEvent[]} events of one thread @returns {number} milliseconds of its longest task */
function longestTask(events) {
  return Math.max(
    0,
    ...events.filter(({ name }) => name.endsWith("RunTask")).map(({ dur = 0 }) => dur / 1000),
  );
}

/**
 * @param {string} json a trace
 * @returns the stages of the page's main thread, all of its workers together, and the main thread's longest
 *   task, milliseconds; and the frames that the page handed over
 */
export function readTrace(json) {
  /** @type {{ traceEvents: TraceEvent[] }} */
  const { traceEvents } = JSON.parse(json);
  /** @type {Map<string, TraceEvent[]>} */
  const threads = new Map();
  /** @type {Map<string, string>} */
  const names = new Map();
  for (const event of traceEvents) {
    const thread = `${event.pid}:${event.tid}`;
    if (event.ph === "M" && event.name === "thread_name") names.set(thread, event.args?.name ?? "");
    if (event.ph !== "X" || event.tdur === undefined) continue;
    const events = threads.get(thread) ?? [];
    events.push(event);
    threads.set(thread, events);
  }
  const total = (/** @type {readonly TraceEvent[]} */ events) =>
    Object.values(stagesOf(events)).reduce((sum, ms) => sum + ms, 0);
  // The page's renderer is the busiest one.
  const [main = []] = [...threads]
    .filter(([thread]) => names.get(thread) === "CrRendererMain")
    .map(([, events]) => events)
    .toSorted((a, b) => total(b) - total(a));
  let workerMs = 0;
  for (const [thread, events] of threads)
    if (names.get(thread)?.startsWith("DedicatedWorker") === true) workerMs += total(events);
  const frames = main.filter(({ name }) => name === "Commit").length;
  return { stages: stagesOf(main), workerMs, longestMs: longestTask(main), frames };
}
