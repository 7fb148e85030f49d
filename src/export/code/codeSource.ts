/** What a script is written of, and what it is: types alone. */
import type { Plan } from "../../experiment/plan.ts";
import type { LayerResult } from "../../experiment/result.ts";
import type { TrainingPlan } from "../../experiment/training/trainingPlan.ts";

/** A training, and what the page has seen of it. */
export interface CodeTraining {
  readonly training: TrainingPlan;
  /** Losses of the page's batch before a step; none where the page has not trained. */
  readonly losses: readonly { readonly step: number; readonly loss: number }[];
}

/** An experiment, and its numbers on the screen. */
export interface CodeSource {
  readonly plan: Plan;
  /** One result per layer, complete. */
  readonly layers: readonly LayerResult[];
  /** Null where the gradient is drawn. */
  readonly loss: number | null;
  /** Null for an experiment without a task; a name for a training that the page does not have either. */
  readonly training: CodeTraining | string | null;
  /** The whole address that opens the experiment. */
  readonly link: string;
  readonly appVersion: string;
  /** The engine that has computed the numbers, in words. */
  readonly engine: string;
}

/** A part of a script: a cell of a notebook. */
export interface Cell {
  readonly title: string;
  /** Python, without an empty line at either end. */
  readonly code: string;
}

export interface WrittenScript {
  readonly kind: "script";
  /** What the script is, line by line. */
  readonly intro: readonly string[];
  readonly cells: readonly Cell[];
  readonly training: TrainingPart;
}

/** What a script has of a training: there is none, all, all but losses to compare with, or what it lacks. */
export type TrainingPart = "none" | "compared" | "untrained" | { readonly missing: string };

/** A script that is wrong would be worse than none: `what` is a part that no writer knows, by its name. */
export type Script = WrittenScript | { readonly kind: "refused"; readonly what: string };

/** Ends the writing of a script; `writeScript` catches it. */
export class Unwritable extends Error {
  readonly what: string;

  constructor(what: string) {
    super(`no script with ${what}`);
    this.what = what;
  }
}

/** @throws Unwritable */
export function unknownPart(what: string): never {
  throw new Unwritable(what);
}
