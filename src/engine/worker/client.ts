/** The page's proxy of an engine in a worker. */
import type { EngineReport } from "../../experiment/result.ts";
import type { RunRequest } from "../../experiment/runRequest.ts";
import type { SharpnessRequest } from "../../experiment/training/sharpness.ts";
import type { TrainRequest, TrainingRun } from "../../experiment/training/trainRequest.ts";
import { EngineError } from "../engine.ts";
import type {
  Engine,
  EngineChoice,
  EngineRun,
  RunOptions,
  SharpnessOptions,
  TrainOptions,
} from "../engine.ts";
import { createReceiver } from "./delivery.ts";
import type { Reply, Request } from "./protocol.ts";

interface Pending {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: EngineError) => void;
  readonly onLayer: RunOptions["onLayer"];
  readonly onSnapshot: TrainOptions["onSnapshot"];
}

/** The part of a `Worker` that the proxy uses. */
export type WorkerThread = Pick<Worker, "postMessage" | "addEventListener" | "terminate">;

/**
 * A worker whose script has not begun by then is given up: the browser blocks it, or its file never comes.
 * Ten times what a slow telephone on a slow network takes.
 */
export const START_LIMIT_MS = 30_000;
/** An engine that is not ready by then is given up: its kernels never come or never compile. */
export const PREPARE_LIMIT_MS = 60_000;
/** A worker that does not answer a cancel by then is gone, or hangs. */
export const CANCEL_LIMIT_MS = 5_000;
/** Between two questions to a worker that computes: its engine lets messages in many times a second. */
export const PULSE_MS = 10_000;
/** A worker that has not answered a question by then hangs, as in a kernel or a driver that never returns. */
export const SILENCE_LIMIT_MS = 60_000;
/** A page that has slept finds its limits due before the answers that came meanwhile. */
export const GRACE_MS = 5_000;

/**
 * Proxies an engine in a separate worker. The worker starts with the first call.
 * @param startWorker throws where the browser allows no worker
 * @throws EngineError with the worker's own code; `no-worker` when its script does not begin, `timeout` when
 *   the engine does not get ready or answers no question during a run, `failed` when the worker breaks later
 */
