/** The name of an exported file. Not of the first screen. */
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { Translate } from "../../i18n/text.ts";
import { experimentName } from "../controls/experimentName.ts";

/**
 * The experiment as the name of a file, without its ending: `initscope-10x256-relu-he-normal`. Letters,
 * digits and hyphens, at most 109 of them: file systems take 255 bytes.
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
