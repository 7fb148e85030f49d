/** A visitor's prediction at a step, and the state of the step. It lives as long as the lesson is open. */
import type { SketchAnchors } from "../../charts/sketch.ts";

export interface Answer {
  readonly phase: "open" | "locked" | "revealed";
  /** Null until something is drawn. */
  readonly anchors: SketchAnchors | null;
  /** The drawing before each stroke, the newest last, and the drawings that Undo has left. */
  readonly past: readonly (SketchAnchors | null)[];
  readonly future: readonly (SketchAnchors | null)[];
  /** Null until an option is chosen. */
  readonly choice: string | null;
  /** How near it came; null before the reveal, and where there was nothing to compare. */
  readonly outcome: Outcome | null;
}

/** The prediction against the run: as it is, in its direction only, or not. */
export type Outcome = "right" | "partly" | "wrong";

/** A change of an answer, or a function of the newest one: strokes come faster than the screen. */
export type AnswerChange = Partial<Answer> | ((answer: Answer) => Partial<Answer>);

export const NO_ANSWER: Answer = {
  phase: "open",
  anchors: null,
  past: [],
  future: [],
  choice: null,
  outcome: null,
};

/** Strokes that can be undone. */
const MOST_STROKES = 100;

/**
 * Draws: a stroke is one step of undo.
 * @param isBegun the stroke goes on from the drawing before
 */
export function drawn({ anchors: before, past }: Answer, anchors: SketchAnchors | null, isBegun: boolean) {
  return {
    anchors,
    past: isBegun ? past : [...past, before].slice(-MOST_STROKES),
    future: [],
  } satisfies Partial<Answer>;
}

/** Takes the last stroke back; nothing happens without one. */
export function undone({ anchors, past, future }: Answer): Partial<Answer> {
  const before = past.at(-1);
  if (before === undefined) return {};
  return { anchors: before, past: past.slice(0, -1), future: [...future, anchors] };
}

/** Draws the stroke again that was taken back last. */
export function redone({ anchors, past, future }: Answer): Partial<Answer> {
  const after = future.at(-1);
  if (after === undefined) return {};
  return { anchors: after, past: [...past, anchors], future: future.slice(0, -1) };
}
