/**
 * Long work in short pieces. Work is a generator that yields wherever it may be interrupted, and what must happen before
 * it can go on, if anything: only a shard waits, for others. So the same steps run to the end at once (tools) or with
 * pauses for messages (engine).
 */
import { EngineError } from "../engine.ts";

/** Work that may be interrupted at every yield, and what it gives. */
export type Steps<T> = Generator<Promise<void> | undefined, T, undefined>;

/** A pause is due this long after the last one: with the piece that is begun just before, messages wait 12 ms or so. */
const PAUSE_AFTER_MS = 8;
/** One piece of work should take this long; the last one of a row half as long again. */
const PIECE_MS = 4;
/** Operations per millisecond assumed before anything was measured: slow, so that the first pieces are short everywhere. */
const FIRST_RATE = 5e5;

/**
 * Lets waiting messages and timers in: a macrotask without the 4 ms floor of nested timers. A channel of its own for every
 * pause: Node hands out up to 1,000 messages of one port before it looks at anything else, so that a port that is posted
 * to again and again would keep a cancellation waiting.
 */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Why a run ends early: the EngineError it was aborted with, or a newer run. */
function reasonOf({ reason }: AbortSignal): EngineError {
  return reason instanceof EngineError ? reason : new EngineError("cancelled", "the run was cancelled");
}

/**
 * Waits for something outside this thread.
 * @throws EngineError the signal's reason, `cancelled` if it is none, as soon as it is aborted
 */
export function waitFor<T>(awaited: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return awaited;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(reasonOf(signal));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    void awaited.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

/**
 * Runs work, pausing every 8 to 14 ms.
 * @throws EngineError the signal's reason, `cancelled` if it is none, as soon as it is seen aborted
 */
export async function runPaced<T>(steps: Steps<T>, signal: AbortSignal | undefined): Promise<T> {
  let pausedAt = performance.now();
  for (;;) {
    if (signal?.aborted === true) throw reasonOf(signal);
    const step = steps.next();
    if (step.done === true) return step.value;
    if (step.value === undefined && performance.now() - pausedAt < PAUSE_AFTER_MS) continue;
    await (step.value === undefined ? pause() : waitFor(step.value, signal));
    pausedAt = performance.now();
  }
}

/** Runs work to its end, without a pause. It must not wait for anything. */
export function runAtOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (step.value !== undefined) throw new EngineError("failed", "work at once cannot wait");
  }
}

/** Cuts work of known size into pieces of about 4 ms, by the speed of the pieces before. */
export class Pace {
  /** Operations per millisecond. */
  #rate = FIRST_RATE;

  /**
   * Runs `piece(from, to)` over `[0, count)`.
   * @param cost operations of one item
   * @param granule pieces start at multiples of it
   */
  *cut(count: number, cost: number, granule: number, piece: (from: number, to: number) => void): Steps<void> {
    for (let from = 0; from < count;) {
      const items = Math.max(1, Math.floor((this.#rate * PIECE_MS) / (cost * granule))) * granule;
      // A rest too small to be worth a piece of its own goes with this one.
      const to = count - from <= 1.5 * items ? count : from + items;
      const startedAt = performance.now();
      piece(from, to);
      const elapsed = performance.now() - startedAt;
      // Below a millisecond the clock of some browsers tells nothing.
      if (elapsed >= 1) this.#rate = ((to - from) * cost) / elapsed;
      else this.#rate = Math.max(this.#rate, (to - from) * cost);
      from = to;
      yield;
    }
  }
}
