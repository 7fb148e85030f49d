/** The code of the value that a run is rejected with. */
import { ENGINE_ERROR_CODES } from "./result.ts";
import type { EngineErrorCode } from "./result.ts";

/**
 * The code of an engine's error; `cancelled` for the reason of an aborted signal; `failed` for any other
 * value.
 */
export function errorCodeOf(error: unknown): EngineErrorCode {
  if (!(error instanceof Error)) return "failed";
  if (error.name === "AbortError") return "cancelled";
  const code = "code" in error ? error.code : null;
  return ENGINE_ERROR_CODES.find((known) => known === code) ?? "failed";
}
