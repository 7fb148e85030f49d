/** A formula whose symbols are explained on hover, focus or tap; `SymbolTip` brings the explanations. */
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
   * Whether it stands within a sentence: it is no tab stop then, so its symbols must also be listed
   * elsewhere.
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
