/** The judgement of a sketch in words: where it goes, how steeply, and where it ends. Pure. */
import { formatNumber } from "../../charts/format.ts";
import type { SketchScore, SketchUnit } from "../../charts/sketch.ts";
import type { LessonsTranslate } from "../../i18n/lessonsText.ts";
import type { SketchQuantity } from "../lessonLibrary.ts";

/** The unit in which a quantity is drawn and judged. */
export function unitOf(quantity: SketchQuantity): SketchUnit {
  return quantity === "std" || quantity === "gradient" ? "log" : "share";
}

/** A distance on the axis as people say it: a small factor, powers of ten, or percentage points. */
function amount(t: LessonsTranslate, distance: number, quantity: SketchQuantity): string {
  const size = Math.abs(distance);
  if (quantity === "cosine") return formatNumber(size, 2);
  if (unitOf(quantity) === "share") return t("score.points", { points: Math.round(100 * size) });
  // From about one power of ten on, the factor says less than the decades.
  if (size < 0.95) return t("score.factor", { factor: formatNumber(10 ** size, 2) });
  const decades = size < 2.75 ? Math.round(2 * size) / 2 : Math.round(size);
  return t(decades === 1 ? "score.decade" : "score.decades", { decades });
}

export function scoreText(
  t: LessonsTranslate,
  score: SketchScore,
  quantity: SketchQuantity,
): { readonly title: string; readonly sentences: readonly string[] } {
  const { word, trend, change, end, isEndRight, skipped } = score;
  const sentences: string[] = [];
  if (word === "wrong") {
    sentences.push(t("score.goes", { yours: t(`trend.${trend.line}`), theirs: t(`trend.${trend.truth}`) }));
  }
  if (word === "direction") {
    sentences.push(
      t(Math.abs(change.line) > Math.abs(change.truth) ? "score.steep" : "score.flat", {
        yours: amount(t, change.line, quantity),
        theirs: amount(t, change.truth, quantity),
      }),
    );
  }
  if (isEndRight) {
    if (word !== "close") sentences.push(t("score.end"));
  } else {
    sentences.push(t(end > 0 ? "score.high" : "score.low", { amount: amount(t, end, quantity) }));
  }
  if (skipped > 0) {
    sentences.push(t(skipped === 1 ? "score.skipped.one" : "score.skipped.other", { count: skipped }));
  }
  return { title: t(`score.${word}`), sentences };
}
