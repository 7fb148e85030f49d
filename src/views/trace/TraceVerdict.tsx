/** The verdict on the chosen step of a trace, from measurements alone. */
import { useMemo } from "react";
import { formatNumber, formatShare } from "../../charts/format.ts";
import { traceFinding } from "../../experiment/trace/traceFinding.ts";
import type { TraceFindingKind } from "../../experiment/trace/traceFinding.ts";
import { joinSentences } from "../../i18n/languages.ts";
import { useText } from "../../i18n/text.ts";
import { useTraceText } from "../../i18n/traceText.ts";
import type { Recording } from "../../store/state.ts";
import { Verdict } from "../verdict/Verdict.tsx";
import type { VerdictTone } from "../verdict/Verdict.tsx";

const TONES: Readonly<Record<TraceFindingKind, VerdictTone>> = {
  notFinite: "bad",
  lossLost: "bad",
  silent: "bad",
  symmetric: "bad",
  dead: "bad",
  exploding: "warn",
  vanishing: "warn",
  collapsed: "bad",
  gradientExploding: "warn",
  gradientVanishing: "warn",
  lossRises: "warn",
  rateLarge: "warn",
  rateSmall: "warn",
  healthy: "good",
};

export function TraceVerdict({ recording }: { readonly recording: Recording }) {
  const t = useTraceText();
  const words = useText();
  const { plan, snapshots, shown } = recording;
  const finding = useMemo(() => traceFinding(plan, snapshots, shown), [plan, snapshots, shown]);
  if (finding === null) return null;
  const nameOf = (layer: number): string => {
    const number = words("layer.name", { layer: layer + 1 });
    const name = plan.layers[layer]?.recorded?.name ?? "";
    return name === "" ? number : name;
  };
  const { kind, layer, from, tensor, value } = finding;
  const sentence = t(kind, {
    step: snapshots[shown]?.step ?? 0,
    layer: nameOf(layer),
    from: nameOf(from),
    share: formatShare(value),
    value: formatNumber(value),
    tensor: words(`tensor.${tensor}`).toLowerCase(),
  });
  return (
    <>
      <Verdict
        title={t(`${kind}.title`)}
        sentence={joinSentences(sentence, t("measured"))}
        tone={TONES[kind]}
      />
      <p className="visuallyHidden" role="status">
        {t(`${kind}.title`)} {sentence}
      </p>
    </>
  );
}
