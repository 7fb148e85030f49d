/**
 * The tip that explains the symbols of the formula that is hovered, focused or tapped: one for the whole
 * page.
 */
import { createPortal } from "react-dom";
import { formulas } from "./formulas.ts";
import { SymbolList } from "./SymbolList.tsx";
import styles from "./SymbolTip.module.css";
import { symbolsIn } from "./symbols.ts";
import { TIP_ID, useFormulaAtHand } from "./useFormulaAtHand.ts";

const GAP_PX = 6;
const MARGIN_PX = 8;
/** The tip's largest width; a narrower screen makes it narrower. */
const WIDTH_PX = 360;

/**
 * Places the tip beside the formula, on the side with more room. It is anchored by an edge, so that its own
 * height does not matter.
 */
function placeOf(formula: Element) {
  const { top, bottom, left } = formula.getBoundingClientRect();
  const width = Math.min(WIDTH_PX, innerWidth - 2 * MARGIN_PX);
  const isBelow = innerHeight - bottom >= Math.min(top, innerHeight / 2);
  return {
    left: Math.max(MARGIN_PX, Math.min(left, innerWidth - width - MARGIN_PX)),
    maxWidth: width,
    maxHeight: (isBelow ? innerHeight - bottom : top) - GAP_PX - MARGIN_PX,
    ...(isBelow ? { top: bottom + GAP_PX } : { bottom: innerHeight - top + GAP_PX }),
  };
}

export function SymbolTip() {
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
