/**
 * What a visitor has predicted at a step, and how far the step has come. Lives as long as the lesson is open.
 */
import type { SketchAnchors } from "../../charts/sketch.ts";

export interface Answer {
  readonly phase: "open" | "locked" | "revealed";
  /** Null until something is drawn. */
  readonly anchors: SketchAnchors | null;
  /** Null until an option is chosen. */
  readonly choice: string | null;
}

/**
 * Part of an answer that changes, or how it follows from the newest one: strokes come faster than the screen.
 */
export type AnswerChange = Partial<Answer> | ((answer: Answer) => Partial<Answer>);

export const NO_ANSWER: Answer = { phase: "open", anchors: null, choice: null };
