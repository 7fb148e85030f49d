/** The verdict on the newest finished picture and what to try next; while a run is under way the last words stay. */
import { useDeferredValue, useMemo, useState } from "react";
import { diagnose } from "../../experiment/diagnosis.ts";
import type { Finding } from "../../experiment/diagnosis.ts";
import { suggestFixes } from "../../experiment/fixes.ts";
import type { Fix } from "../../experiment/fixes.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import type { Picture } from "../../store/state.ts";
import { verdictText } from "./verdictText.ts";

function judge(
  picture: Picture | null,
): { readonly finding: Finding; readonly fixes: readonly Fix[] } | null {
  if (picture === null) return null;
  const layers = picture.layers.flatMap((layer) => (layer === null ? [] : [layer.result]));
  const finding = diagnose(picture.config, picture.plan, layers);
  return finding === null ? null : { finding, fixes: suggestFixes(picture.config, finding) };
}

export interface VerdictState {
  readonly text: ReturnType<typeof verdictText>;
  readonly fixes: readonly Fix[];
  /** The picture has moved on since. */
  readonly isStale: boolean;
}

export function useVerdict(): VerdictState | null {
  const t = useText();
  const newest = useAppStore((state) => state.picture);
  // The pictures follow a slider at once; the words, with their predictions, may come a moment later.
  const picture = useDeferredValue(newest);
  const [complete, setComplete] = useState<Picture | null>(null);
  if (picture !== null && picture.isComplete && picture !== complete) setComplete(picture);
  const judgement = useMemo(() => judge(complete), [complete]);
  const isStale = newest !== complete;
  return useMemo(
    () =>
      judgement === null
        ? null
        : { text: verdictText(judgement.finding, t), fixes: judgement.fixes, isStale },
    [judgement, isStale, t],
  );
}
