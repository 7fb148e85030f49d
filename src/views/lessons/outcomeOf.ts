/** A revealed prediction against the step's runs. Pure. */
import { scoreSketch, sketchLine } from "../../charts/sketch.ts";
import type { SketchScore } from "../../charts/sketch.ts";
import type { LessonLibrary, LessonRun, Prediction } from "../lessonLibrary.ts";
import type { Answer, Outcome } from "./answer.ts";
import { unitOf } from "./scoreText.ts";

/** Heights that stand for no line, where drawing never began; the form does not let it be locked. */
const NO_START = 0;

type Sketch = Extract<Prediction, { readonly kind: "sketch" }>;

/** The judgement of a drawn line; null where no layer can be compared. */
export function scoreOf(
  { quantity }: Sketch,
  { anchors }: Pick<Answer, "anchors">,
  measured: readonly number[],
): SketchScore | null {
  const unit = unitOf(quantity);
  const truth = unit === "log" ? measured.map(Math.log10) : measured;
  return scoreSketch(sketchLine(anchors ?? [], NO_START), truth, unit);
}

const OUTCOMES: Readonly<Record<SketchScore["word"], Outcome>> = {
  close: "right",
  trend: "right",
  path: "partly",
  direction: "partly",
  wrong: "wrong",
};

/** How near a prediction came; null where there is nothing to compare it with. */
export function outcomeOf(
  { layerValues }: Pick<LessonLibrary, "layerValues">,
  prediction: Prediction,
  answer: Pick<Answer, "anchors" | "choice">,
  runs: readonly LessonRun[],
): Outcome | null {
  if (prediction.kind === "choice") {
    return prediction.judge(...runs) === answer.choice ? "right" : "wrong";
  }
  const [run] = runs;
  const score = run === undefined ? null : scoreOf(prediction, answer, layerValues(prediction.quantity, run));
  return score === null ? null : OUTCOMES[score.word];
}
