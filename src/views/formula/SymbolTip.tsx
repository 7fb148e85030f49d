/**
 * The tip that explains the symbols of the formula that is hovered, focused or tapped: one for the whole
 * page.
 */
import { createPortal } from "react-dom";
import { formulas } from "./formulas.ts";
import { placeOf } from "./placeOf.ts";
import { SymbolList } from "./SymbolList.tsx";
import styles from "./SymbolTip.module.css";
import { symbolsIn } from "./symbols.ts";
import { TermTip } from "./TermTip.tsx";
import { TIP_ID, useFormulaAtHand } from "./useFormulaAtHand.ts";

/** The symbols of the formula at hand. */
function Symbols() {
  const formula = useFormulaAtHand();
  const facts = formula === null ? undefined : formulas.get(formula);
  if (formula === null || facts === undefined || !formula.isConnected) return null;
  const symbols = symbolsIn([facts.tex], facts.scope).filter(({ meaning }) => meaning !== null);
  if (symbols.length === 0) return null;
  return createPortal(
    <div id={TIP_ID} role="tooltip" className={styles.tip} style={placeOf(formula)}>
      <SymbolList symbols={symbols} values={facts.values} />
    </div>,
    document.body,
  );
}

/** The tips of the page: one for formulas, one for terms. */
export function SymbolTip() {
  return (
    <>
      <Symbols />
      <TermTip />
    </>
  );
}
