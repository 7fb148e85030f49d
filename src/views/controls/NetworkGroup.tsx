/** Depth, width, batch, activation, and what is laid around the layers: residual connections and dropout. */
import { activationById, activations } from "../../catalog/activations.ts";
import { residuals } from "../../catalog/residuals.ts";
import { LIMITS } from "../../experiment/config.ts";
import { slopeOf } from "../../experiment/layerSettings.ts";
import { useText } from "../../i18n/text.ts";
import { Select } from "../../ui/Select.tsx";
import { Slider } from "../../ui/Slider.tsx";
import type { SliderScale } from "../../ui/sliderScale.ts";
import { ActivationCurve } from "./ActivationCurve.tsx";
import { Group } from "./Group.tsx";
import { useNote } from "./Note.tsx";
import { useSettings } from "./useConfig.ts";
import { WidthControl } from "./WidthControl.tsx";

const DEPTH: SliderScale = { kind: "log", ...LIMITS.depth, step: 1 };
const BATCH: SliderScale = { kind: "log", ...LIMITS.batch, step: 1 };
const KEEP: SliderScale = { kind: "linear", min: 0.05, max: 1, step: 0.05, isInteger: false };

/** Residual connections and dropout. */
function AroundLayers() {
  const t = useText();
  const { config, changeConfig } = useSettings("residual", "keepProbability");
  const { residual, keepProbability } = config;
  const residualNote = useNote(
    t("control.residual"),
    residual === "none" ? null : { kind: "residual", id: residual },
  );
  const dropoutNote = useNote(t("control.keep"), { kind: "dropout", id: "keep" });
  return (
    <>
      <Select
        label={t("control.residual")}
        value={residual}
        options={residuals.map(({ id }) => ({ id, label: t(`residual.${id}`) }))}
        onChange={(id) => changeConfig({ residual: id })}
        labelAside={residualNote.toggle}
      />
      {residualNote.body}
      <Slider
        label={t("control.keep")}
        value={keepProbability}
        scale={KEEP}
        {...LIMITS.keepProbability}
        valueText={t("valueText.keep", { value: keepProbability })}
        onChange={(value) => changeConfig({ keepProbability: value })}
        labelAside={dropoutNote.toggle}
      />
      {dropoutNote.body}
    </>
  );
}

export function NetworkGroup() {
  const t = useText();
  const { config, changeConfig } = useSettings("depth", "batch", "activation", "slope", "lastActivation");
  const { parameter } = activationById(config.activation);
  const slope = slopeOf(config, config.activation);
  const note = useNote(t("control.activation"), { kind: "activation", id: config.activation });
  const named = activations.map(({ id, label }) => ({ id, label: t.nameOf(label) }));
  const lastOptions = [{ id: "same" as const, label: t("last.same") }, ...named];
  return (
    <Group part="network" title={t("controls.network")}>
      <Slider
        label={t("control.depth")}
        value={config.depth}
        scale={DEPTH}
        {...LIMITS.depth}
        valueText={t("valueText.depth", { value: config.depth })}
        onChange={(depth) => changeConfig({ depth })}
      />
      <WidthControl />
      <Slider
        label={t("control.batch")}
        value={config.batch}
        scale={BATCH}
        {...LIMITS.batch}
        valueText={t("valueText.batch", { value: config.batch })}
        onChange={(batch) => changeConfig({ batch })}
      />
      <Select
        label={t("control.activation")}
        value={config.activation}
        options={named}
        // Another activation's parameter means something else: it starts at its own default.
        onChange={(activation) =>
          changeConfig(
            activationById(activation).parameter === undefined ? { activation } : { activation, slope: null },
          )
        }
        aside={<ActivationCurve activation={config.activation} slope={slope} />}
        labelAside={note.toggle}
      />
      {note.body}
      {parameter !== undefined && (
        <Slider
          label={t("control.slope")}
          value={slope}
          scale={{
            kind: "linear",
            min: parameter.min,
            max: parameter.max,
            step: parameter.step,
            isInteger: false,
          }}
          min={parameter.min}
          max={parameter.max}
          valueText={String(slope)}
          onChange={(value) => changeConfig({ slope: value })}
        />
      )}
      <Select
        label={t("control.last")}
        value={config.lastActivation}
        options={lastOptions}
        onChange={(lastActivation) => changeConfig({ lastActivation })}
      />
      <AroundLayers />
    </Group>
  );
}
