/**
 * A native range input and a number field under one label. Touch screen readers work with
 * it because it is native.
 */
import { useId } from "react";
import type { CSSProperties, KeyboardEvent, ReactNode } from "react";
import styles from "./controls.module.css";
import { useIsDisabled } from "./disabled.ts";
import { NumberField } from "./NumberField.tsx";
import { POSITIONS, positionOf, valueAfterKey, valueAt } from "./sliderScale.ts";
import type { SliderScale } from "./sliderScale.ts";

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly scale: SliderScale;
  /** What the number field accepts: the whole allowed range, which may be wider than the slider. */
  readonly min: number;
  readonly max: number;
  /** The value in words for assistive technology. */
  readonly valueText: string;
  readonly onChange: (value: number) => void;
  /** A small button beside the label. */
  readonly labelAside?: ReactNode;
}

/** The bare range input, for controls that bring their own field. */
export function Range(props: {
  readonly id: string;
  readonly value: number;
  readonly scale: SliderScale;
  readonly valueText: string;
  readonly onChange: (value: number) => void;
}) {
  const { id, value, scale, valueText, onChange } = props;
  const position = positionOf(scale, value);
  const isDisabled = useIsDisabled();

  function handleKey(event: KeyboardEvent<HTMLInputElement>): void {
    const next = valueAfterKey(scale, value, event.key);
    if (next === null) return;
    event.preventDefault();
    if (next !== value) onChange(next);
  }

  return (
    <input
      id={id}
      className={styles.range}
      style={{ "--filled": `${(100 * position) / POSITIONS}%` } as CSSProperties}
      disabled={isDisabled}
      type="range"
      min={0}
      max={POSITIONS}
      step={1}
      value={position}
      aria-valuetext={valueText}
      onKeyDown={handleKey}
      onChange={(event) => {
        const next = valueAt(scale, event.currentTarget.valueAsNumber);
        if (next !== value) onChange(next);
      }}
    />
  );
}

export function Slider(props: SliderProps) {
  const { label, value, scale, min, max, valueText, onChange, labelAside } = props;
  const id = useId();
  return (
    <div className={styles.row}>
      <span className={styles.labelCell}>
        <label className={styles.label} htmlFor={id}>
          {label}
        </label>
        {labelAside}
      </span>
      <Range {...{ id, value, scale, valueText, onChange }} />
      <NumberField {...{ label, value, min, max, onChange }} step={scale.step} isInteger={scale.isInteger} />
    </div>
  );
}
