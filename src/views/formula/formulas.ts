/** The formulas on the screen by their elements, with what the tip must know of each. */
import type { SymbolsTextKey } from "../../i18n/symbolsText.ts";

/** The context of a formula: some letters mean one thing in one place and another in the next. */
export type FormulaScope =
  | "weights"
  | "activation"
  | "normalisation"
  | "residual"
  | "dropout"
  | "input"
  | "gradient"
  | "layer"
  | "moments"
  | "lesson";

/** Formatted values of symbols, where the formula stands for one layer. */
export type SymbolValues = Readonly<Partial<Record<SymbolsTextKey, string>>>;

export interface FormulaFacts {
  readonly tex: string;
  readonly scope: FormulaScope;
  readonly values?: SymbolValues | undefined;
}

/** Filled by `Formula`, read by `SymbolTip`, which is fetched later. */
export const formulas = new WeakMap<Element, FormulaFacts>();
