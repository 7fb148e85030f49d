/** The verdict on the newest finished picture and what to try next; while a run is under way the last words stay. */
import { useMemo, useState } from "react";
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

export function useVerdict(): {
  readonly text: ReturnType<typeof verdictText>;
  readonly fixes: readonly Fix[];
} | null {
  const t = useText();
  const picture = useAppStore((state) => state.picture);
  const [complete, setComplete] = useState<Picture | null>(null);
  if (picture !== null && picture.isComplete && picture !== complete) setComplete(picture);
  const judgement = useMemo(() => judge(complete), [complete]);
  return useMemo(
    () => (judgement === null ? null : { text: verdictText(judgement.finding, t), fixes: judgement.fixes }),
    [judgement, t],
  );
}
