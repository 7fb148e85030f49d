/** A native select under a visible label, with groups where the options have them. */
import { useId } from "react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import styles from "./controls.module.css";
import { useIsDisabled } from "./disabled.ts";

export interface SelectOption<Id extends string> {
  readonly id: Id;
  readonly label: string;
  /** Heading the option stands under; options of one group must be neighbours. */
  readonly group?: string;
}

interface SelectProps<Id extends string> {
  readonly label: string;
  readonly value: Id;
  readonly options: readonly SelectOption<Id>[];
  readonly onChange: (value: Id) => void;
  /** Something small beside the select, as a curve. */
  readonly aside?: ReactNode;
  /** A small button beside the label. */
  readonly labelAside?: ReactNode;
  /** Its label stands above it: for options too long to stand beside one. */
  readonly isStacked?: boolean;
  /** Its label is spoken only: for a select inside a line of its own. */
  readonly isBare?: boolean;
}

function Options<Id extends string>({ options }: { readonly options: readonly SelectOption<Id>[] }) {
  const groups: { readonly name: string | undefined; readonly members: SelectOption<Id>[] }[] = [];
  for (const option of options) {
    const last = groups.at(-1);
    if (last !== undefined && last.name === option.group) last.members.push(option);
    else groups.push({ name: option.group, members: [option] });
  }
  return groups.map(({ name, members }) => {
    const items = members.map(({ id, label }) => (
      <option key={id} value={id}>
        {label}
      </option>
    ));
    return name === undefined ? (
      items
    ) : (
      <optgroup key={name} label={name}>
        {items}
      </optgroup>
    );
  });
}

export function Select<Id extends string>(props: SelectProps<Id>) {
  const { label, value, options, onChange, aside, labelAside, isStacked = false, isBare = false } = props;
  const id = useId();
  const isDisabled = useIsDisabled();
  const select = (
    <select
      id={id}
      className={styles.select}
      disabled={isDisabled}
      {...(isBare ? { "aria-label": label } : {})}
      value={value}
      onChange={(event) => {
        const chosen = options.find((option) => option.id === event.currentTarget.value);
        if (chosen !== undefined) onChange(chosen.id);
      }}
    >
      <Options options={options} />
    </select>
  );
  if (isBare) return select;
  return (
    <div
      className={cx(
        styles.row,
        isStacked ? styles.stacked : aside === undefined ? styles.wide : styles.withAside,
      )}
    >
      <span className={styles.labelCell}>
        <label className={styles.label} htmlFor={id}>
          {label}
        </label>
        {labelAside}
      </span>
      {select}
      {aside}
    </div>
  );
}
