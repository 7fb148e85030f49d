/** The text around the charts: the experiment in words and numbers, and the source of the numbers. */
import { activationEntryOf } from "../../experiment/layerSettings.ts";
import { activationById } from "../../catalog/activations.ts";
import { initializerById } from "../../catalog/initializers.ts";
import { formatFixed, formatNumber } from "../../charts/format.ts";
import { DEFAULT_CONFIG, isUsed } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { PANEL_KEYS, SETTINGS } from "../../experiment/settings.ts";
import type { LayerOverride, SettingKey } from "../../experiment/settings.ts";
import type { ExportTextKey } from "../../i18n/exportText.ts";
import type { TranslatePart } from "../../i18n/partText.ts";
import type { Translate } from "../../i18n/text.ts";
import type { Picture } from "../../store/state.ts";
import { partTexts, rangeText, valueText } from "../controls/settingText.ts";
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
    activationEntryOf(config).label,
    initializerById(config.initializer).label,
  ];
  if (config.normalization !== "none")
    parts.push(`${t("control.normalization")}: ${t(`normalisation.${config.normalization}`)}`);
  return parts.join(" · ");
}

function weightsText({ t, e }: ExportWords, { config, layers }: Picture): string {
  const settings = Object.entries(config.initializerParameters).map(
    ([key, value]) =>
      `${t(`control.${key as keyof typeof config.initializerParameters}`)} ${formatNumber(value)}`,
  );
  const std = layers[0]?.result.tensors.weight?.std;
  if (std !== undefined) settings.push(e("weightStd", { std: formatFixed(std) }));
  const label = `${t("control.initializer")}: ${initializerById(config.initializer).label}`;
  return settings.length === 0 ? label : `${label} (${settings.join(", ")})`;
}

/** A rule for single layers, in words. */
function layersText({ e }: ExportWords, layers: LayerOverride<string>, name: string): string {
  return e("layersOfTheirOwn", { range: rangeText(layers), name });
}

function normalizationText({ t }: ExportWords, config: ExperimentConfig): string {
  const place = t(`option.${config.normalizationPosition}`);
  // The place of the normalisation is always named, and in full.
  const others = partTexts(
    t,
    { ...config, normalizationPosition: DEFAULT_CONFIG.normalizationPosition },
    "normalization",
  );
  const value = valueText(t, config, "normalization");
  return [`${t("control.normalization")}: ${value}`, place, ...others].join(", ");
}

/** Settings that a published figure words in another way than by name and value. */
const TEXTS: Readonly<
  Partial<Record<SettingKey, (words: ExportWords, picture: Picture) => readonly string[]>>
> = {
  batch: ({ t }, { batch }) => [`${t("control.batch")}: ${batch}`],
  initializer: (words, picture) => [weightsText(words, picture)],
  activationOverrides: (words, { config: { activationOverrides: own } }) =>
    own.map((override) => layersText(words, override, activationById(override.id).label)),
  initializerOverrides: (words, { config: { initializerOverrides: own } }) =>
    own.map((override) => layersText(words, override, initializerById(override.id).label)),
  normalization: (words, { config }) => [normalizationText(words, config)],
};

function settingTexts(words: ExportWords, picture: Picture, key: SettingKey): readonly string[] {
  const { t } = words;
  const { config } = picture;
  const row = SETTINGS[key];
  const isDefault = config[key] === DEFAULT_CONFIG[key];
  if ("partOf" in row || ("isSilentByDefault" in row && isDefault) || !isUsed(config, key)) return [];
  const own = TEXTS[key];
  if (own !== undefined) return own(words, picture);
  const value = valueText(t, config, key);
  return value === "" ? [] : [[`${t(row.label)}: ${value}`, ...partTexts(t, config, key)].join(", ")];
}

/**
 * All settings, by the names of the controls and in their order; those that are switched off are left out.
 */
export function experimentText(words: ExportWords, picture: Picture): string {
  const { batch, plan } = picture;
  const parts = PANEL_KEYS.flatMap((key) => settingTexts(words, picture, key));
  if (batch < plan.batch) parts.push(words.e("preview_batch", { shown: batch, wanted: plan.batch }));
  return parts.join(" · ");
}

/** The engine and the version that computed it. */
export function sourceText({ t, e }: ExportWords, { report }: Picture, appVersion: string): string {
  const version = e("version", { version: appVersion });
  if (report === null) return version;
  return `${version} · ${e("computed", { engine: engineName(report, t("engine.reference")) })}`;
}
