/**
 * How far a training may go. Its holder pauses it, lets it go on, or gives it a single step; the training
 * waits at the limit and has the same bits as one that never waits.
 */
export class StepLimit {
  readonly #listeners = new Set<(value: number) => void>();
  #value: number;

  /** @param value number of steps that may be done; Infinity for all */
  constructor(value: number = Infinity) {
    this.#value = value;
  }

  get value(): number {
    return this.#value;
  }

  /** A limit below the step that is being done pauses behind it. */
  set(value: number): void {
    this.#value = value;
    for (const listener of this.#listeners) listener(value);
  }

  /** @returns ends the subscription */
  subscribe(listener: (value: number) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves as soon as more than `steps` steps may be done. */
  beyond(steps: number): Promise<void> {
    if (this.#value > steps) return Promise.resolve();
    return new Promise((resolve) => {
      const end = this.subscribe((value) => {
        if (value <= steps) return;
        end();
        resolve();
      });
    });
  }
}
