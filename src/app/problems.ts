/** The page's last failed fetch. It is kept until it is dismissed or something else is asked for. */
import type { Problem } from "../views/services.ts";

export interface Problems {
  get(): Problem | null;
  subscribe(listener: () => void): () => void;
  /** Passes on the fetched value; a failed fetch becomes the page's problem. */
  fetching<T>(problem: Problem, load: Promise<T>, use: (loaded: T) => void): void;
  /** Shows a problem in words. */
  tell(words: string): void;
  dismiss(): void;
}

export function createProblems(): Problems {
  const listeners = new Set<() => void>();
  let current: Problem | null = null;

  function change(problem: Problem | null): void {
    current = problem;
    for (const listener of listeners) listener();
  }

  return {
    get: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    fetching(problem, load, use) {
      change(null);
      // An error of `use` is a fault of the program, and is left to the handlers of uncaught errors.
      void load.then(use, () => change(problem));
    },
    tell: (words) => change({ words }),
    dismiss: () => change(null),
  };
}
