/** What may become of a run in which something went wrong: a right picture, or an error with a code. */
import type { EngineRun, LayerUpdate } from "../../engine/engine.ts";
import { relativeError, SELF_TEST_TOLERANCE } from "../../engine/selfTest.ts";
import { ENGINE_ERROR_CODES, TENSOR_IDS } from "../../experiment/result.ts";
import { errorCodeOf } from "../../experiment/errorCode.ts";
import type { Plan } from "../../experiment/plan.ts";
import { runReference } from "../../experiment/reference.ts";
import type { RunOptions } from "../../engine/engine.ts";
import type { RunRequest } from "../../experiment/runRequest.ts";
import { requestOf } from "../../experiment/runRequest.ts";

/**
 * - `harmless`: the engine's own result is right all the same, as where the spoilt values are not used;
 * - `replaced`: another engine's right result, with the reason;
 * - `message`: no result, and an error with a code;
 * - `wrong`: anything else.
 */
export type Outcome = "harmless" | "replaced" | "message" | "wrong";

export interface Injection {
  readonly outcome: Outcome;
  /** What is wrong, or the code of the error. */
  readonly detail: string;
}

/** A picture shows stds: those of a layer must be right whenever it is shown. */
function isRightUpdate(update: LayerUpdate, expected: ReadonlyMap<string, number>): boolean {
  return TENSOR_IDS.every((tensor) => {
    const stats = update.tensors[tensor];
    const std = expected.get(`${update.layerIndex} ${tensor}`);
    return stats === undefined || (std !== undefined && Math.abs(stats.std - std) <= 1e-4 * std + 1e-30);
  });
}

/** Runs a plan where something goes wrong, and says what became of it. */
export async function outcomeOf(
  plan: Plan,
  run: (request: RunRequest, options: RunOptions) => Promise<EngineRun>,
  ownEngine: string,
): Promise<Injection> {
  const reference = runReference(plan);
  const stds = new Map(
    reference.layers.flatMap(({ layerIndex, tensors }) =>
      Object.entries(tensors).map(([tensor, { std }]): [string, number] => [`${layerIndex} ${tensor}`, std]),
    ),
  );
  const shown: string[] = [];
  const onLayer = (update: LayerUpdate): void => {
    if (!isRightUpdate(update, stds)) shown.push(`layer ${update.layerIndex + 1} was shown wrong`);
  };
  let ran: EngineRun;
  try {
    ran = await run(requestOf(plan, { capture: "all" }), { onLayer });
  } catch (error) {
    const code = errorCodeOf(error);
    const isKnown = error instanceof Error && ENGINE_ERROR_CODES.includes(code);
    return shown.length > 0
      ? { outcome: "wrong", detail: shown.join("; ") }
      : { outcome: isKnown ? "message" : "wrong", detail: isKnown ? code : String(error) };
  }
  const { result, captured } = ran;
  for (const { layerIndex } of plan.layers) {
    const layer = result.layers[layerIndex];
    if (layer === undefined || !isRightUpdate(layer, stds)) shown.push(`layer ${layerIndex + 1} is wrong`);
    for (const tensor of TENSOR_IDS) {
      const expected = reference.captured.layers[layerIndex]?.[tensor] ?? [];
      const error = relativeError(captured?.layers[layerIndex]?.[tensor] ?? [], expected);
      if (error > SELF_TEST_TOLERANCE) shown.push(`${tensor} of layer ${layerIndex + 1} is off by ${error}`);
    }
  }
  if (shown.length > 0) return { outcome: "wrong", detail: shown.slice(0, 3).join("; ") };
  const { engine, declined } = result.report;
  if (engine === ownEngine) return { outcome: "harmless", detail: "" };
  const [first] = declined;
  return first === undefined
    ? { outcome: "wrong", detail: "another engine ran, without a reason" }
    : { outcome: "replaced", detail: first.code };
}
