/**
 * The choices of form and tensor of the distributions. None needs a new run; fetched after the first picture.
 */
import { memo } from "react";
import type { ChartTone } from "../../../charts/cell.ts";
import { useChoicesText } from "../../../i18n/choicesText.ts";
import type { ChoicesTextKey } from "../../../i18n/choicesText.ts";
import { useText } from "../../../i18n/text.ts";
import type { ViewState } from "../../../store/state.ts";
import { useAppStore } from "../../../store/store.ts";
import { ROW_TENSORS } from "../../../store/viewSettings.ts";
import { ChevronIcon } from "../../../ui/icons.tsx";
import { RadioGroup } from "../../../ui/RadioGroup.tsx";
import type { DistributionForm } from "./distribution.ts";
import styles from "./ViewChoices.module.css";

/** The list lies over the title of a row, so that the title itself changes the tensor. */
export const TensorChoice = memo(function TensorChoice({ tone }: { readonly tone: ChartTone }) {
  const t = useText();
  const c = useChoicesText();
  const rowTensors = useAppStore((state) => state.view.rowTensors);
  const changeView = useAppStore((state) => state.changeView);
  return (
    <>
      <span className={styles.chevron}>
        <ChevronIcon />
      </span>
      <select
        className={styles.tensor}
        aria-label={c(`tensor.${tone}`)}
        value={rowTensors[tone]}
        onChange={(event) => {
          const tensor = ROW_TENSORS[tone].find((id) => id === event.currentTarget.value);
          if (tensor !== undefined) changeView({ rowTensors: { ...rowTensors, [tone]: tensor } });
        }}
      >
        {ROW_TENSORS[tone].map((id) => (
          <option key={id} value={id}>
            {t(`tensor.${id}`)}
          </option>
        ))}
      </select>
    </>
  );
});

/** One exclusive choice of the view: its words stand under the name of its group. */
function Choice<Key extends "valueAxis" | "countScale" | "layerScale" | "form">({
  of,
  group,
  ids,
}: {
  readonly of: Key;
  readonly group: "axis" | "counts" | "scale" | "form";
  readonly ids: readonly ViewState[Key][];
}) {
  const c = useChoicesText();
  const value = useAppStore((state) => state.view[of]);
  const changeView = useAppStore((state) => state.changeView);
  return (
    <RadioGroup
      variant="bare"
      label={c(`${group}.label`)}
      value={value}
      options={ids.map((id) => ({
        id,
        label: c(`${group}.${id}` as ChoicesTextKey),
        title: c(`${group}.${id}.title` as ChoicesTextKey),
      }))}
      onChange={(next) => changeView({ [of]: next })}
    />
  );
}

/** @param form null while networks are compared: they share their scales and stand upright */
export const ViewChoices = memo(function ViewChoices({ form }: { readonly form: DistributionForm | null }) {
  return (
    <div className={styles.choices}>
      <Choice of="valueAxis" group="axis" ids={["value", "shape", "magnitude"]} />
      <Choice of="countScale" group="counts" ids={["linear", "log"]} />
      {form !== null && <Choice of="layerScale" group="scale" ids={["shared", "free"]} />}
      {form !== null && form !== "heatMap" && <Choice of="form" group="form" ids={["upright", "ridges"]} />}
    </div>
  );
});
