/**
 * The field for an activation of one's own. It is fetched with the parser, which reads the text of links too:
 * a configuration has a typed activation only once this part is here.
 */
import { useId, useState } from "react";
import type { KeyboardEvent } from "react";
import { canonicalTyped, LONGEST, readTyped, TYPED_NAMES } from "../../catalog/typed/parsing.ts";
import type { TypedProblem } from "../../catalog/typed/parsing.ts";
import { typedActivation } from "../../catalog/typed/typedActivation.ts";
import { usePhiText } from "../../i18n/phiText.ts";
import { useText } from "../../i18n/text.ts";
import { cx } from "../../ui/cx.ts";
import { useIsDisabled } from "../../ui/disabled.ts";
import fieldStyles from "../../ui/controls.module.css";
import styles from "./PhiControl.module.css";
import { useSettings } from "./useConfig.ts";

/** Why a text is no activation; null where it is one. */
function problemOf(text: string): TypedProblem | null {
  const reading = readTyped(text);
  if (reading.kind === "problem") return reading.problem;
  // The derivative may outgrow what the text itself does not.
  return typedActivation(canonicalTyped(text)) === null
    ? { reason: "large", at: 0, length: text.length, word: text }
    : null;
}

function ProblemText({
  text,
  problem,
  id,
}: {
  readonly text: string;
  readonly problem: TypedProblem;
  readonly id: string;
}) {
  const p = usePhiText();
  const { reason, at, length, word } = problem;
  const isEnd = reason === "operand" && word === "";
  const words = p(isEnd ? "operand.end" : reason, { word, most: LONGEST, names: TYPED_NAMES.join(", ") });
  return (
    <span id={id}>
      {text.trim() !== "" && (
        <code className={styles.marked}>
          {text.slice(0, at)}
          <mark>{text.slice(at, at + length) || "\u00a0"}</mark>
          {text.slice(at + length)}
        </code>
      )}
      {words}
    </span>
  );
}

export function PhiControl() {
  const t = useText();
  const p = usePhiText();
  const id = useId();
  const wordsId = useId();
  const isDisabled = useIsDisabled();
  const { config, changeConfig } = useSettings("phi");
  // Text that is not applied yet, and the activation beside which it was typed.
  const [draft, setDraft] = useState<{ readonly text: string; readonly beside: string } | null>(null);
  const isOpen = draft !== null && draft.beside === config.phi;
  const text = isOpen ? draft.text : config.phi;
  const problem = isOpen ? problemOf(text) : null;

  function commit(field: HTMLInputElement): void {
    const found = problemOf(field.value);
    if (found !== null) {
      setDraft({ text: field.value, beside: config.phi });
      return;
    }
    setDraft(null);
    const phi = canonicalTyped(field.value);
    if (phi !== config.phi) changeConfig({ phi });
  }

  function handleKey(event: KeyboardEvent<HTMLInputElement>): void {
    const field = event.currentTarget;
    if (event.key === "Escape") setDraft(null);
    if (event.key !== "Enter") return;
    commit(field);
    const found = problemOf(field.value);
    if (found !== null) field.setSelectionRange(found.at, found.at + found.length);
  }

  return (
    <div>
      <div className={styles.row}>
        <label htmlFor={id}>{t("control.phi")}</label>
        <input
          id={id}
          className={cx(fieldStyles.field, styles.field)}
          disabled={isDisabled}
          type="text"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-invalid={problem !== null}
          aria-describedby={wordsId}
          value={text}
          onChange={(event) => setDraft({ text: event.currentTarget.value, beside: config.phi })}
          onBlur={(event) => {
            if (isOpen) commit(event.currentTarget);
          }}
          onKeyDown={handleKey}
        />
      </div>
      <output className={cx(styles.words, problem !== null && styles.problem)}>
        {problem === null ? (
          <span id={wordsId}>{p("hint")}</span>
        ) : (
          <ProblemText id={wordsId} text={text} problem={problem} />
        )}
      </output>
    </div>
  );
}
