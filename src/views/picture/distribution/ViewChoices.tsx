/**
 * The choices of form and tensor of the distributions. None needs a new run; fetched after the first picture.
 */
import { useId, useRef, useState } from "react";
import type { FocusEvent, KeyboardEvent } from "react";
import type { ChartTone } from "../../../charts/cell.ts";
import type { ShownTensorId } from "../../../experiment/result.ts";
import { useChoicesText } from "../../../i18n/choicesText.ts";
import type { ChoicesTextKey } from "../../../i18n/choicesText.ts";
import { useText } from "../../../i18n/text.ts";
import type { ViewState } from "../../../store/state.ts";
import { useAppStore } from "../../../store/store.ts";
import { DEFAULT_VIEW } from "../../../store/viewSettings.ts";
import { ROW_TENSORS } from "../../../store/viewSettings.ts";
import { Button } from "../../../ui/Button.tsx";
import { ChevronIcon } from "../../../ui/icons.tsx";
import { RadioGroup } from "../../../ui/RadioGroup.tsx";
import { Select } from "../../../ui/Select.tsx";
import { useIsHidden } from "../../screen.ts";
import type { PictureCells } from "../data/cells.ts";
import { rowAxisOf } from "./distribution.ts";
import type { Row, RowAxis } from "./distribution.ts";
import styles from "./ViewChoices.module.css";

/** Which tensor the row of a direction shows. */
function TensorChoice({ tone }: { readonly tone: ChartTone }) {
  const t = useText();
  const c = useChoicesText();
  const rowTensors = useAppStore((state) => state.view.rowTensors);
  const changeView = useAppStore((state) => state.changeView);
  const hasStream = useAppStore(({ config }) => config.block !== "none");
  const isHidden = useIsHidden(tone === "forward" ? "activations" : "gradients");
  const isTraining = useAppStore((state) => state.recording !== null);
  // Only a training changes weights, and only blocks have a stream.
  const isOffered = (id: ShownTensorId): boolean =>
    id === rowTensors[tone] ||
    (id === "update" ? isTraining : hasStream || !(id === "stream" || id === "grad_stream"));
  if (isHidden) return null;
  return (
    <Select<ShownTensorId>
      isStacked
      label={c(`tensor.${tone}`)}
      value={rowTensors[tone]}
      options={ROW_TENSORS[tone].filter(isOffered).map((id) => ({ id, label: t(`tensor.${id}`) }))}
      onChange={(tensor) => changeView({ rowTensors: { ...rowTensors, [tone]: tensor } })}
    />
  );
}

type Setting = "valueAxis" | "countScale" | "layerScale" | "form";

/** One exclusive choice of the view: its words stand under the name of its group. */
function Choice<Key extends Setting>({
  of,
  group,
  ids,
  drawn = "",
}: {
  readonly of: Key;
  readonly group: "axis" | "counts" | "scale" | "form";
  readonly ids: readonly ViewState[Key][];
  /** What the automatic choice draws now. */
  readonly drawn?: string;
}) {
  const c = useChoicesText();
  const value = useAppStore((state) => state.view[of]);
  const changeView = useAppStore((state) => state.changeView);
  return (
    <RadioGroup
      variant="list"
      label={c(`${group}.label`)}
      value={value}
      options={ids.map((id) => ({
        id,
        label: id === "auto" ? c("auto", { drawn }) : c(`${group}.${id}` as ChoicesTextKey),
        title: c(`${group}.${id}.title` as ChoicesTextKey),
      }))}
      onChange={(next) => changeView({ [of]: next })}
    />
  );
}

interface ViewMenuProps {
  /** Compared networks share their scales and stand upright. */
  readonly isCompared: boolean;
  /** The rows in sight: what an automatic axis is for the others would tell of them. */
  readonly tones: readonly ChartTone[];
  /** The data of the rows, from which an automatic axis follows. */
  readonly rows: Pick<Row, "axis" | "bins" | "comparison"> & { readonly network: PictureCells };
}

/** All choices, each with a line on what it does. */
function Panel({ isCompared, tones, rows: { network, ...common } }: ViewMenuProps) {
  const c = useChoicesText();
  const view = useAppStore((state) => state.view);
  /** What each row would draw by itself, in words. */
  const namesOf = (automatic: Partial<ViewState>, name: (row: RowAxis) => string): string => {
    const rows = tones.map((tone) => {
      const tensor = view.rowTensors[tone];
      return name(rowAxisOf({ ...common, tensor, cells: network.of(tensor) }, { ...view, ...automatic }));
    });
    return [...new Set(rows)].join(c("auto.and"));
  };
  const drawnAxes = namesOf({ valueAxis: "auto" }, ({ valueAxis }) => c(`axis.${valueAxis.kind}`));
  const drawnForm = namesOf({ form: "auto" }, ({ form }) => c(`form.${form}`));
  return (
    <>
      <TensorChoice tone="forward" />
      <TensorChoice tone="backward" />
      <Choice of="valueAxis" group="axis" ids={["auto", "value", "shape", "magnitude"]} drawn={drawnAxes} />
      <Choice of="countScale" group="counts" ids={["linear", "log"]} />
      {!isCompared && <Choice of="layerScale" group="scale" ids={["shared", "free"]} />}
      {!isCompared && (
        <Choice of="form" group="form" ids={["auto", "upright", "ridges", "heatMap"]} drawn={drawnForm} />
      )}
    </>
  );
}

/** A quiet button with the choices of how distributions are drawn; Escape and a press elsewhere close. */
export function ViewChoices(props: ViewMenuProps) {
  const c = useChoicesText();
  const [isOpen, setIsOpen] = useState(false);
  const rootRef = useRef<HTMLDivElement>(null);
  const id = useId();
  const isChanged = useAppStore(
    ({ view }) =>
      (["valueAxis", "countScale", "layerScale", "form"] as const).some(
        (key) => view[key] !== DEFAULT_VIEW[key],
      ) ||
      (["forward", "backward"] as const).some(
        (tone) => view.rowTensors[tone] !== DEFAULT_VIEW.rowTensors[tone],
      ),
  );

  function handleBlur(event: FocusEvent): void {
    if (!(rootRef.current?.contains(event.relatedTarget) ?? false)) setIsOpen(false);
  }

  function handleKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !isOpen) return;
    event.stopPropagation();
    setIsOpen(false);
    rootRef.current?.querySelector("button")?.focus();
  }

  return (
    <div ref={rootRef} className={styles.menu} onBlur={handleBlur} onKeyDown={handleKey}>
      <Button
        className={styles.open}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        title={c("view.title")}
        onClick={() => setIsOpen(!isOpen)}
      >
        {c("view")}
        {isChanged && <span className={styles.changed} aria-hidden="true" />}
        <ChevronIcon />
      </Button>
      {isOpen && (
        // The focus stays inside after a press between two choices.
        <div id={id} className={styles.panel} role="group" aria-label={c("view")} tabIndex={-1}>
          <Panel {...props} />
        </div>
      )}
    </div>
  );
}
