/**
 * What an experiment is called among those it is compared with: only the settings in
 * which it differs from them.
 */
import type { ExperimentConfig } from "../../experiment/config.ts";
import { PANEL_KEYS, SETTINGS } from "../../experiment/settings.ts";
import type { Translate } from "../../i18n/text.ts";
import { settingText } from "../controls/settingText.ts";

/** What is said on its own, in the order of the controls. */
const SAID = PANEL_KEYS.filter((key) => !("partOf" in SETTINGS[key]));

/**
 * The settings of an experiment that one of the others has differently; empty where all are alike.
 * What a setting is called is what it is compared by, so two that differ in nothing visible do not differ.
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
