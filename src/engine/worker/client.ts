/** The page's proxy of an engine in a worker. */
import type { EngineReport } from "../../experiment/result.ts";
import type { RunRequest } from "../../experiment/runRequest.ts";
import { EngineError } from "../engine.ts";
import type { Engine, EngineChoice, EngineRun, RunOptions } from "../engine.ts";
import { createReceiver } from "./delivery.ts";
import type { Reply, Request } from "./protocol.ts";
// eslint-disable-next-line import/default -- the address, not the module: a suffix that Vite reads
import workerUrl from "./entry.ts?worker&url";

interface Pending {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: EngineError) => void;
  readonly onLayer: RunOptions["onLayer"];
}

/**
 * A script for a frame whose sandbox takes its origin away: such a frame may start only scripts that it has
 * made itself. The script fetches the worker's script, which the host must allow for other origins, and hands
 * on the messages received in the meantime.
 */
const strangersScript = (): string =>
  `const early=[];onmessage=e=>early.push(e);import(${JSON.stringify(workerUrl)}).then(()=>{onmessage=null;` +
  'for(const e of early)dispatchEvent(new MessageEvent("message",e))},e=>setTimeout(()=>{throw e}))';

function startWorker(): Worker {
  const name = "initscope-engine";
  if (origin !== "null") return new Worker(workerUrl, { type: "module", name });
  // The script is no module: Chromium starts no module from an address without an origin.
  return new Worker(URL.createObjectURL(new Blob([strangersScript()], { type: "text/javascript" })), {
    name,
  });
}

/**
 * Proxies an engine in a separate worker. The worker starts with the first call.
 * @throws EngineError with the worker's own code; `failed` when the worker itself breaks
 */
export function createWorkerEngine(choice: EngineChoice): Engine {
  let worker: Worker | null = null;
  let nextId = 1;
  const pending = new Map<number, Pending>();

  function failAll(error: EngineError): void {
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  }

  function connect(): Worker {
    if (worker !== null) return worker;
    worker = startWorker();
    const whole = createReceiver();
    worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
      // All layers are completed, even if no request waits for them: the receiver needs each once, in order.
      const layers = "layers" in data ? data.layers.map(whole) : [];
      const waiting = pending.get(data.id);
      if (waiting === undefined) return;
      if (data.kind === "layers") {
        for (const update of layers) waiting.onLayer?.(update);
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
      failAll(new EngineError("failed", event.message));
    });
    return worker;
  }

  function ask(
    makeRequest: (id: number) => Request,
    onLayer?: RunOptions["onLayer"],
  ): { id: number; reply: Promise<Reply> } {
    const id = nextId++;
    const reply = new Promise<Reply>((resolve, reject) => {
      pending.set(id, { resolve, reject, onLayer });
      connect().postMessage(makeRequest(id));
    });
    return { id, reply };
  }

  let prepared: Promise<EngineReport> | null = null;
  async function prepare(): Promise<EngineReport> {
    const reply = await ask((id) => ({ kind: "prepare", id, engine: choice })).reply;
    if (reply.kind !== "prepared")
      throw new EngineError("failed", `unexpected reply: ${reply.kind} (expected prepared)`);
    return reply.report;
  }

  const prepareOnce = (): Promise<EngineReport> => (prepared ??= prepare());

  return {
    prepare: prepareOnce,
    async run(request: RunRequest, { signal, onLayer }: RunOptions = {}): Promise<EngineRun> {
      await prepareOnce();
      if (signal?.aborted === true) throw new EngineError("cancelled", "run cancelled before it began");
      const { id, reply } = ask((requestId) => ({ kind: "run", id: requestId, request }), onLayer);
      const cancel = (): void => {
        worker?.postMessage({ kind: "cancel", id } satisfies Request);
      };
      signal?.addEventListener("abort", cancel, { once: true });
      try {
        const done = await reply;
        if (done.kind !== "done")
          throw new EngineError("failed", `unexpected reply: ${done.kind} (expected done)`);
        return done.run;
      } finally {
        signal?.removeEventListener("abort", cancel);
      }
    },
    async memory() {
      if (worker === null) return null;
      const reply = await ask((id) => ({ kind: "memory", id })).reply;
      return reply.kind === "memory" ? reply.memory : null;
    },
    dispose() {
      worker?.terminate();
      worker = null;
      prepared = null;
      failAll(new EngineError("cancelled", "the engine was disposed"));
    },
  };
}
