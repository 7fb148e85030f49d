/** A visitor's prediction at a step, and the state of the step. It lives as long as the lesson is open. */
import type { SketchAnchors } from "../../charts/sketch.ts";

export interface Answer {
  readonly phase: "open" | "locked" | "revealed";
  /** Null until something is drawn. */
  readonly anchors: SketchAnchors | null;
  /** Null until an option is chosen. */
  readonly choice: string | null;
}

/** A change of an answer, or a function of the newest one: strokes come faster than the screen. */
export type AnswerChange = Partial<Answer> | ((answer: Answer) => Partial<Answer>);

export const NO_ANSWER: Answer = { phase: "open", anchors: null, choice: null };
