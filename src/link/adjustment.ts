/**
 * The differences between a link and the experiment that it opens, for the one notice that tells the visitor.
 */

export interface Adjustment {
  /** The link key, or `link` for the link as a whole. */
  readonly key: string;
  readonly given: string;
  readonly used: string;
  /** The allowed values, as `1..200` or a list of ids. */
  readonly allowed: string;
  /**
   * `invalid`, `range`, `newer` (a link of a later version), `budget` (reduced to what the device can do).
   */
  readonly reason: "invalid" | "range" | "newer" | "budget";
}
