/** Depth, width, batch, activation, blocks, residual connections and dropout. */
import { activationById, activations } from "../../catalog/activations.ts";
import { activationParameterOf } from "../../experiment/layerSettings.ts";
import { useText } from "../../i18n/text.ts";
import { Select } from "../../ui/Select.tsx";
import { Slider } from "../../ui/Slider.tsx";
import { ActivationCurve } from "./ActivationCurve.tsx";
import { useAppStore } from "../../store/store.ts";
import { Part } from "../Part.tsx";
import { Group } from "./Group.tsx";
import { blocksPart } from "./lazy.ts";
import { useNote } from "./Note.tsx";
import { SettingControls } from "./SettingControl.tsx";
import type { OwnControls } from "./SettingControl.tsx";
import { useSettings } from "./useConfig.ts";
import { WidthControl } from "./WidthControl.tsx";

/** The activation with its curve, and its parameter where it has one. */
function ActivationControl() {
  const t = useText();
  const { config, changeConfig } = useSettings("activation", "activationParameter", "frequency");
  const { parameter } = activationById(config.activation);
  const activationParameter = activationParameterOf(config, config.activation);
  const note = useNote(t("control.activation"), { kind: "activation", id: config.activation });
  return (
    <>
      <Select
        label={t("control.activation")}
        value={config.activation}
        options={activations.map(({ id, label }) => ({ id, label: t.nameOf(label) }))}
        // The parameter of another activation means something else, so it starts at its own default.
        onChange={(activation) =>
          changeConfig(
            activationById(activation).parameter === undefined
              ? { activation }
              : { activation, activationParameter: null },
          )
        }
        aside={<ActivationCurve activation={config.activation} activationParameter={activationParameter} />}
        labelAside={note.toggle}
      />
      {note.body}
      {parameter?.key === "slope" && (
        <Slider
          label={t("control.activationParameter")}
          value={activationParameter}
          scale={{
            kind: "linear",
            min: parameter.min,
            max: parameter.max,
            step: parameter.step,
            isInteger: false,
          }}
          min={parameter.min}
          max={parameter.max}
          valueText={String(activationParameter)}
          onChange={(value) => changeConfig({ activationParameter: value })}
        />
      )}
    </>
  );
}

const FIRST = ["depth", "width", "batch", "activation", "activationParameter", "frequency"] as const;
/** The kind of block and the factor of its branches: both stand under More, and are fetched with it. */
function BlockControls() {
  return <Part of={blocksPart}>{({ BlockControl }) => <BlockControl />}</Part>;
}

function BranchControls() {
  const isShown = useAppStore(({ config }) => config.block !== "none");
  return isShown && <Part of={blocksPart}>{({ BranchControl }) => <BranchControl />}</Part>;
}

const OWN: OwnControls = {
  width: WidthControl,
  activation: ActivationControl,
  block: BlockControls,
  branch: BranchControls,
};

export function NetworkGroup() {
  const t = useText();
  return (
    <Group part="network" title={t("controls.network")}>
      <SettingControls group="network" title={t("controls.network")} first={FIRST} own={OWN} />
    </Group>
  );
}
