/** What is printed around a figure: the experiment in words and numbers, and where the numbers come from. */
import { activationById } from "../../catalog/activations.ts";
import { initializerById } from "../../catalog/initializers.ts";
import { formatFixed, formatNumber } from "../../charts/format.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { ExportTextKey } from "../../i18n/exportText.ts";
import type { TranslatePart } from "../../i18n/partText.ts";
import type { Translate } from "../../i18n/text.ts";
import type { Picture } from "../../store/state.ts";
import { widthText } from "../controls/widths.ts";
import { engineName } from "../engine/engineName.ts";

/** The words of the page and those of the export. */
export interface ExportWords {
  readonly t: Translate;
  readonly e: TranslatePart<ExportTextKey>;
}

/** The experiment in one line. */
export function headlineOf(t: Translate, config: ExperimentConfig): string {
  const parts = [
    `${config.depth} × ${widthText(config.width)}`,
    activationById(config.activation).label,
    initializerById(config.initializer).label,
  ];
  if (config.normalization !== "none")
    parts.push(`${t("control.normalisation")}: ${t(`normalisation.${config.normalization}`)}`);
  return parts.join(" · ");
}

function weightsText({ t, e }: ExportWords, { config, layers }: Picture): string {
  const settings = Object.entries(config.initializerParameters).map(
    ([key, value]) =>
      `${t(`control.${key as keyof typeof config.initializerParameters}`)} ${formatNumber(value)}`,
  );
  const std = layers[0]?.result.tensors.weight?.std;
  if (std !== undefined) settings.push(e("weightStd", { std: formatFixed(std) }));
  const label = `${t("control.initialiser")}: ${initializerById(config.initializer).label}`;
  return settings.length === 0 ? label : `${label} (${settings.join(", ")})`;
}

/** Everything that was set, by the names of the controls; what is switched off is left out. */
export function experimentText(words: ExportWords, picture: Picture): string {
  const { t, e } = words;
  const { config, batch, plan } = picture;
  const parts = [
    `${t("control.depth")}: ${config.depth}`,
    `${t("control.width")}: ${widthText(config.width)}`,
    `${t("control.batch")}: ${batch}`,
    `${t("control.activation")}: ${activationById(config.activation).label}`,
  ];
  if (config.lastActivation !== "same")
    parts.push(`${t("control.last")}: ${activationById(config.lastActivation).label}`);
  parts.push(weightsText(words, picture));
  const own = [
    ...config.activationOverrides.map(({ from, to, id }) => ({ from, to, name: activationById(id).label })),
    ...config.initializerOverrides.map(({ from, to, id }) => ({ from, to, name: initializerById(id).label })),
  ];
  for (const { from, to, name } of own)
    parts.push(e("layersOfTheirOwn", { range: from === to ? String(from) : `${from}–${to}`, name }));
  if (config.biasStd > 0) parts.push(`${t("control.biasStd")}: ${formatNumber(config.biasStd)}`);
  if (config.normalization !== "none") {
    const place = t(`option.${config.normalizationPosition}`);
    parts.push(`${t("control.normalisation")}: ${t(`normalisation.${config.normalization}`)}, ${place}`);
  }
  if (config.residual !== "none") parts.push(`${t("control.residual")}: ${t(`residual.${config.residual}`)}`);
  if (config.keepProbability < 1) parts.push(`${t("control.keep")}: ${formatNumber(config.keepProbability)}`);
  parts.push(
    `${t("control.inputs")}: ${t(`input.${config.input}`)}`,
    `${t("control.gradient")}: ${t(`gradient.${config.gradient}`)}`,
    `${t("control.seed")}: ${config.seed}`,
  );
  if (batch < plan.batch) parts.push(e("preview_batch", { shown: batch, wanted: plan.batch }));
  return parts.join(" · ");
}

/** Who computed it, with what. */
export function sourceText({ t, e }: ExportWords, { report }: Picture, appVersion: string): string {
  const version = e("version", { version: appVersion });
  if (report === null) return version;
  return `${version} · ${e("computed", { engine: engineName(report, t("engine.reference")) })}`;
}
