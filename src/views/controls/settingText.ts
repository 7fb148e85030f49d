/** Settings in words: their names and values in controls, comparisons and published figures. */
import { activations } from "../../catalog/activations.ts";
import { initializerById, initializers } from "../../catalog/initializers.ts";
import type { InitializerEntry } from "../../catalog/initializers.ts";
import { formatNumber } from "../../charts/format.ts";
import { DEFAULT_CONFIG, isUsed } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { initializerDefault, initializerOptions, usesGiven } from "../../experiment/layerSettings.ts";
import { isChoiceKey, isNumberKey, SETTING_KEYS, SETTINGS } from "../../experiment/settings.ts";
import type {
  ChoiceKey,
  LayerOverride,
  OwnKey,
  RadioKey,
  SettingKey,
  Settings,
  WordedKey,
} from "../../experiment/settings.ts";
import type { Translate } from "../../i18n/text.ts";
import { widthText } from "./widths.ts";

/** Keys of the texts of a choice. A choice without a text does not compile. */
type TextKeyOf<Key extends WordedKey> = {
  readonly [Each in Key]: `${Settings[Each]["words"]}.${ExperimentConfig[Each]}`;
}[Key];

/** The label of one id of a choice. */
export function choiceText<Key extends ChoiceKey>(t: Translate, key: Key, id: ExperimentConfig[Key]): string {
  const row = SETTINGS[key];
  if ("words" in row) return t(`${row.words}.${id}` as TextKeyOf<WordedKey>);
  const entries: readonly { readonly id: string; readonly label: string }[] =
    key === "initializer" ? initializers : activations;
  const label = entries.find((entry) => entry.id === id)?.label;
  if (id === "phi") return t("activation.phi");
  return label === undefined ? t("last.same") : t.nameOf(label);
}

/** A short explanation of one id of a choice that is drawn as radio buttons. */
export function choiceTitle<Key extends RadioKey>(t: Translate, key: Key, id: ExperimentConfig[Key]): string {
  return t(`${SETTINGS[key].words}.${id}.title` as `${TextKeyOf<RadioKey>}.title`);
}

/** `3` or `3–5`. */
export function rangeText({ from, to }: LayerOverride<string>): string {
  return from === to ? String(from) : `${from}–${to}`;
}

function overridesText(overrides: readonly LayerOverride<string>[]): string {
  return overrides.map((override) => `${rangeText(override)}: ${override.id}`).join(", ");
}

/** The parameters of the initialiser that differ from their defaults. */
function parametersText(config: ExperimentConfig, t: Translate): string {
  return initializerById(config.initializer)
    .parameters.flatMap(({ key }) => {
      const value = config.initializerParameters[key];
      if (value === undefined || value === initializerDefault(config, key)) return [];
      return [`${t(`control.${key}`)} ${formatNumber(value, 4)}`];
    })
    .join(", ");
}

/** The words of the initialiser that the user has chosen. */
function optionsText(config: ExperimentConfig, t: Translate): string {
  const { options = [] }: InitializerEntry = initializerById(config.initializer);
  return options
    .filter((key) => config.initializerOptions[key] !== undefined)
    .map((key) => t(`option.${initializerOptions(config)[key]}`))
    .join(", ");
}

/** The values of settings with a special grammar; empty where there is nothing to say. */
const OWN_TEXTS: Readonly<Record<OwnKey, (config: ExperimentConfig, t: Translate) => string>> = {
  width: ({ width }) => widthText(width),
  activationOverrides: ({ activationOverrides }) => overridesText(activationOverrides),
  activationParameter: ({ activationParameter }) =>
    activationParameter === null ? "" : formatNumber(activationParameter),
  initializerParameters: parametersText,
  initializerOptions: optionsText,
  initializerOverrides: ({ initializerOverrides }) => overridesText(initializerOverrides),
  phi: ({ phi }) => phi,
  branch: ({ branch }, t) =>
    typeof branch === "number" ? (branch === 1 ? "" : formatNumber(branch)) : t(`branch.${branch}`),
  given: (config) => (usesGiven(config) ? (config.given?.name ?? "") : ""),
  table: ({ table }) => table?.name ?? "",
  clip: ({ clip }, t) => (clip === null ? "" : t(`clip.${clip.kind}`, { value: formatNumber(clip.value) })),
};

/** The value of a setting; empty where it has none. */
export function valueText(t: Translate, config: ExperimentConfig, key: SettingKey): string {
  if (isChoiceKey(key)) return choiceText(t, key, config[key]);
  if (!isNumberKey(key)) return OWN_TEXTS[key](config, t);
  const value = config[key];
  if (value === null) return "";
  return SETTINGS[key].limit.isInteger ? String(value) : formatNumber(value);
}

/** Words behind another setting: all that belongs to it, has a meaning, and differs from its default. */
export function partTexts(t: Translate, config: ExperimentConfig, whole: SettingKey): readonly string[] {
  return SETTING_KEYS.flatMap((key) => {
    const row = SETTINGS[key];
    if (!("partOf" in row) || row.partOf !== whole || !isUsed(config, key)) return [];
    if (config[key] === DEFAULT_CONFIG[key]) return [];
    const value = valueText(t, config, key);
    return value === "" ? [] : [isNumberKey(key) ? `${t(row.label)} ${value}` : value];
  });
}

/** A setting in the fewest words, with what belongs to it; empty where there is nothing to say. */
export function settingText(t: Translate, config: ExperimentConfig, key: SettingKey): string {
  const row = SETTINGS[key];
  const value = isUsed(config, key) ? valueText(t, config, key) : "";
  if (value === "") return "";
  const name = "isSelfExplaining" in row ? "" : `${t(row.label)}${isChoiceKey(key) ? ":" : ""} `;
  return [name + value, ...partTexts(t, config, key)].join(", ");
}
