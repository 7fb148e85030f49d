/** Pieces of the sentences that describe a chart. */
import type { Translate } from "../../../i18n/text.ts";

/** `1 layer`, `10 layers`. */
export function layersText(t: Translate, count: number): string {
  return t(count === 1 ? "summary.layers.one" : "summary.layers.other", { count });
}
