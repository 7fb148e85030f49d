/**
 * What a lesson consists of: steps, each with an experiment, words, something to predict, and what came of
 * it. Texts may hold formulas (`$a_l$`, or `$$...$$` on a line of their own) and, once a run is there, its
 * figures: `{{std@3}}`, see figures.ts. A blank line begins a new paragraph.
 */
import type { Plan } from "../../../experiment/plan.ts";
import type { LayerResult } from "../../../experiment/result.ts";
import type { LocalText } from "../../../i18n/languages.ts";

/** A finished run of one of a step's links. */
export interface LessonRun {
  readonly plan: Plan;
  readonly layers: readonly LayerResult[];
}

/** A line over the layers, drawn before the run is seen. */
export interface SketchPrediction {
  readonly kind: "sketch";
  /**
   * What is drawn: std of the activations or RMS of the gradients dL/da on a log axis; the share of dead
   * units, of saturated values, or what all inputs have in common (their mean cosine) on an axis from 0 to 1.
   */
  readonly quantity: SketchQuantity;
  /** The decades of the log axis while nothing else is on it, as exponents of ten. */
  readonly decades: readonly [low: number, high: number];
}

export const SKETCH_QUANTITIES = ["std", "gradient", "dead", "saturated", "cosine"] as const;
export type SketchQuantity = (typeof SKETCH_QUANTITIES)[number];

export interface ChoiceOption {
  readonly id: string;
  readonly text: LocalText;
}

/** A question with a few answers; the runs decide which is right. */
export interface ChoicePrediction {
  readonly kind: "choice";
  readonly options: readonly ChoiceOption[];
  /** The right option by the runs of the step's links, in their order. */
  readonly judge: (...runs: readonly LessonRun[]) => string;
}

export type Prediction = SketchPrediction | ChoicePrediction;

/** What to try freely afterwards. */
export interface LessonTask {
  readonly text: LocalText;
  /** Where to begin; the step's own experiment when it is left out. */
  readonly link?: string;
}

export interface LessonStep {
  readonly title: LocalText;
  /** What the experiment is and, where there is a prediction, what is asked. */
  readonly text: LocalText;
  /** Hash of the share link of the experiment on the screen. */
  readonly link: string;
  /** Further runs, in the background, that figures (`{{2.std}}`) and judges refer to. */
  readonly others?: readonly string[];
  readonly prediction?: Prediction;
  /** What can be seen while the prediction is open; nothing when it is left out. */
  readonly shows?: "forward";
  /** Shown with the result; its figures are those of the step's runs. */
  readonly explanation: LocalText;
  readonly task?: LessonTask;
}

export interface Lesson {
  /** Public: part of links, never renamed. */
  readonly id: string;
  readonly title: LocalText;
  /** One sentence for the list. */
  readonly summary: LocalText;
  readonly minutes: number;
  readonly steps: readonly LessonStep[];
}

/** Run number `index` of a step. @throws when there are fewer, a mistake in the data */
export function lessonRun(runs: readonly LessonRun[], index: number): LessonRun {
  const run = runs[index];
  if (run === undefined) throw new Error(`missing run ${index + 1} (expected one per link of the step)`);
  return run;
}

/** All links of a step, its own first. */
export function linksOf({ link, others = [] }: LessonStep): readonly string[] {
  return [link, ...others];
}
