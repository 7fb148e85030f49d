/** Why the picture on the screen had its engine, in a sentence with the predicted times. */
import { formatNumber } from "../../charts/format.ts";
import type { EngineReport, PredictedTime } from "../../experiment/result.ts";
import type { EnginesTextKey } from "../../i18n/enginesText.ts";
import type { TranslatePart } from "../../i18n/partText.ts";
import type { ContestRecord, EnginePreference } from "../../store/state.ts";
import { reasonCodeOf } from "./engineReason.ts";

/** The engine of a report as a preference: the id that has a name in the words. */
export function preferenceOf({
  engine,
  backend,
}: Pick<PredictedTime, "engine" | "backend">): Exclude<EnginePreference, "auto"> {
  if (engine !== "gpu") return engine;
  return backend === "webgpu" ? "gpu-webgpu" : "gpu-webgl2";
}

/** One sentence: why this engine. */
export function whySentence(
  report: EngineReport,
  contest: ContestRecord | null,
  e: TranslatePart<EnginesTextKey>,
): string | null {
  const code = reasonCodeOf(report, contest);
  if (code === null) return null;
  const { predicted = [], isTraining = false } = report.reason ?? {};
  switch (code) {
    case "unmeasured":
    case "only":
    case "preferred":
      return e(`why.${code}`);
    case "quickest": {
      const times = predicted.map((time) =>
        e("why.time", { engine: e(preferenceOf(time)), milliseconds: formatNumber(time.ms) }),
      );
      const [chosen, ...others] = predicted;
      const isHeld = others.some(({ ms }) => ms < (chosen?.ms ?? 0));
      const key = isHeld ? "why.held" : "why.quickest";
      return e(isTraining ? `${key}.training` : key, { times: times.join(" · ") });
    }
    case "fallback": {
      const failures = report.declined
        .filter(({ code: fault }) => fault !== "slower")
        .map((failed) =>
          e("why.failure", { engine: e(preferenceOf(failed)), reason: e(`reason.${failed.code}`) }),
        );
      return e("why.fallback", { failures: failures.join(" · ") });
    }
    default:
      return code satisfies never;
  }
}
