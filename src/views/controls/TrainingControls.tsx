/** Controls of training without a slider: a file of data, mini-batch, weight decay, limit on gradients. */
import { useId } from "react";
import { LIMITS } from "../../experiment/config.ts";
import type { Clip } from "../../experiment/settings.ts";
import { useText } from "../../i18n/text.ts";
import { useTrainingText } from "../../i18n/trainingText.ts";
import { cx } from "../../ui/cx.ts";
import controls from "../../ui/controls.module.css";
import { NumberField } from "../../ui/NumberField.tsx";
import { Select } from "../../ui/Select.tsx";
import { Part } from "../Part.tsx";
import { csvPart } from "../table/lazy.ts";
import { useSettings } from "./useConfig.ts";

interface RowProps {
  readonly label: string;
  readonly value: number;
  readonly limit: { readonly min: number; readonly max: number; readonly isInteger: boolean };
  readonly step: number;
  readonly onChange: (value: number) => void;
}

/** A label and a field on the grid of the panel. */
function FieldRow({ label, value, limit, step, onChange }: RowProps) {
  const id = useId();
  return (
    <div className={cx(controls.row, controls.wide)}>
      <label className={controls.label} htmlFor={id}>
        {label}
      </label>
      <NumberField id={id} label={label} value={value} {...limit} step={step} onChange={onChange} />
    </div>
  );
}

/** The file of the task "csv". */
export function TableControl() {
  const { task } = useSettings("task").config;
  return task === "csv" && <Part of={csvPart}>{({ CsvControl }) => <CsvControl />}</Part>;
}

export function MiniBatchControl() {
  const t = useText();
  const { config, changeConfig } = useSettings("miniBatch", "batch", "points");
  const { miniBatch, batch, points } = config;
  return (
    <FieldRow
      label={t("control.miniBatch")}
      value={miniBatch ?? Math.min(batch, points)}
      limit={LIMITS.miniBatch}
      step={1}
      onChange={(next) => changeConfig({ miniBatch: next === batch ? null : next })}
    />
  );
}

export function DecayControl() {
  const t = useText();
  const { config, changeConfig } = useSettings("weightDecay");
  return (
    <FieldRow
      label={t("control.decay")}
      value={config.weightDecay}
      limit={LIMITS.weightDecay}
      step={0.01}
      onChange={(weightDecay) => changeConfig({ weightDecay })}
    />
  );
}

/** What a limit begins with. */
const FIRST: Readonly<Record<Clip["kind"], number>> = { norm: 1, value: 0.1 };

export function ClipControl() {
  const t = useText();
  const w = useTrainingText();
  const { config, changeConfig } = useSettings("clip");
  const { clip } = config;
  const kinds = ["none", "norm", "value"] as const;
  return (
    <>
      <Select
        label={w("clip")}
        value={clip?.kind ?? "none"}
        options={kinds.map((id) => ({ id, label: w(`clip.${id}`) }))}
        onChange={(kind) => changeConfig({ clip: kind === "none" ? null : { kind, value: FIRST[kind] } })}
      />
      {clip !== null && (
        <FieldRow
          label={t("control.clip")}
          value={clip.value}
          limit={LIMITS.clip}
          step={0.1}
          onChange={(value) => changeConfig({ clip: { ...clip, value } })}
        />
      )}
    </>
  );
}
