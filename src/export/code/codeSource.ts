/** What a script is written of, and what it is: types alone. */
import type { FrameworkId } from "../../catalog/frameworks.ts";
import type { Plan } from "../../experiment/plan.ts";
import type { LayerResult } from "../../experiment/result.ts";

/** An experiment, and its numbers on the screen. */
export interface CodeSource {
  readonly plan: Plan;
  /** One result per layer, complete. */
  readonly layers: readonly LayerResult[];
  /** Null where the gradient is drawn. */
  readonly loss: number | null;
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

/** Why there is no script. A script that is wrong would be worse. */
export type Refusal =
  | { readonly reason: "framework"; readonly framework: FrameworkId }
  /** A part of the experiment that no writer knows, by its name in the code. */
  | { readonly reason: "unknown"; readonly what: string };

export interface WrittenScript {
  readonly kind: "script";
  /** What the script is, line by line. */
  readonly intro: readonly string[];
  readonly cells: readonly Cell[];
}

export type Script = WrittenScript | { readonly kind: "refused"; readonly refusal: Refusal };

/** Ends the writing of a script; `writeScript` catches it. */
export class Unwritable extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`no script: ${JSON.stringify(refusal)}`);
    this.refusal = refusal;
  }
}

/** @throws Unwritable */
export function unknownPart(what: string): never {
  throw new Unwritable({ reason: "unknown", what });
}
