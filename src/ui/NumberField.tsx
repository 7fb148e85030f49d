/** A number typed by hand: committed on Enter or when left, brought into its range, and never NaN. */
import { useState } from "react";
import type { KeyboardEvent } from "react";
import { cx } from "./cx.ts";
import styles from "./controls.module.css";

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

/**
 * The number of a text within the range, or null when it is not one. Accepts 1e-3, a comma as
 * point, and a true minus.
 */
export function parseField(
  text: string,
  range: { readonly min: number; readonly max: number; readonly isInteger: boolean },
): number | null {
  const cleaned = text
    .trim()
    .replace("\u2212", "-")
    .replace(/^([^.]*),([^.,]*)$/, "$1.$2");
  if (cleaned === "") return null;
  const value = Number(cleaned);
  if (Number.isNaN(value)) return null;
  const clamped = Math.min(range.max, Math.max(range.min, value));
  return range.isInteger ? Math.round(clamped) : clamped;
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
  // Text while it is being typed; null shows the value.
  const [draft, setDraft] = useState<string | null>(null);

  function commit(text: string): void {
    setDraft(null);
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
    <input
      id={id}
      className={cx(styles.field, className)}
      type="text"
      inputMode="decimal"
      role="spinbutton"
      autoComplete="off"
      spellCheck={false}
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      value={draft ?? fieldText(value)}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => {
        if (draft !== null) commit(event.currentTarget.value);
      }}
      onKeyDown={handleKey}
    />
  );
}
