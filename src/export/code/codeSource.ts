/** What a script is written of, and what it is: types alone. */
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

export interface WrittenScript {
  readonly kind: "script";
  /** What the script is, line by line. */
  readonly intro: readonly string[];
  readonly cells: readonly Cell[];
}

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
