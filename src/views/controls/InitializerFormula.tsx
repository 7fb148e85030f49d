/** The law of the chosen initialiser in symbols, and its numbers at the selected layer. */
import { memo } from "react";
import { initializerById, weightStd } from "../../catalog/initializers.ts";
import type { InitializerEntry } from "../../catalog/initializers.ts";
import { formatNumber } from "../../charts/format.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import {
  initializerOf,
  negativeSlopeOf,
  resolveParameters,
  skipSourceOf,
} from "../../experiment/layerSettings.ts";
import type { ChosenInitializer } from "../../experiment/layerSettings.ts";
import { planExperiment } from "../../experiment/plan.ts";
import type { LayerPlan } from "../../experiment/plan.ts";
import { formatInteger, useLanguage, useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { cx } from "../../ui/cx.ts";
import { useCalm } from "../../ui/useCalm.ts";
import { Formula } from "../formula/Formula.tsx";
import styles from "./Formula.module.css";
import { lawParts, texNumber } from "./texParts.ts";
import { useConfig } from "./useConfig.ts";

/** Typesetting and layout of a formula take milliseconds, so a moving slider updates it less often. */
const TYPESET_EVERY_MS = 120;

const PARAMETERS = ["std", "limit", "value", "gain", "scale", "sparsity"] as const;

/** The fan by which the law divides. */
function fanOf({ options }: ChosenInitializer, { fanIn, units }: LayerPlan): number {
  return { in: fanIn, out: units, avg: (fanIn + units) / 2 }[options.fan];
}

/** The entry's formula of the standard deviation with this layer's numbers; null where it has none. */
function numbersTex(
  entry: InitializerEntry,
  config: ExperimentConfig,
  layer: LayerPlan,
  isScaled: boolean,
): string | null {
  if (entry.stdTex === null) return null;
  const chosen = initializerOf(config, layer.layerIndex);
  const parameters = resolveParameters(chosen, negativeSlopeOf(config, layer.activation));
  const filled = entry.stdTex.replace(
    /\{(in|out|fan|std|limit|value|gain|scale|sparsity)\}/g,
    (_, name: string) => {
      if (name === "in") return `{${layer.fanIn}}`;
      if (name === "out") return `{${layer.units}}`;
      if (name === "fan") return `{${fanOf(chosen, layer)}}`;
      const key = PARAMETERS.find((candidate) => candidate === name) ?? "gain";
      return `{${texNumber(parameters[key])}}`;
    },
  );
  // A gain of one is not written before a root.
  const shown = filled.replace(String.raw`{1} \sqrt`, String.raw`\sqrt`);
  const result = texNumber(weightStd(layer.weight, layer.fanIn, layer.units));
  // A plain sigma is its own result; words say what a residual connection scales.
  return isScaled || filled === String.raw`\sigma = {${result}}` ? shown : `${shown} = ${result}`;
}

/** Whether the residual connection's initial scaling multiplies the weights of this layer. */
function isScaledByBlock(config: ExperimentConfig, { layerIndex, skipFrom }: LayerPlan): boolean {
  if (config.residual === "none" || config.residual === "plain") return false;
  const isStart = config.residual === "fixup" && skipSourceOf(config, layerIndex + 1) !== null;
  // Where there is a normalisation its gamma is scaled instead.
  return isStart || (skipFrom !== null && config.normalization === "none");
}

export function InitializerFormula() {
  return <FormulaOf config={useCalm(useConfig().config, TYPESET_EVERY_MS)} />;
}

const FormulaOf = memo(function FormulaOf({ config }: { readonly config: ExperimentConfig }) {
  const t = useText();
  const language = useLanguage();
  const selected = useAppStore((state) => state.view.selectedLayer);
  const { layers } = planExperiment(config);
  const layer = layers[Math.min(selected ?? 0, layers.length - 1)];
  if (layer === undefined) return null;
  const entry = initializerById(layer.initializer);
  const isScaled = isScaledByBlock(config, layer);
  const numbers = numbersTex(entry, config, layer, isScaled);
  const std = formatNumber(weightStd(layer.weight, layer.fanIn, layer.units));
  const parameters = {
    layer: layer.layerIndex + 1,
    fanIn: formatInteger(language, layer.fanIn),
    fanOut: formatInteger(language, layer.units),
  };
  const values = { nIn: parameters.fanIn, nOut: parameters.fanOut, weightSigma: std };
  return (
    <div className={cx(styles.formula, styles.main)}>
      <div className={styles.law}>
        {lawParts(entry.tex).map((tex) => (
          <Formula key={tex} className={styles.tex} tex={tex} scope="weights" values={values} />
        ))}
      </div>
      {numbers !== null && <Formula className={styles.tex} tex={numbers} scope="weights" values={values} />}
      <p className={styles.numbers}>
        {layer.weight.kind === "constant"
          ? t("formula.constant", { ...parameters, value: formatNumber(layer.weight.value) })
          : t("formula.fans", { ...parameters, std })}
        {isScaled && t("formula.scaled")}
        {layer.calibration !== null && t("formula.calibrated")}
      </p>
    </div>
  );
});
