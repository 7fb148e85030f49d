/** Names an experiment among those it is compared with, by the settings in which it differs from them. */
import type { ExperimentConfig } from "../../experiment/config.ts";
import { PANEL_KEYS, SETTINGS } from "../../experiment/settings.ts";
import type { Translate } from "../../i18n/text.ts";
import { settingText } from "../controls/settingText.ts";

/** Settings with words for themselves, in the order of the controls. */
const SAID = PANEL_KEYS.filter((key) => !("partOf" in SETTINGS[key]));

/**
 * The settings of an experiment that differ in one of the others; empty where all are alike. Settings are
 * compared by their words, so two that differ in nothing visible do not differ.
 */
export function differenceText(
  config: ExperimentConfig,
  others: readonly ExperimentConfig[],
  t: Translate,
): string {
  return SAID.flatMap((key) => {
    const own = settingText(t, config, key);
    const differs = others.some((other) => settingText(t, other, key) !== own);
    return differs && own !== "" ? [own] : [];
  }).join(" · ");
}
