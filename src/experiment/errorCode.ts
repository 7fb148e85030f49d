/** The code of whatever a run has been rejected with. */
import { ENGINE_ERROR_CODES } from "./result.ts";
import type { EngineErrorCode } from "./result.ts";

/** An engine's own code; `cancelled` for the reason of an aborted signal; `failed` for anything else. */
export function errorCodeOf(error: unknown): EngineErrorCode {
  if (!(error instanceof Error)) return "failed";
  if (error.name === "AbortError") return "cancelled";
  const code = "code" in error ? error.code : null;
  return ENGINE_ERROR_CODES.find((known) => known === code) ?? "failed";
}
