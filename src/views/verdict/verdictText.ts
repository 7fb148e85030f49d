/** From a finding to words: which sentence, with which numbers, in which tone. */
import { formatFactor, formatFixed, formatNumber, formatShare } from "../../charts/format.ts";
import type { Finding, FindingKind } from "../../experiment/diagnosis.ts";
import type { Translate } from "../../i18n/text.ts";
import type { VerdictTone } from "./Verdict.tsx";

const TONES: Readonly<Record<FindingKind, VerdictTone>> = {
  overflow: "bad",
  silent: "bad",
  symmetric: "bad",
  exploding: "bad",
  vanishing: "bad",
  collapsed: "bad",
  saturated: "warn",
  dead: "warn",
  gradient_exploding: "warn",
  gradient_vanishing: "warn",
  healthy: "good",
};

/** A ratio below one as per cent while that says something, as a power of ten below. */
function ratioText(ratio: number): string {
  return ratio < 1 && ratio >= 1e-3 ? formatShare(ratio) : formatNumber(ratio, ratio > 1 ? 3 : 2);
}

function sentenceOf(finding: Finding, t: Translate): string {
  const { kind, layer, factorPerLayer, totalRatio, share } = finding;
  const parameters = {
    layer,
    factor: formatFactor(factorPerLayer),
    ratio: ratioText(totalRatio),
    share: formatShare(share),
  };
  if (kind === "healthy") {
    if (!Number.isFinite(factorPerLayer)) return t("finding.healthy.single");
    // Here the ratio is near one: a per cent sign would read as a share.
    return t("finding.healthy", { ...parameters, ratio: formatFixed(totalRatio, 2) });
  }
  if (kind === "overflow" && Number.isFinite(factorPerLayer)) return t("finding.overflow.factor", parameters);
  if (kind === "gradient_exploding" && totalRatio === Infinity) {
    return t("finding.gradient_exploding.overflow", parameters);
  }
  return t(`finding.${kind}`, parameters);
}

/** The verdict of a finding in the language of `t`. */
export function verdictText(
  finding: Finding,
  t: Translate,
): { readonly title: string; readonly sentence: string; readonly tone: VerdictTone } {
  const cause = finding.cause === null ? "" : ` ${t(`cause.${finding.cause}`)}`;
  return {
    title: t(`finding.${finding.kind}.title`),
    sentence: sentenceOf(finding, t) + cause,
    tone: TONES[finding.kind],
  };
}
