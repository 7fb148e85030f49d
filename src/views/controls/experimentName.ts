/** What an experiment is, in one line: for the tab, for files, and for the handle of the controls. */
import { activationEntryOf } from "../../experiment/layerSettings.ts";
import { initializerById } from "../../catalog/initializers.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { Translate } from "../../i18n/text.ts";
import { widthText } from "./widths.ts";

/** Depth, width, activation and initialiser: `10 × 256 · ReLU · He normal`. */
export function experimentName(config: ExperimentConfig, { nameOf }: Pick<Translate, "nameOf">): string {
  return [
    `${config.depth} × ${widthText(config.width)}`,
    nameOf(activationEntryOf(config).label),
    nameOf(initializerById(config.initializer).label),
  ].join(" · ");
}
