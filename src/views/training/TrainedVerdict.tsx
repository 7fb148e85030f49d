/**
 * The verdict on the chosen step of a training: does it learn, what holds it back, and what was seen to help.
 */
import { useMemo } from "react";
import { formatNumber, formatShare } from "../../charts/format.ts";
import { trainingFinding } from "../../experiment/training/trainingFinding.ts";
import type { TrainingFinding, TrainingFindingKind } from "../../experiment/training/trainingFinding.ts";
import type { TrainingTrial } from "../../experiment/training/trainingFixes.ts";
import { planTraining } from "../../experiment/training/trainingPlan.ts";
import { joinSentences } from "../../i18n/languages.ts";
import { useTrainedVerdictText } from "../../i18n/trainedVerdictText.ts";
import type { Recording } from "../../store/state.ts";
import { useAppStore } from "../../store/store.ts";
import { useCalm } from "../../ui/useCalm.ts";
import { TraceVerdict } from "../trace/TraceVerdict.tsx";
import { Fixes } from "../verdict/Fixes.tsx";
import { Verdict } from "../verdict/Verdict.tsx";
import type { VerdictTone } from "../verdict/Verdict.tsx";
import { useTrainingTrials } from "./useTrainingTrials.ts";

const TONES: Readonly<Record<TrainingFindingKind, VerdictTone | null>> = {
  diverged: "bad",
  stalled: "bad",
  slow: "warn",
  byHeart: "warn",
  early: null,
  learns: "good",
};

/** People do not read faster than this. */
const JUDGE_EVERY_MS = 250;

type Words = ReturnType<typeof useTrainedVerdictText>;

function sentenceOf(finding: TrainingFinding, t: Words): string {
  const { kind, cause, step, loss, validation, first, guess } = finding;
  const what = t(kind, {
    step,
    loss: formatNumber(loss),
    validation: formatNumber(validation),
    first: formatNumber(first),
    guess: formatNumber(guess),
  });
  if (cause === null) return what;
  const isUnmeasured = cause.id === "rate_large" && !Number.isFinite(cause.value);
  const why = t(isUnmeasured ? "cause.rate_large.unmeasured" : `cause.${cause.id}`, {
    layer: cause.layer,
    share: formatShare(cause.value),
    value: formatNumber(cause.value),
  });
  return joinSentences(what, why);
}

function nameOf({ id, patch }: TrainingTrial, t: Words): string {
  if (id === "law") return t(patch.initializer === "he_normal" ? "fix.law.he" : "fix.law.xavier");
  return t(`fix.${id}`, { rate: formatNumber(patch.learningRate ?? NaN) });
}

function Judged({ recording }: { readonly recording: Recording }) {
  const t = useTrainedVerdictText();
  const calm = useCalm(recording, JUDGE_EVERY_MS);
  const { config, snapshots, shown, stopped, status } = calm ?? recording;
  const training = useMemo(() => planTraining(config), [config]);
  const finding = useMemo(
    () => (training === null ? null : trainingFinding(training, snapshots, shown, stopped)),
    [training, snapshots, shown, stopped],
  );
  const isAtRest = status.kind !== "running";
  const isTried = finding !== null && finding.cause !== null && isAtRest;
  const { offers, isTrying } = useTrainingTrials(recording, isTried ? finding : null);
  if (finding === null) return null;
  const note = !isTried ? "" : offers.length > 0 ? "" : t(isTrying ? "trying" : "none");
  const sentence = sentenceOf(finding, t);
  return (
    <>
      <Verdict
        title={t(`${finding.kind}.title`)}
        sentence={joinSentences(sentence, note)}
        tone={TONES[finding.kind]}
        isStale={calm !== recording}
      >
        <Fixes
          isBusy={isTrying}
          fixes={offers.map((trial) => ({
            name: nameOf(trial, t),
            promise: t("promise", { loss: formatNumber(trial.loss), steps: trial.steps }),
            patch: trial.patch,
          }))}
        />
      </Verdict>
      {isAtRest && (
        <p className="visuallyHidden" role="status">
          {t(`${finding.kind}.title`)} {sentence}
        </p>
      )}
    </>
  );
}

export function TrainedVerdict() {
  const recording = useAppStore((state) => state.recording);
  if (recording === null) return null;
  if (recording.plan.recorded !== undefined) return <TraceVerdict recording={recording} />;
  return <Judged recording={recording} />;
}
