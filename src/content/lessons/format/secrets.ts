/**
 * The directions of the signal that a step keeps to itself: before its reveal what it asks for, and after it
 * what a later step will ask for. Pure.
 */
import { linksOf } from "./lesson.ts";
import type { Direction, LessonStep } from "./lesson.ts";

const BOTH: readonly Direction[] = ["forward", "backward"];

/** The directions that the prediction of a step is about; none without a prediction. */
export function askedBy({ prediction, asks, shows }: LessonStep): readonly Direction[] {
  if (prediction === undefined) return [];
  if (prediction.kind === "sketch") return [prediction.quantity === "gradient" ? "backward" : "forward"];
  if (asks !== undefined) return [asks];
  return shows === "forward" ? ["backward"] : BOTH;
}

/**
 * The directions that stay hidden at a step.
 * @param index of the step, from 0
 * @param isRevealed whether the result of a step has been revealed, by its index
 */
export function secretsOf(
  steps: readonly LessonStep[],
  index: number,
  isRevealed: (index: number) => boolean,
): readonly Direction[] {
  const step = steps[index];
  if (step === undefined) return [];
  if (step.prediction !== undefined && !isRevealed(index)) {
    return step.shows === "forward" ? ["backward"] : BOTH;
  }
  const own = askedBy(step);
  const later = steps.filter(
    (other, at) => at > index && !isRevealed(at) && linksOf(other).includes(step.link),
  );
  // What was in sight before the reveal stays in sight.
  return BOTH.filter(
    (direction) =>
      !own.includes(direction) &&
      direction !== step.shows &&
      later.some((other) => askedBy(other).includes(direction)),
  );
}
