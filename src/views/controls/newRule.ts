/** Tells the lazy list of rules which rule has just been added. */
import type { RuleKind } from "./rules.ts";

/** The rule that has just been added and takes the focus. */
export interface NewRule {
  readonly kind: RuleKind;
  readonly index: number;
}
