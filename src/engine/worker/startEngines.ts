/**
 * Starts engines where they can run: in a worker; and the reference, as the last resort, in the page's own
 * thread where the browser starts no worker.
 */
import { errorCodeOf } from "../../experiment/errorCode.ts";
import type { Engine, EngineChoice } from "../engine.ts";

export interface EngineStarts {
  readonly inWorker: (choice: EngineChoice) => Engine;
  readonly referenceInPage: () => Promise<Engine>;
}

/** Makes one engine after another; remembers the starts that have failed, so that no run waits for them. */
export function createEngineStarter(starts: EngineStarts): (choice: EngineChoice) => Engine {
  /** Why an engine, or every worker, does not start here: a later start would only repeat the wait. */
  const refusals = new Map<EngineChoice, Error>();
  let noWorker: Error | null = null;
  let inPage: Promise<Engine> | null = null;

  /** Runs a call in the worker unless it is known to fail there; learns from a failed start. */
  async function attempt<T>(choice: EngineChoice, call: () => Promise<T>): Promise<T> {
    const refusal = noWorker ?? refusals.get(choice);
    if (refusal !== undefined) throw refusal;
    try {
      return await call();
    } catch (error) {
      const code = errorCodeOf(error);
      if (error instanceof Error && code === "no-worker") noWorker = error;
      if (error instanceof Error && code === "timeout") refusals.set(choice, error);
      throw error;
    }
  }

  async function attemptReference<T>(engine: Engine, call: (engine: Engine) => Promise<T>): Promise<T> {
    try {
      return await attempt("reference", () => call(engine));
    } catch (error) {
      if (errorCodeOf(error) !== "no-worker") throw error;
      inPage ??= starts.referenceInPage().catch((failure: unknown) => {
        // Nothing runs at all, perhaps for want of a connection: the visitor's next attempt begins anew.
        inPage = null;
        noWorker = null;
        throw failure;
      });
      return call(await inPage);
    }
  }

  return (choice) => {
    const engine = starts.inWorker(choice);
    const on: <T>(call: (engine: Engine) => Promise<T>) => Promise<T> =
      choice === "reference"
        ? (call) => attemptReference(engine, call)
        : (call) => attempt(choice, () => call(engine));
    return {
      ...engine,
      prepare: () => on((started) => started.prepare()),
      run: (request, options) => on((started) => started.run(request, options)),
    };
  };
}
