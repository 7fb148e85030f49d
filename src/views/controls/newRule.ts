/** The message from the button that adds a rule to the list of rules, which is fetched on demand. */
import type { RuleKind } from "./rules.ts";

/** The rule that has just been added and takes the focus. */
export interface NewRule {
  readonly kind: RuleKind;
  readonly index: number;
}
