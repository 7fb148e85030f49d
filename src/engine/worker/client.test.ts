/** The proxy against workers that fail on purpose, on a clock that the test moves. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { errorCodeOf } from "../../experiment/errorCode.ts";
import { StepLimit } from "../../experiment/training/stepLimit.ts";
import { planTraining } from "../../experiment/training/trainingPlan.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import {
  CANCEL_LIMIT_MS,
  createWorkerEngine,
  GRACE_MS,
  PREPARE_LIMIT_MS,
  PULSE_MS,
  SILENCE_LIMIT_MS,
  START_LIMIT_MS,
} from "./client.ts";
import type { Reply, Request } from "./protocol.ts";

const request = requestOf(planExperiment({ ...DEFAULT_CONFIG, depth: 2, width: 4, batch: 3 }));
const REPORT = {
  engine: "wasm",
  backend: "simd",
  precision: "float32",
  workers: 1,
  flushesDenormals: false,
  declined: [],
} as const;

/** A worker that answers as the test says. */
class ScriptedWorker extends EventTarget {
  isTerminated = false;
  readonly received: Request[] = [];
  readonly #answer: (message: Request, worker: ScriptedWorker) => void;

  constructor(answer: (message: Request, worker: ScriptedWorker) => void) {
    super();
    this.#answer = answer;
  }

  postMessage(message: Request): void {
    this.received.push(message);
    this.#answer(message, this);
  }

  say(data: Reply): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

/** Gets ready, and then answers nothing. */
function prepares(message: Request, worker: ScriptedWorker): void {
  if (message.kind !== "prepare") return;
  worker.say({ kind: "started", id: message.id });
  worker.say({ kind: "prepared", id: message.id, report: REPORT });
}

function engineOn(...workers: readonly ScriptedWorker[]) {
  const left = [...workers];
  return createWorkerEngine("wasm", () => {
    const next = left.shift();
    if (next === undefined) throw new Error("no further worker");
    return next;
  });
}

/** The code that a call is rejected with; null when it is not. */
const codeOf = (call: Promise<unknown>): Promise<string | null> => call.then(() => null, errorCodeOf);

describe("an engine's worker", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("is refused by the browser: no-worker, at once", async () => {
    await expect(engineOn().run(request)).rejects.toMatchObject({ code: "no-worker" });
  });

  it("has a script that never begins: no-worker, after the limit", async () => {
    const silent = new ScriptedWorker(() => undefined);
    const failed = codeOf(engineOn(silent).run(request));
    await vi.advanceTimersByTimeAsync(START_LIMIT_MS);
    expect(await failed).toBe("no-worker");
    expect(silent.isTerminated).toBe(true);
  });

  it("has a script that fails before it begins: no-worker, at once", async () => {
    const broken = new ScriptedWorker((_, worker) => worker.dispatchEvent(new Event("error")));
    await expect(engineOn(broken).run(request)).rejects.toMatchObject({ code: "no-worker" });
  });

  it("begins, but its engine never gets ready: timeout", async () => {
    const hanging = new ScriptedWorker(({ id }, worker) => worker.say({ kind: "started", id }));
    const failed = codeOf(engineOn(hanging).run(request));
    await vi.advanceTimersByTimeAsync(PREPARE_LIMIT_MS);
    expect(await failed).toBe("timeout");
  });

  it("breaks during a run: failed, and the next run starts another worker", async () => {
    const breaking = new ScriptedWorker((message, worker) => {
      prepares(message, worker);
      if (message.kind === "run") worker.dispatchEvent(new Event("error"));
    });
    const second = new ScriptedWorker(prepares);
    const engine = engineOn(breaking, second);
    await expect(engine.run(request)).rejects.toMatchObject({ code: "failed" });
    expect(breaking.isTerminated).toBe(true);
    await engine.prepare();
    expect(second.received).toHaveLength(1);
  });

  it("hangs in a run: timeout, after a question without an answer", async () => {
    const hanging = new ScriptedWorker(prepares);
    const failed = codeOf(engineOn(hanging).run(request));
    await vi.advanceTimersByTimeAsync(PULSE_MS + SILENCE_LIMIT_MS + GRACE_MS);
    expect(await failed).toBe("timeout");
    expect(hanging.isTerminated).toBe(true);
  });

  it("computes for minutes and answers questions: it is left alone", async () => {
    const busy = new ScriptedWorker((message, worker) => {
      prepares(message, worker);
      if (message.kind === "memory") worker.say({ kind: "memory", id: message.id, memory: null });
    });
    const engine = engineOn(busy);
    const run = codeOf(engine.run(request));
    await vi.advanceTimersByTimeAsync(20 * SILENCE_LIMIT_MS);
    expect(busy.isTerminated).toBe(false);
    engine.dispose();
    expect(await run).toBe("failed");
    const asked = busy.received.length;
    await vi.advanceTimersByTimeAsync(20 * SILENCE_LIMIT_MS);
    expect(busy.received).toHaveLength(asked);
  });

  it("is still starting when a run is cancelled: the run ends at once, the start goes on", async () => {
    const silent = new ScriptedWorker(() => undefined);
    const engine = engineOn(silent);
    const controller = new AbortController();
    const cancelled = codeOf(engine.run(request, { signal: controller.signal }));
    controller.abort();
    expect(await cancelled).toBe("cancelled");
    expect(silent.isTerminated).toBe(false);
  });

  it("is gone when a run is cancelled: the run ends after the limit", async () => {
    const gone = new ScriptedWorker(prepares);
    const controller = new AbortController();
    const cancelled = codeOf(engineOn(gone).run(request, { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(0);
    controller.abort();
    await vi.advanceTimersByTimeAsync(CANCEL_LIMIT_MS);
    expect(await cancelled).toBe("cancelled");
    expect(gone.isTerminated).toBe(true);
  });

  it("is told how far a training may go, until it ends", async () => {
    const busy = new ScriptedWorker(prepares);
    const limit = new StepLimit(3);
    const training = planTraining({ ...DEFAULT_CONFIG, task: "moons", depth: 2, width: 4 });
    if (training === null) throw new RangeError("no task");
    const engine = engineOn(busy);
    const trained = engine.train?.({ training, given: null, returnsParameters: false }, { limit });
    await vi.advanceTimersByTimeAsync(0);
    const sent = busy.received.at(-1);
    expect(sent).toMatchObject({ kind: "train", limit: 3 });
    limit.set(Infinity);
    expect(busy.received.at(-1)).toEqual({ kind: "limit", id: sent?.id, limit: null });
    const run = { losses: new Float64Array(0), stopped: null, layers: [], report: REPORT, elapsedMs: 1 };
    busy.say({ kind: "trained", id: sent?.id ?? 0, run });
    await trained;
    limit.set(1);
    expect(busy.received.at(-1)).toMatchObject({ limit: null });
  });
});
