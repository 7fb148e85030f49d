/**
 * The type of a lesson: steps, each with an experiment, words, a prediction, and an explanation. Texts may
 * hold formulas (`$a_l$`, or `$$...$$` on a separate line) and, once a run is there, its numbers:
 * `{{std@3}}`, see numbers.ts. A blank line begins a new paragraph.
 */
import type { Plan } from "../../../experiment/plan.ts";
import type { LayerResult } from "../../../experiment/result.ts";
import type { LocalText } from "../../../i18n/languages.ts";

/** A finished run of one of a step's links. */
export interface LessonRun {
  readonly plan: Plan;
  /** Of a step that trains: behind its last step. */
  readonly layers: readonly LayerResult[];
  /** Only of a step that trains. */
  readonly training?: LessonTraining;
}

/** What a training has shown; a loss that is not a number has broken it. */
export interface LessonTraining {
  /** Before the first step. */
  readonly firstLoss: number;
  readonly loss: number;
  /** Of points that are not learnt from. */
  readonly validation: number;
}

/** A line over the layers, drawn before the run is shown. */
export interface SketchPrediction {
  readonly kind: "sketch";
  /**
   * The quantity: std of the activations or RMS of the gradients dL/da on a log axis; the share of dead
   * units, of saturated values, or the mean cosine between inputs, on an axis from 0 to 1.
   */
  readonly quantity: SketchQuantity;
  /** The decades of the empty log axis, as exponents of ten. */
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
  /** The right option, from the runs of the step's links, in their order. */
  readonly judge: (...runs: readonly LessonRun[]) => string;
}

export type Prediction = SketchPrediction | ChoicePrediction;

/** A task for free experiments after the step. */
export interface LessonTask {
  readonly text: LocalText;
  /** The experiment at the start; the step's when it is left out. */
  readonly link?: string;
}

/** The way of the activations, and the way of the gradients. */
export type Direction = "forward" | "backward";

export interface LessonStep {
  readonly title: LocalText;
  /** The experiment and, where there is a prediction, the question. */
  readonly text: LocalText;
  /** Hash of the share link of the experiment on the screen. */
  readonly link: string;
  /** Further runs, in the background, for numbers (`{{2.std}}`) and judges. */
  readonly others?: readonly string[];
  /** Whether the links, which have a task, are trained to their last step before anything is shown. */
  readonly isTrained?: true;
  readonly prediction?: Prediction;
  /** The visible parts while the prediction is open; none when it is left out. */
  readonly shows?: "forward";
  /**
   * The direction that a choice is about; both when it is left out. Its reveal shows the other direction only
   * once no later step asks for it.
   */
  readonly asks?: Direction;
  /** Shown with the result; its numbers are from the step's runs. */
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
  /** What to take home, at the end; the summary when it is left out. */
  readonly takeHome?: LocalText;
}

/** Run number `index` of a step. @throws when there are fewer: an error in the data */
export function lessonRun(runs: readonly LessonRun[], index: number): LessonRun {
  const run = runs[index];
  if (run === undefined) throw new Error(`missing run ${index + 1} (expected one per link of the step)`);
  return run;
}

/** All links of a step, with the step's experiment first. */
export function linksOf({ link, others = [] }: LessonStep): readonly string[] {
  return [link, ...others];
}
