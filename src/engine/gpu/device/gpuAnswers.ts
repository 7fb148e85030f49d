/** Converts the answers of GPU.js: flat arrays, cropped matrices, errors with a code. */
import { EngineError } from "../../engine.ts";

/** Rows of `[height, width]` cut to `[rows, columns]`. */
export function crop(values: Float32Array, width: number, rows: number, columns: number): Float32Array {
  if (width === columns) return values.slice(0, rows * columns);
  const cropped = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    cropped.set(values.subarray(row * width, row * width + columns), row * columns);
  }
  return cropped;
}

/** The flat array behind an answer of GPU.js: the answer itself, or the buffer its rows are views of. */
export function flatten(answer: unknown): Float32Array {
  if (answer instanceof Float32Array) return answer;
  const first: unknown = Array.isArray(answer) ? answer[0] : null;
  if (first instanceof Float32Array) return new Float32Array(first.buffer);
  throw new EngineError("failed", "the GPU library answered with an unknown form");
}

/** Maps an error of a GPU call to a code. */
export function toEngineError(error: unknown, isLost: boolean): EngineError {
  if (error instanceof EngineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (isLost || /context lost|device was lost/i.test(message)) {
    return new EngineError("context-lost", message, { cause: error });
  }
  const isTooLarge =
    /larger than supported size|bytes but this device allows|out of memory|allocation failed/i;
  return new EngineError(isTooLarge.test(message) ? "out-of-memory" : "failed", message, { cause: error });
}

/**
 * A draw or a reading that has not come by then hangs: draws are cut to take milliseconds, and a software GPU
 * on a busy machine needs seconds.
 */
export const ANSWER_LIMIT_MS = 60_000;

/**
 * Waits for an answer of the device, but not for ever.
 * @throws EngineError `timeout`, for which the engine is dropped and the next one has the run
 */
export async function answered<T>(answer: T): Promise<Awaited<T>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new EngineError("timeout", `no answer of the GPU for ${ANSWER_LIMIT_MS} ms`)),
      ANSWER_LIMIT_MS,
    );
  });
  try {
    return await Promise.race([answer, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** All arguments of a generated function are numbers. */
export function argumentTypesOf(source: string): string[] {
  const list = /\(([^)]*)\)/.exec(source)?.[1] ?? "";
  return list.split(",").map(() => "Number");
}
