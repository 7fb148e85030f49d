/**
 * The verdict on the newest finished picture and what to try next; while a run is under
 * way the last words stay.
 */
import { createContext, useContext, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { useLanguage } from "../../i18n/text.ts";
import type { Picture } from "../../store/state.ts";
import { useAppStore } from "../../store/store.ts";
import { useCalm } from "../../ui/useCalm.ts";
import { judgePart } from "./lazy.ts";
import type { FixWords, VerdictWords } from "./verdictText.ts";

/** Nobody reads faster, and each judgement costs a few milliseconds of a frame. */
export const JUDGE_EVERY_MS = 250;

type Judging = NonNullable<ReturnType<typeof judgePart.now>>;

/** Fetches the rules; where that fails, the next picture tries again. */
function useJudging(picture: Picture | null): Judging | "failed" | null {
  const [judging, setJudging] = useState<Judging | "failed" | null>(() => judgePart.now());
  useEffect(() => {
    if (judgePart.now() !== null) return;
    judgePart.load().then(setJudging, () => setJudging("failed"));
  }, [picture]);
  return judging;
}

export interface VerdictState {
  readonly text: VerdictWords;
  readonly fixes: readonly FixWords[];
  /** The picture, or what is asked for, has moved on since. */
  readonly isStale: boolean;
}

/** Null while there is nothing to say yet; "failed" where the rules could not be fetched. */
type MaybeVerdict = VerdictState | "failed" | null;

function useJudgedPicture(): MaybeVerdict {
  const language = useLanguage();
  const newest = useAppStore((state) => state.picture);
  const isSettled = useAppStore(({ run }) => run.kind === "done");
  // The pictures follow a slider at once; the words, with their predictions, come now and then.
  const picture = useCalm(newest, JUDGE_EVERY_MS);
  const [complete, setComplete] = useState<Picture | null>(null);
  if (picture !== null && picture.isComplete && picture !== complete) setComplete(picture);
  const judging = useJudging(complete);
  const isReady = judging !== null && judging !== "failed";
  const judgement = useMemo(
    () => (isReady && complete !== null ? judging.judge(complete) : null),
    [isReady, judging, complete],
  );
  const isStale = newest !== complete || !isSettled;
  return useMemo(() => {
    if (judging === "failed") return "failed";
    if (judging === null || judgement === null || complete === null) return null;
    return { ...judging.words(judgement, complete, language), isStale };
  }, [judging, judgement, complete, language, isStale]);
}

const VerdictContext = createContext<MaybeVerdict>(null);

/**
 * Judges the pictures for all below; its children are passed through, so only those who read
 * the verdict are drawn anew.
 */
export function VerdictProvider({ children }: { readonly children: ReactNode }) {
  return <VerdictContext value={useJudgedPicture()}>{children}</VerdictContext>;
}

export function useVerdict(): MaybeVerdict {
  return useContext(VerdictContext);
}
