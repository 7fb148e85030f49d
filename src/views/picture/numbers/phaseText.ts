/** The phase of a network in a sentence: what theory says of great depth, and whether this depth shows it. */
import { formatFactor, formatNumber, formatRatio } from "../../../charts/format.ts";
import type { TheorySummary } from "../../../experiment/theory/summary.ts";
import type { FactsTextKey } from "../../../i18n/factsText.ts";
import type { TranslatePart } from "../../../i18n/partText.ts";

/** The change that the verdict calls vanishing or exploding: `TENFOLD` of the diagnosis. */
const VISIBLE = Math.LN10;

function phaseKey({ phase, q }: TheorySummary): FactsTextKey {
  const isEdge = phase === "edge";
  if (q === 0) return isEdge ? "phase.edgeAtZero" : "phase.vanishes";
  if (q === Infinity) return isEdge ? "phase.grows" : "phase.explodes";
  return `phase.${phase}`;
}

/**
 * The sentence of a phase. Its factor is that of the gradient's size, sqrt(chi), as the verdict measures it;
 * at q* = 0 the signal has the same one.
 * @param depth layers of the network: where they are too few for a tenfold change, the sentence says so
 */
export function phaseText(f: TranslatePart<FactsTextKey>, summary: TheorySummary, depth: number): string {
  const { batchNorm, chi, phase } = summary;
  if (batchNorm !== null)
    return f("phase.batchNorm", {
      growth: formatFactor(Math.sqrt(batchNorm.growth)),
      layers: formatNumber(Math.round(batchNorm.trainableDepth)),
    });
  const factor = Math.sqrt(chi);
  const sentence = f(phaseKey(summary), { factor: formatRatio(factor) });
  const layers = Math.ceil(VISIBLE / Math.abs(Math.log(factor)));
  if (phase === "edge" || layers <= depth - 1) return sentence;
  return `${sentence}${f("phase.tooShallow", { layers })}`;
}
