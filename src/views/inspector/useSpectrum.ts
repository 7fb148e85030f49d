/** Singular values of the layer's weights, computed in pieces between frames. */
import { useEffect, useState } from "react";
import { singularValues } from "../../math/singularValues.ts";
import type { Matrix } from "../../math/singularValues.ts";

/** Time for a piece of work; a frame is 16 ms and the page needs some of it. */
const PIECE_MS = 8;

/** Runs a generator in pieces, each in a separate task. @returns its result, unless it was stopped */
function inPieces<T>(steps: Generator<void, T, void>, done: (value: T) => void): () => void {
  let isStopped = false;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const untilMs = performance.now() + PIECE_MS;
    while (!isStopped && performance.now() < untilMs) {
      const step = steps.next();
      if (step.done !== true) continue;
      port1.close();
      done(step.value);
      return;
    }
    if (!isStopped) port2.postMessage(null);
  };
  port2.postMessage(null);
  return () => {
    isStopped = true;
    port1.close();
  };
}

/** Singular values, largest first; null while they are computed, or where there is no matrix. */
export function useSpectrum(matrix: Matrix | null): Float64Array | null {
  const [found, setFound] = useState<{ readonly of: Matrix; readonly values: Float64Array } | null>(null);
  useEffect(() => {
    if (matrix === null) return;
    return inPieces(singularValues(matrix), (values) => setFound({ of: matrix, values }));
  }, [matrix]);
  return found !== null && found.of === matrix ? found.values : null;
}
