/**
 * A number typed by hand: committed on Enter or when left, brought into its range, and never NaN. A text that
 * is not taken as it stands is answered in words below the field.
 */
import { useId, useState } from "react";
import type { KeyboardEvent } from "react";
import { cx } from "./cx.ts";
import styles from "./controls.module.css";
import { useIsDisabled } from "./disabled.ts";
import { useFieldWords } from "./fieldWords.ts";
import type { FieldProblem } from "./fieldWords.ts";

interface NumberFieldProps {
  readonly id?: string;
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly isInteger: boolean;
  readonly onChange: (value: number) => void;
  readonly className?: string | undefined;
}

/**
 * The field's own text of a number: all digits it has, so that nothing is lost by leaving
 * the field; 0.00001 is 1e-5.
 */
export function fieldText(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential().replace("e+", "e") : String(value);
}

interface FieldRange {
  readonly min: number;
  readonly max: number;
  readonly isInteger: boolean;
}

/** The number of a text, or null when it is not one. Accepts 1e-3, a comma as point, and a true minus. */
function numberOf(text: string): number | null {
  const cleaned = text
    .trim()
    .replace("\u2212", "-")
    .replace(/^([^.]*),([^.,]*)$/, "$1.$2");
  if (cleaned === "") return null;
  const value = Number(cleaned);
  return Number.isNaN(value) ? null : value;
}

/** The number of a text within the range, or null when it is not one. */
export function parseField(text: string, { min, max, isInteger }: FieldRange): number | null {
  const value = numberOf(text);
  if (value === null) return null;
  const clamped = Math.min(max, Math.max(min, value));
  return isInteger ? Math.round(clamped) : clamped;
}

/** What is to be said of a text that is not taken as it stands; null when it is. */
export function problemOf(text: string, value: number, range: FieldRange): FieldProblem | null {
  const { min, max } = range;
  const used = parseField(text, range);
  const about = { given: text.trim(), used: used ?? value, min, max };
  if (used === null) return { kind: "noNumber", ...about };
  const given = numberOf(text);
  if (given === null || given === used) return null;
  return { kind: given < min || given > max ? "outside" : "noInteger", ...about };
}

export function NumberField({
  id,
  label,
  value,
  min,
  max,
  step,
  isInteger,
  onChange,
  className,
}: NumberFieldProps) {
  const isDisabled = useIsDisabled();
  // Text while it is being typed; null shows the value.
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<FieldProblem | null>(null);
  const wordsOf = useFieldWords();
  const noticeId = useId();
  // The words hold until the number changes again.
  const isToldNow = problem !== null && problem.used === value;

  function commit(text: string): void {
    setDraft(null);
    setProblem(problemOf(text, value, { min, max, isInteger }));
    const parsed = parseField(text, { min, max, isInteger });
    if (parsed !== null && parsed !== value) onChange(parsed);
  }

  function handleKey(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === "Enter") commit(event.currentTarget.value);
    else if (event.key === "Escape") setDraft(null);
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      const from = parseField(draft ?? fieldText(value), { min, max, isInteger }) ?? value;
      commit(String(Number((from + (event.key === "ArrowUp" ? step : -step)).toPrecision(12))));
    }
  }

  return (
    <>
      <input
        id={id}
        className={cx(styles.field, className)}
        disabled={isDisabled}
        type="text"
        inputMode="decimal"
        role="spinbutton"
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        aria-valuenow={value}
        aria-valuemin={min}
        aria-valuemax={max}
        {...(isToldNow ? { "aria-describedby": noticeId } : {})}
        value={draft ?? fieldText(value)}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={(event) => {
          if (draft !== null) commit(event.currentTarget.value);
        }}
        onKeyDown={handleKey}
      />
      {/* A status of its own, so that it is also heard; the description is the words inside. */}
      <output className={styles.notice}>{isToldNow && <span id={noticeId}>{wordsOf(problem)}</span>}</output>
    </>
  );
}
