/** Why theory says nothing of a network, or of its layers from one on, in the place of its mark. */
import type { TheoryGap } from "../../../experiment/theory/gap.ts";
import { useGapText } from "../../../i18n/gapText.ts";
import { useText } from "../../../i18n/text.ts";

export function GapReason({
  gap,
  hasTheory,
}: {
  readonly gap: Exclude<TheoryGap, null>;
  /** Of the layers in front. */
  readonly hasTheory: boolean;
}) {
  const t = useText();
  const g = useGapText();
  return t(hasTheory ? "legend.gapFrom" : "legend.gap", { reason: g(gap) });
}
