/**
 * A formula whose symbols are explained when it is pointed at, focused or tapped; the
 * explanations come with `SymbolTip`.
 */
import { useText } from "../../i18n/text.ts";
import { cx } from "../../ui/cx.ts";
import { plainTex } from "../../ui/plainTex.ts";
import { Tex } from "../../ui/Tex.tsx";
import styles from "./Formula.module.css";
import { formulas } from "./formulas.ts";
import type { FormulaFacts } from "./formulas.ts";

interface FormulaProps extends FormulaFacts {
  readonly className?: string | undefined;
  /**
   * Within a sentence: no stop of its own for the keyboard, so its symbols must be listed elsewhere as well.
   */
  readonly isInline?: boolean;
}

export function Formula({ tex, scope, values, className, isInline = false }: FormulaProps) {
  const t = useText();
  return (
    <span
      ref={(element) => {
        if (element !== null) formulas.set(element, { tex, scope, values });
      }}
      className={cx(styles.formula, !isInline && styles.stop, className)}
      data-formula=""
      {...(isInline ? {} : { role: "group", tabIndex: 0, "aria-label": t("formula.name") })}
    >
      <Tex tex={tex} fallback={plainTex(tex)} />
    </span>
  );
}
