/**
 * Times the pictures that a training shows in passing: the next one is due a given time after the last one
 * was begun, and not before the training has had half as long as the last one took.
 */
export class PictureClock {
  readonly #everyMs: number;
  readonly #nowMs: () => number;
  #askedMs: number;
  #dueMs: number;

  /**
   * @param everyMs least time from picture to picture; Infinity for none
   * @param nowMs a clock
   */
  constructor(everyMs: number, nowMs: () => number = () => performance.now()) {
    this.#everyMs = everyMs;
    this.#nowMs = nowMs;
    this.#askedMs = nowMs();
    this.#dueMs = this.#askedMs + everyMs;
  }

  /** Whether a picture is due. It is asked before each step, and what is shown then counts from here. */
  isDue(): boolean {
    if (this.#everyMs === Infinity) return false;
    this.#askedMs = this.#nowMs();
    return this.#askedMs >= this.#dueMs;
  }

  /** Says that a picture is on its way. */
  shown(): void {
    const nowMs = this.#nowMs();
    const rest = (nowMs - this.#askedMs) / 2;
    this.#dueMs = Math.max(this.#askedMs + this.#everyMs, nowMs + rest);
  }
}
