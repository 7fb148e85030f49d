/** Depth, width, batch, activation, blocks, residual connections and dropout. */
import { activationById } from "../../catalog/activations.ts";
import { CHOICES } from "../../experiment/config.ts";
import { activationParameterOf, chosenActivation } from "../../experiment/layerSettings.ts";
import { useText } from "../../i18n/text.ts";
import { Select } from "../../ui/Select.tsx";
import { Slider } from "../../ui/Slider.tsx";
import { ActivationCurve } from "./ActivationCurve.tsx";
import { useAppStore } from "../../store/store.ts";
import { Part } from "../Part.tsx";
import { Group } from "./Group.tsx";
import { blocksPart, phiPart } from "./lazy.ts";
import { useNote } from "./Note.tsx";
import { SettingControls } from "./SettingControl.tsx";
import type { OwnControls } from "./SettingControl.tsx";
import { choiceText } from "./settingText.ts";
import { useSettings } from "./useConfig.ts";
import { WidthControl } from "./WidthControl.tsx";

/** The activation with its curve, and its parameter where it has one. */
function ActivationControl() {
  const t = useText();
  const { config, changeConfig } = useSettings("activation", "activationParameter", "frequency", "phi");
  const activation = chosenActivation(config);
  const { parameter } = activationById(activation);
  const activationParameter = activationParameterOf(config, activation);
  const note = useNote(t("control.activation"), { kind: "activation", id: activation });
  return (
    <>
      <Select
        label={t("control.activation")}
        value={config.activation}
        options={CHOICES.activation.ids.map((id) => ({ id, label: choiceText(t, "activation", id) }))}
        // The parameter of another activation means something else, so it starts at its own default.
        onChange={(id) => {
          // A typed activation needs its parser.
          if (id === "phi") void phiPart.load().then(() => changeConfig({ activation: id }), reportError);
          else
            changeConfig(
              activationById(id).parameter === undefined
                ? { activation: id }
                : { activation: id, activationParameter: null },
            );
        }}
        aside={<ActivationCurve activation={activation} activationParameter={activationParameter} />}
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

const FIRST = ["depth", "width", "batch", "activation", "activationParameter", "phi", "frequency"] as const;
/** The kind of block and the factor of its branches: both stand under More, and are fetched with it. */
function BlockControls() {
  return <Part of={blocksPart}>{({ BlockControl }) => <BlockControl />}</Part>;
}

function BranchControls() {
  const isShown = useAppStore(({ config }) => config.block !== "none");
  return isShown && <Part of={blocksPart}>{({ BranchControl }) => <BranchControl />}</Part>;
}

function TypedControls() {
  const isShown = useAppStore(({ config }) => config.activation === "phi");
  return isShown && <Part of={phiPart}>{({ PhiControl }) => <PhiControl />}</Part>;
}

const OWN: OwnControls = {
  width: WidthControl,
  activation: ActivationControl,
  phi: TypedControls,
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
