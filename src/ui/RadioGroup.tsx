/** A few exclusive choices, all in sight: native radio buttons drawn as one segmented control. */
import { useId } from "react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import styles from "./controls.module.css";
import { useIsDisabled } from "./disabled.ts";

/** More choices than this do not fit beside their label. */
const MOST_BESIDE_LABEL = 3;

interface RadioGroupProps<Id extends string> {
  readonly label: string;
  readonly value: Id;
  readonly options: readonly { readonly id: Id; readonly label: string; readonly title?: string }[];
  readonly onChange: (value: Id) => void;
  /**
   * `row` has its label beside it as the other controls, or above it if there are many; `bare` speaks its
   * label only; `list` has plain radio buttons under each other below it.
   */
  readonly variant?: "row" | "bare" | "list";
  /** A small button beside the label of a row. */
  readonly labelAside?: ReactNode;
}

export function RadioGroup<Id extends string>(props: RadioGroupProps<Id>) {
  const { label, value, options, onChange, variant = "row", labelAside } = props;
  const name = useId();
  const isDisabled = useIsDisabled();
  const isRow = variant === "row";
  const isList = variant === "list";
  return (
    <div
      className={
        isRow ? cx(styles.row, options.length > MOST_BESIDE_LABEL ? styles.stacked : styles.wide) : undefined
      }
      role="radiogroup"
      {...(variant === "bare" ? { "aria-label": label } : { "aria-labelledby": `${name}-label` })}
    >
      {variant !== "bare" && (
        <span className={styles.labelCell}>
          <span id={`${name}-label`} className={cx(styles.label, isList && styles.listLabel)}>
            {label}
          </span>
          {labelAside}
        </span>
      )}
      <div className={isList ? styles.list : cx(styles.segments, !isRow && styles.bare)}>
        {options.map((option) => (
          <label key={option.id} className={isList ? styles.listed : styles.segment} title={option.title}>
            <input
              type="radio"
              disabled={isDisabled}
              name={name}
              value={option.id}
              checked={option.id === value}
              onChange={() => onChange(option.id)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </div>
  );
}
