/**
 * Long work in short pieces. Work is a generator that yields wherever it may be interrupted, and what must
 * happen before it can go on, if anything: only a shard waits, for others. So the same steps run to the end
 * at once (tools) or with pauses for messages (engine).
 */
import { EngineError } from "../../engine.ts";
import { nextTask } from "../../nextTask.ts";

/** Work that may be interrupted at every yield, and what it gives. */
export type Steps<T> = Generator<Promise<void> | undefined, T, undefined>;

/**
 * A pause is due this long after the last one: with the piece that is begun just before,
 * messages wait 12 ms or so.
 */
const PAUSE_AFTER_MS = 8;
/** One piece of work should take this long; the last one of a row half as long again. */
const PIECE_MS = 4;
/**
 * Operations per millisecond assumed before anything was measured: slow, so that the first
 * pieces are short everywhere.
 */
const FIRST_RATE = 5e5;

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
    await (step.value === undefined ? nextTask() : waitFor(step.value, signal));
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

  /** Runs work of so many operations if it is short enough for one piece. @returns whether it has */
  atOnce(cost: number, work: () => void): boolean {
    if (cost > this.#rate * PIECE_MS) return false;
    this.#time(cost, work);
    return true;
  }

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
      const first = from;
      this.#time((to - from) * cost, () => piece(first, to));
      from = to;
      yield;
    }
  }

  /** Does a piece of work and learns from it. */
  #time(cost: number, work: () => void): void {
    const startedAt = performance.now();
    work();
    const elapsed = performance.now() - startedAt;
    // Below a millisecond the clock of some browsers tells nothing.
    this.#rate = elapsed >= 1 ? cost / elapsed : Math.max(this.#rate, cost);
  }
}
