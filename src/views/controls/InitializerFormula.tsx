/** The law of the chosen initialiser in symbols, and what it makes of the selected layer in numbers. */
import { useMemo } from "react";
import { initializerById, weightStd } from "../../catalog/initializers.ts";
import type { InitializerEntry } from "../../catalog/initializers.ts";
import { formatNumber } from "../../charts/format.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { initializerOptions, initializerParameter } from "../../experiment/layerSettings.ts";
import { planExperiment } from "../../experiment/plan.ts";
import type { LayerPlan } from "../../experiment/plan.ts";
import { formatInteger, useLanguage, useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { plainTex } from "../../ui/plainTex.ts";
import { Tex } from "../../ui/Tex.tsx";
import styles from "./Formula.module.css";
import { useConfig } from "./useConfig.ts";

/** A number as TeX, with its power of ten typeset. */
function texNumber(value: number): string {
  const [mantissa, exponent] = String(Number(value.toPrecision(3))).split("e");
  return exponent === undefined
    ? (mantissa ?? "")
    : String.raw`${mantissa ?? ""} \cdot 10^{${Number(exponent)}}`;
}

const PARAMETERS = ["std", "limit", "value", "gain", "scale", "sparsity"] as const;

/** The fan the law divides by. */
function fanOf(config: ExperimentConfig, { fanIn, units }: LayerPlan): number {
  return { in: fanIn, out: units, avg: (fanIn + units) / 2 }[initializerOptions(config).fan];
}

/** The entry's formula of the standard deviation with this layer's numbers put in; null where it has none. */
function numbersTex(entry: InitializerEntry, config: ExperimentConfig, layer: LayerPlan): string | null {
  if (entry.stdTex === null) return null;
  const filled = entry.stdTex.replace(
    /\{(in|out|fan|std|limit|value|gain|scale|sparsity)\}/g,
    (_, name: string) => {
      if (name === "in") return `{${layer.fanIn}}`;
      if (name === "out") return `{${layer.units}}`;
      if (name === "fan") return `{${fanOf(config, layer)}}`;
      const key = PARAMETERS.find((candidate) => candidate === name) ?? "gain";
      return `{${texNumber(initializerParameter(config, key))}}`;
    },
  );
  // A gain of one is not written before a root.
  const shown = filled.replace(String.raw`{1} \sqrt`, String.raw`\sqrt`);
  const result = texNumber(weightStd(layer.weight, layer.fanIn, layer.units));
  // A plain sigma is its own result.
  return filled === String.raw`\sigma = {${result}}` ? filled : `${shown} = ${result}`;
}

/** A law and its side conditions, each on a line of its own where the panel is too narrow for all. */
function lawParts(tex: string): string[] {
  const parts = tex.split(String.raw`,\;`);
  return parts.map((part, index) => (index < parts.length - 1 ? `${part.trim()},` : part.trim()));
}

export function InitializerFormula() {
  const t = useText();
  const language = useLanguage();
  const { config } = useConfig();
  const selected = useAppStore((state) => state.view.selectedLayer);
  const layers = useMemo(() => planExperiment(config).layers, [config]);
  const layer = layers[Math.min(selected ?? 0, layers.length - 1)];
  if (layer === undefined) return null;
  const entry = initializerById(config.initializer);
  const numbers = numbersTex(entry, config, layer);
  const std = formatNumber(weightStd(layer.weight, layer.fanIn, layer.units));
  const parameters = {
    layer: layer.layerIndex + 1,
    fanIn: formatInteger(language, layer.fanIn),
    fanOut: formatInteger(language, layer.units),
  };
  return (
    <div className={styles.formula} title={entry.source}>
      <div className={styles.law}>
        {lawParts(entry.tex).map((tex) => (
          <Tex key={tex} className={styles.tex} tex={tex} fallback={plainTex(tex)} />
        ))}
      </div>
      {numbers !== null && <Tex className={styles.tex} tex={numbers} fallback={plainTex(numbers)} />}
      <p className={styles.numbers}>
        {layer.weight.kind === "constant"
          ? t("formula.constant", { ...parameters, value: formatNumber(layer.weight.value) })
          : t("formula.fans", { ...parameters, std })}
      </p>
    </div>
  );
}
