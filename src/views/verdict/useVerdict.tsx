/** The verdict on the newest finished picture and its fixes; during a run the last words stay. */
import { createContext, useContext, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { useLanguage } from "../../i18n/text.ts";
import type { Picture } from "../../store/state.ts";
import { useAppStore, useBackground } from "../../store/store.ts";
import { useCalm } from "../../ui/useCalm.ts";
import { judgePart } from "./lazy.ts";
import type { CauseTrial } from "../../experiment/fixes/experiments.ts";
import type { FindingKind } from "../../experiment/diagnosis/finding.ts";
import type { Plan } from "../../experiment/plan.ts";
import type { RunResult } from "../../experiment/result.ts";
import type { Judgement, Trials } from "./judge.ts";
import type { FixWords, VerdictWords } from "./verdictText.ts";

/** People do not read faster than this, and each judgement costs a few milliseconds of a frame. */
export const JUDGE_EVERY_MS = 250;

type Judging = NonNullable<ReturnType<typeof judgePart.now>>;

/** Fetches the rules; where that fails, the next picture tries again. */
function useJudging(picture: Picture | null): Judging | "failed" | null {
  const [judging, setJudging] = useState<Judging | "failed" | null>(() => judgePart.now());
  useEffect(() => {
    // Rules that came in idle time, after a failure here, are taken too.
    // The first may be a fetch that was under way already, and failed for a reason that is gone by now.
    const loading = judgePart.load().catch(() => judgePart.load());
    loading.then(setJudging, () => setJudging("failed"));
  }, [picture]);
  return judging;
}

export interface VerdictState {
  readonly text: VerdictWords;
  readonly fixes: readonly FixWords[];
  /** Cause and fixes are being tried: more is to come. */
  readonly isTrying: boolean;
  /** The first title and sentence: additions from trials are not announced again. */
  readonly spoken: string;
  /** The picture or the configuration has changed since. */
  readonly isStale: boolean;
}

/** Null while there is nothing to say yet; "failed" where the rules could not be fetched. */
type MaybeVerdict = VerdictState | "failed" | null;

interface Tried {
  readonly picture: Picture;
  readonly kind: FindingKind;
  /** While the fixes are being tried, those of the last picture with this finding. */
  readonly trials: Trials;
  readonly isDone: boolean;
}

/** Fixes that a failed engine or a given-up trial leave untried are not offered. */
const UNTRIED: Trials = { cause: "untried", fixes: [] };

/**
 * Tries cause and fixes of a settled picture in the background. Until the runs are done, the fixes of the
 * last picture stay where its finding was the same.
 */
function useTrials(
  judging: Judging | null,
  judgement: Judgement | null,
  picture: Picture | null,
  isSettled: boolean,
): Tried | null {
  const background = useBackground();
  const [tried, setTried] = useState<Tried | null>(null);
  useEffect(() => {
    if (judging === null || judgement === null || picture === null || !isSettled) return undefined;
    if (!judging.needsTrials(judgement)) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const { kind } = judgement.diagnosis.main;
    const run = (plan: Plan): Promise<RunResult> => background.run(plan, { priority: "high", signal });
    const settle = (trials: Trials): void => {
      if (!signal.aborted) setTried({ picture, kind, trials, isDone: true });
    };
    // What is known of the cause does not wait for the fixes.
    const tell = (cause: CauseTrial): void => {
      if (signal.aborted) return;
      setTried((last) => {
        const fixes = last?.kind === kind ? last.trials.fixes : [];
        return { picture, kind, trials: { cause, fixes }, isDone: false };
      });
    };
    judging.tryOut(picture, judgement, run, tell).then(settle, () => settle(UNTRIED));
    return () => controller.abort();
  }, [judging, judgement, picture, isSettled, background]);
  return tried;
}

function useJudgedPicture(): MaybeVerdict {
  const language = useLanguage();
  const newest = useAppStore((state) => state.picture);
  const isSettled = useAppStore(({ run }) => run.kind === "done");
  // The charts follow a slider at once; the words, with their predictions, follow at intervals. Those on a
  // finished run do not wait.
  const picture = useCalm(newest, isSettled ? 0 : JUDGE_EVERY_MS);
  const [complete, setComplete] = useState<Picture | null>(null);
  if (picture !== null && picture.isComplete && picture !== complete) setComplete(picture);
  const judging = useJudging(complete);
  const isReady = judging !== null && judging !== "failed";
  const judgement = useMemo(
    () => (isReady && complete !== null ? judging.judge(complete) : null),
    [isReady, judging, complete],
  );
  const isStale = newest !== complete || !isSettled;
  const tried = useTrials(isReady ? judging : null, judgement, complete, !isStale);
  return useMemo(() => {
    if (judging === "failed") return "failed";
    if (judging === null || judgement === null || complete === null) return null;
    const { text } = judging.words(judgement, complete, language);
    const spoken = `${text.title} ${text.sentence}`;
    if (!judging.needsTrials(judgement))
      return { ...judging.words(judgement, complete, language), spoken, isStale, isTrying: false };
    const isSame = tried !== null && tried.kind === judgement.diagnosis.main.kind;
    const { cause, fixes } = isSame ? tried.trials : UNTRIED;
    const shown = judging.words(
      { ...judgement, fixes },
      complete,
      language,
      isSame && tried.picture === complete ? cause : "untried",
    );
    return { ...shown, spoken, isStale, isTrying: tried?.picture !== complete || !tried.isDone };
  }, [judging, judgement, complete, language, isStale, tried]);
}

const VerdictContext = createContext<MaybeVerdict>(null);

/**
 * Judges the pictures for all views below. Its children are passed through, so only readers of the verdict
 * are drawn again.
 */
export function VerdictProvider({ children }: { readonly children: ReactNode }) {
  return <VerdictContext value={useJudgedPicture()}>{children}</VerdictContext>;
}

export function useVerdict(): MaybeVerdict {
  return useContext(VerdictContext);
}
