/** Fetches what later screens need while nothing else is going on, so that they open at once. */

/** Where the browser cannot say when it is idle (Safari), a moment after the first picture has to do. */
const LATER_MS = 1000;

function whenIdle(callback: () => void): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(callback);
  else setTimeout(callback, LATER_MS);
}

/** Makes the fetches one after another, each in idle time. */
export function prefetch(fetches: readonly (() => Promise<unknown>)[]): void {
  const [first, ...others] = fetches;
  if (first === undefined) return;
  whenIdle(() => {
    const goOn = (): void => prefetch(others);
    // What fails here is fetched again, and its failure shown, when it is asked for.
    void first().then(goOn, goOn);
  });
}
