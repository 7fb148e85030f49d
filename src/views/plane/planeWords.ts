/** A place of the plane in words. Pure. */
import { formatFactor, formatNumber, formatRatio } from "../../charts/format.ts";
import type { PlanePhase } from "../../experiment/theory/phasePlane.ts";
import type { PlaneTextKey } from "../../i18n/planeText.ts";
import type { TranslatePart } from "../../i18n/partText.ts";

/** |ln chi| below this is the edge: gradients then take 400 layers to change by a factor e. */
const EDGE = 5e-3;
/** Depths beyond this are any depth. */
const ANY_DEPTH = 1000;

type Kind = "ordered" | "edge" | "chaotic" | "vanishing" | "exploding";

export function kindOf({ q, chi }: PlanePhase): Kind {
  if (Math.abs(Math.log(chi)) < EDGE) return "edge";
  if (q === 0) return "vanishing";
  if (q === Infinity) return "exploding";
  return chi < 1 ? "ordered" : "chaotic";
}

/** What becomes of signals, inputs and gradients at a place. */
export function phaseWords(t: TranslatePart<PlaneTextKey>, phase: PlanePhase): string {
  const { chi, c, correlationRate } = phase;
  return t(`is.${kindOf(phase)}`, {
    chi: formatFactor(chi),
    c: formatNumber(c, 2),
    layers: formatNumber(1 / correlationRate, 2),
    factor: formatRatio(Math.sqrt(chi)),
  });
}

/** How deep signals reach, against the depth of the network (Schoenholz et al. 2017: about 6 xi_c). */
export function reachWords(
  t: TranslatePart<PlaneTextKey>,
  { correlationRate }: PlanePhase,
  depth: number,
): string {
  const reach = 6 / correlationRate;
  return reach > ANY_DEPTH ? t("reachAll", { depth }) : t("reach", { depth, reach: Math.round(reach) });
}
