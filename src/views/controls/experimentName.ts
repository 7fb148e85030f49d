/** What an experiment is, in one line: for the tab, for files, and for the handle of the controls. */
import { activationById } from "../../catalog/activations.ts";
import { initializerById } from "../../catalog/initializers.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { Translate } from "../../i18n/text.ts";
import { widthText } from "./widths.ts";

/** Depth, width, activation and initialiser: `10 × 256 · ReLU · He normal`. */
export function experimentName(config: ExperimentConfig, { nameOf }: Pick<Translate, "nameOf">): string {
  return [
    `${config.depth} × ${widthText(config.width)}`,
    nameOf(activationById(config.activation).label),
    nameOf(initializerById(config.initializer).label),
  ].join(" · ");
}

/**
 * The same as the name of a file, without its ending: `initscope-10x256-relu-he-normal`. Letters, digits and
 * hyphens, at most 109 of them: file systems take 255 bytes.
 */
export function fileName(config: ExperimentConfig, t: Pick<Translate, "nameOf">): string {
  const words = experimentName(config, t)
    .replace(" × ", "x")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .slice(0, 99)
    .replace(/^-|-$/g, "");
  return `initscope-${words}`;
}
