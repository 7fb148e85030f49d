/** The layer's computation in symbols, and its numbers. */
import { activationById } from "../../catalog/activations.ts";
import { activationNote } from "../../catalog/notes.ts";
import { biasMeanOf, initializerById, weightStd } from "../../catalog/initializers.ts";
import { formatNumber } from "../../charts/format.ts";
import { streamSource } from "../../experiment/layerLinks.ts";
import type { LayerPlan } from "../../experiment/plan.ts";
import { useInspectorText } from "../../i18n/inspectorText.ts";
import { formatInteger, useLanguage, useText } from "../../i18n/text.ts";
import { Formula } from "../formula/Formula.tsx";
import { lawParts } from "../controls/texParts.ts";
import styles from "./Inspector.module.css";
import { layerTex } from "./layerTex.ts";
import type { PanelProps } from "./panelProps.ts";

/** The numbers of the layer as short phrases. */
function useNumbers({ layer, cells }: PanelProps): readonly string[] {
  const i = useInspectorText();
  const t = useText();
  const language = useLanguage();
  const { fanIn, units, weight, norm, keepProbability, bias } = layer;
  const skipFrom = streamSource(layer);
  const biasMean = biasMeanOf(bias);
  const calibration = cells.results[layer.layerIndex]?.calibration ?? null;
  const scale = calibration?.scale ?? 1;
  return [
    i("formula.fans", { fanIn: formatInteger(language, fanIn), fanOut: formatInteger(language, units) }),
    i("formula.std", {
      name: t.nameOf(initializerById(layer.initializer).label),
      std: formatNumber(weightStd(weight, fanIn, units) * scale),
    }),
    ...(calibration === null ? [] : [i("formula.calibrated", { scale: formatNumber(scale) })]),
    ...(biasMean === 0 ? [] : [i("formula.biasMean", { mean: formatNumber(biasMean) })]),
    ...(bias?.kind === "scaled" ? [i("formula.bias", { std: formatNumber(bias.scale) })] : []),
    ...(layer.weightsFrom === layer.layerIndex
      ? []
      : [i("formula.shared", { layer: layer.weightsFrom + 1 })]),
    ...(norm === null
      ? []
      : [
          i("formula.norm", {
            norm: t(`normalisation.${norm.kind}`),
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
function phiTex({ activation, activationParameter }: LayerPlan): string {
  const { parameter } = activationById(activation);
  const { tex } = activationNote(activation);
  return parameter === undefined
    ? tex
    : String.raw`${tex},\quad ${parameter.symbol} = ${String(Number(activationParameter.toPrecision(3)))}`;
}

export function LayerFormula(props: PanelProps) {
  const numbers = useNumbers(props);
  return (
    <div className={styles.formula}>
      <div className={styles.lines}>
        {layerTex(props.layer, props.cells.picture.plan.layers).map((tex) => (
          <Formula key={tex} className={styles.tex} tex={tex} scope="layer" />
        ))}
        {lawParts(phiTex(props.layer)).map((tex) => (
          <Formula key={tex} className={styles.tex} tex={tex} scope="activation" />
        ))}
      </div>
      <p className={styles.note}>{numbers.join(" · ")}</p>
    </div>
  );
}
