/** What this layer computes, in symbols, and its numbers. */
import { activationById } from "../../catalog/activations.ts";
import { initializerById, weightStd } from "../../catalog/initializers.ts";
import { normalizations } from "../../catalog/normalizations.ts";
import { formatNumber } from "../../charts/format.ts";
import type { LayerPlan } from "../../experiment/plan.ts";
import { useInspectorText } from "../../i18n/inspectorText.ts";
import { formatInteger, useLanguage } from "../../i18n/text.ts";
import { plainTex } from "../../ui/plainTex.ts";
import { Tex } from "../../ui/Tex.tsx";
import { lawParts } from "../controls/texParts.ts";
import styles from "./Inspector.module.css";
import { layerTex } from "./layerTex.ts";
import type { PanelProps } from "./panelProps.ts";

/** The numbers of the layer as short phrases. */
function useFigures({ layer, cells }: PanelProps): readonly string[] {
  const i = useInspectorText();
  const language = useLanguage();
  const { fanIn, units, weight, norm, keepProbability, skipFrom, biasStd } = layer;
  const calibration = cells.results[layer.layerIndex]?.calibration ?? null;
  const scale = calibration?.scale ?? 1;
  const normLabel = normalizations.find(({ id }) => id === norm?.kind)?.label ?? "";
  return [
    i("formula.fans", { fanIn: formatInteger(language, fanIn), fanOut: formatInteger(language, units) }),
    `${initializerById(layer.initializer).label}: ${i("formula.std", {
      std: formatNumber(weightStd(weight, fanIn, units) * scale),
    })}`,
    ...(calibration === null ? [] : [i("formula.calibrated", { scale: formatNumber(scale) })]),
    ...(biasStd > 0 ? [i("formula.bias", { std: formatNumber(biasStd) })] : []),
    ...(norm === null
      ? []
      : [
          i("formula.norm", {
            norm: normLabel,
            gamma: formatNumber(norm.gamma),
            beta: formatNumber(norm.beta),
            epsilon: formatNumber(norm.epsilon),
          }),
        ]),
    ...(keepProbability < 1 ? [i("formula.dropout", { keep: formatNumber(keepProbability) })] : []),
    ...(skipFrom === null ? [] : [i("formula.skip", { layer: skipFrom + 1 })]),
  ];
}

/** The entry's own formula of phi, with its parameter's value beside it. */
function phiTex({ activation, slope }: LayerPlan): string {
  const { tex, parameter } = activationById(activation);
  return parameter === undefined
    ? tex
    : String.raw`${tex},\quad ${parameter.symbol} = ${String(Number(slope.toPrecision(3)))}`;
}

export function LayerFormula(props: PanelProps) {
  const figures = useFigures(props);
  const lines = [...layerTex(props.layer), ...lawParts(phiTex(props.layer))];
  return (
    <div className={styles.formula}>
      <div className={styles.lines}>
        {lines.map((tex) => (
          <Tex key={tex} className={styles.tex} tex={tex} fallback={plainTex(tex)} />
        ))}
      </div>
      <p className={styles.note}>{figures.join(" · ")}</p>
    </div>
  );
}
