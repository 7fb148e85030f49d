/** Fetches what later screens need while the page is idle, so that they open at once. */

/** Delay where the browser cannot say when it is idle (Safari): a moment after the first picture. */
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
    // A failed fetch is repeated, and its failure shown, when its result is asked for.
    void first().then(goOn, goOn);
  });
}
