/**
 * What an experiment is called among those it is compared with: only the settings in
 * which it differs from them.
 */
import { activationById } from "../../catalog/activations.ts";
import { initializerById } from "../../catalog/initializers.ts";
import type { InitializerEntry } from "../../catalog/initializers.ts";
import { formatNumber } from "../../charts/format.ts";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { initializerDefault, initializerOptions } from "../../experiment/layerSettings.ts";
import type { Translate } from "../../i18n/text.ts";
import { widthText } from "../controls/widths.ts";

/** How a setting is said; null where the experiment does not have it, or has its default. */
type Setting = (config: ExperimentConfig, t: Translate) => string | null;

function overridesText(
  overrides: readonly { readonly from: number; readonly to: number; readonly id: string }[],
) {
  return overrides.map(({ from, to, id }) => `${from === to ? from : `${from}–${to}`}: ${id}`).join(", ");
}

/** The initialiser with what the user has set of it. */
function initializerText(config: ExperimentConfig, t: Translate): string {
  const entry: InitializerEntry = initializerById(config.initializer);
  const parameters = entry.parameters.flatMap(({ key }) => {
    const value = config.initializerParameters[key];
    if (value === undefined || value === initializerDefault(config, key)) return [];
    return [`${t(`control.${key}`)} ${formatNumber(value, 4)}`];
  });
  const options = (entry.options ?? []).flatMap((key) =>
    config.initializerOptions[key] === undefined ? [] : [t(`option.${initializerOptions(config)[key]}`)],
  );
  return [t.nameOf(entry.label), ...parameters, ...options].join(", ");
}

/** The normalisation with what is not as it is by default. */
function normalizationText(config: ExperimentConfig, t: Translate): string {
  const { normalization, normalizationPosition, batchStatistics } = config;
  const parts = [`${t("control.normalisation")}: ${t(`normalisation.${normalization}`)}`];
  if (normalization === "none") return parts.join();
  if (normalizationPosition !== DEFAULT_CONFIG.normalizationPosition) parts.push(t("position.after"));
  if (normalization === "batch" && batchStatistics === "running") parts.push(t("statistics.running"));
  for (const key of ["epsilon", "gamma", "beta"] as const) {
    if (config[key] !== DEFAULT_CONFIG[key])
      parts.push(`${t(`control.${key}`)} ${formatNumber(config[key])}`);
  }
  return parts.join(", ");
}

/** In the order of the controls. */
const SETTINGS: readonly Setting[] = [
  ({ depth }, t) => `${t("control.depth")} ${depth}`,
  ({ width }, t) => `${t("control.width")} ${widthText(width)}`,
  ({ inputWidth }, t) => (inputWidth === null ? null : `${t("control.inputs")} ${inputWidth}`),
  ({ activation }, t) => t.nameOf(activationById(activation).label),
  ({ slope }, t) => (slope === null ? null : `${t("control.slope")} ${formatNumber(slope)}`),
  ({ lastActivation }, t) =>
    `${t("control.last")}: ${lastActivation === "same" ? t("last.same") : t.nameOf(activationById(lastActivation).label)}`,
  ({ activationOverrides }) => overridesText(activationOverrides),
  ({ residual }, t) => `${t("control.residual")}: ${t(`residual.${residual}`)}`,
  ({ keepProbability }, t) => `${t("control.keep")} ${formatNumber(keepProbability)}`,
  initializerText,
  ({ initializerOverrides }) => overridesText(initializerOverrides),
  ({ biasStd }, t) => `${t("control.biasStd")} ${formatNumber(biasStd)}`,
  normalizationText,
  ({ batch }, t) => `${t("control.batch")} ${batch}`,
  ({ input }, t) => t(`input.${input}`),
  ({ gradient }, t) => t(`gradient.${gradient}`),
  ({ seed }, t) => `${t("control.seed")} ${seed}`,
];

/**
 * The settings of an experiment that one of the others has differently; empty where all are alike.
 * What a setting is called is what it is compared by, so two that differ in nothing visible do not differ.
 */
export function differenceText(
  config: ExperimentConfig,
  others: readonly ExperimentConfig[],
  t: Translate,
): string {
  return SETTINGS.flatMap((setting) => {
    const own = setting(config, t);
    const differs = others.some((other) => setting(other, t) !== own);
    return differs && own !== null && own !== "" ? [own] : [];
  }).join(" · ");
}