export function createWorkerEngine(choice: EngineChoice, startWorker: () => WorkerThread): Engine {
  let worker: WorkerThread | null = null;
  let hasStarted = false;
  let prepared: Promise<EngineReport> | null = null;
  let nextId = 1;
  const pending = new Map<number, Pending>();

  function failAll(error: EngineError): void {
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  }

  /** Ends the worker; every waiting call is rejected, and the next call starts a new worker. */
  function end(error: EngineError): void {
    worker?.terminate();
    worker = null;
    hasStarted = false;
    prepared = null;
    failAll(error);
  }

  function connect(): WorkerThread {
    if (worker !== null) return worker;
    try {
      worker = startWorker();
    } catch (cause) {
      throw new EngineError("no-worker", "the browser started no worker", { cause });
    }
    const whole = createReceiver();
    worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
      // All layers are completed, even if no request waits for them: the receiver needs each once, in order.
      const layers = "parcel" in data ? whole(data.parcel) : [];
      hasStarted = true;
      const waiting = pending.get(data.id);
      if (waiting === undefined || data.kind === "started") return;
      if (data.kind === "layers") {
        for (const update of layers) waiting.onLayer?.(update);
        return;
      }
      if (data.kind === "snapshot") {
        waiting.onSnapshot?.(data.snapshot);
        return;
      }
      pending.delete(data.id);
      if (data.kind === "failed") waiting.reject(new EngineError(data.code, data.message));
      else if (data.kind !== "done") waiting.resolve(data);
      else {
        const { result, captured } = data.run;
        waiting.resolve({ ...data, run: { result: { ...result, layers }, captured } });
      }
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      // A script that cannot be fetched has an event without a message.
      const message = (event as Partial<ErrorEvent>).message ?? "its script could not be fetched";
      end(new EngineError(hasStarted ? "failed" : "no-worker", message));
    });
    return worker;
  }

  function ask(
    makeRequest: (id: number) => Request,
    { onLayer, onSnapshot }: Partial<Pick<Pending, "onLayer" | "onSnapshot">> = {},
  ): { id: number; reply: Promise<Reply> } {
    const id = nextId++;
    const reply = new Promise<Reply>((resolve, reject) => {
      const connected = connect();
      pending.set(id, { resolve, reject, onLayer, onSnapshot });
      connected.postMessage(makeRequest(id));
    });
    return { id, reply };
  }

  async function prepare(): Promise<EngineReport> {
    const startTimer = setTimeout(() => {
      if (!hasStarted) end(new EngineError("no-worker", `no sign of the worker after ${START_LIMIT_MS} ms`));
    }, START_LIMIT_MS);
    const prepareTimer = setTimeout(() => {
      end(new EngineError("timeout", `the engine was not ready after ${PREPARE_LIMIT_MS} ms`));
    }, PREPARE_LIMIT_MS);
    try {
      const reply = await ask((id) => ({ kind: "prepare", id, engine: choice })).reply;
      if (reply.kind !== "prepared")
        throw new EngineError("failed", `unexpected reply: ${reply.kind} (expected prepared)`);
      return reply.report;
    } finally {
      clearTimeout(startTimer);
      clearTimeout(prepareTimer);
    }
  }

  const prepareOnce = (): Promise<EngineReport> => (prepared ??= prepare());

  /**
   * Asks a worker that computes from time to time whether it is still there, and ends one that is not. The
   * reference looks at its messages between layers only, and one of its layers may take minutes.
   * @returns stops asking
   */
  function watch(): () => void {
    if (choice === "reference") return () => undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const wait = (ms: number, then: () => void): void => {
      timer = isOver ? undefined : setTimeout(then, ms);
    };
    const question = (): void => {
      const { reply } = ask((id) => ({ kind: "memory", id }));
      reply.then(
        () => {
          clearTimeout(timer);
          wait(PULSE_MS, question);
        },
        // The worker has ended, and its end is told to the run.
        () => clearTimeout(timer),
      );
      wait(SILENCE_LIMIT_MS, () =>
        wait(GRACE_MS, () => end(new EngineError("timeout", `no answer for ${SILENCE_LIMIT_MS} ms`))),
      );
    };
    wait(PULSE_MS, question);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }

  /** Asks a prepared engine, and cancels as soon as the signal says so. */
  async function askUntil<Kind extends Reply["kind"]>(
    expected: Kind,
    signal: AbortSignal | undefined,
    question: Parameters<typeof ask>,
    onAsked: (id: number) => void = () => undefined,
  ): Promise<Extract<Reply, { kind: Kind }>> {
    const cancelled = new EngineError("cancelled", "run cancelled before it began");
    if (signal?.aborted === true) throw cancelled;
    // A cancel does not wait for the start, which goes on: the next run needs the engine too.
    await new Promise<unknown>((resolve, reject) => {
      const stop = (): void => reject(cancelled);
      signal?.addEventListener("abort", stop, { once: true });
      prepareOnce()
        .finally(() => signal?.removeEventListener("abort", stop))
        .then(resolve, reject);
    });
    const { id, reply } = ask(...question);
    onAsked(id);
    let limit: ReturnType<typeof setTimeout> | undefined;
    const cancel = (): void => {
      worker?.postMessage({ kind: "cancel", id } satisfies Request);
      limit = setTimeout(() => {
        pending.get(id)?.reject(new EngineError("cancelled", "run cancelled in a worker that hangs"));
        end(new EngineError("failed", "the worker did not answer a cancel"));
      }, CANCEL_LIMIT_MS);
    };
    signal?.addEventListener("abort", cancel, { once: true });
    const isExpected = (answer: Reply): answer is Extract<Reply, { kind: Kind }> => answer.kind === expected;
    const unwatch = watch();
    try {
      const answer = await reply;
      if (isExpected(answer)) return answer;
      throw new EngineError("failed", `unexpected reply: ${answer.kind} (expected ${expected})`);
    } finally {
      unwatch();
      clearTimeout(limit);
      signal?.removeEventListener("abort", cancel);
    }
  }

  return {
    prepare: prepareOnce,
    async run(request: RunRequest, { signal, onLayer }: RunOptions = {}): Promise<EngineRun> {
      const { run } = await askUntil("done", signal, [(id) => ({ kind: "run", id, request }), { onLayer }]);
      return run;
    },
    async train(
      request: TrainRequest,
      { signal, every = Infinity, pictureEveryMs = Infinity, onSnapshot, limit }: TrainOptions = {},
    ): Promise<TrainingRun> {
      const sent = (value: number): number | null => (value === Infinity ? null : value);
      let end = (): void => undefined;
      try {
        const { run } = await askUntil(
          "trained",
          signal,
          [
            (id) => ({
              kind: "train",
              id,
              request,
              every: every === Infinity ? null : every,
              pictureEveryMs: sent(pictureEveryMs),
              limit: sent(limit?.value ?? Infinity),
            }),
            { onSnapshot },
          ],
          (id) => {
            end =
              limit?.subscribe((value) =>
                worker?.postMessage({ kind: "limit", id, limit: sent(value) } satisfies Request),
              ) ?? end;
          },
        );
        return run;
      } finally {
        end();
      }
    },
    async sharpness(request: SharpnessRequest, { signal }: SharpnessOptions = {}): Promise<number> {
      const { sharpness } = await askUntil("sharpness", signal, [
        (id) => ({ kind: "sharpness", id, request }),
      ]);
      return sharpness;
    },
    async memory() {
      if (worker === null) return null;
      const reply = await ask((id) => ({ kind: "memory", id })).reply;
      return reply.kind === "memory" ? reply.memory : null;
    },
    dispose() {
      end(new EngineError("failed", "the engine was disposed"));
    },
  };
}
