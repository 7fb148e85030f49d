/** The initialiser with its parameters and formula, and the biases. */
import { INITIALIZER_OPTIONS, initializerById, menuLabel } from "../../catalog/initializers.ts";
import type {
  InitializerEntry,
  InitializerOptionKey,
  InitializerParameter,
  InitializerParameterKey,
} from "../../catalog/initializers.ts";
import {
  INITIALIZER_SETTINGS,
  initializerOptions,
  initializerParameter,
} from "../../experiment/layerSettings.ts";
import { useText } from "../../i18n/text.ts";
import type { TextKey } from "../../i18n/text.ts";
import { Select } from "../../ui/Select.tsx";
import { Slider } from "../../ui/Slider.tsx";
import type { SliderScale } from "../../ui/sliderScale.ts";
import { Part } from "../Part.tsx";
import { Group } from "./Group.tsx";
import { InitializerFormula } from "./InitializerFormula.tsx";
import { initializerMenu } from "./initializerMenu.ts";
import { recipesPart } from "./lazy.ts";
import { useNote } from "./Note.tsx";
import { isMainParameter, SettingControls } from "./SettingControl.tsx";
import type { OwnControls } from "./SettingControl.tsx";
import { useSettings } from "./useConfig.ts";

/** Sliders cover the useful range; the field beside them takes the whole allowed range. */
const SLIDERS: Readonly<
  Record<InitializerParameterKey, { readonly labelKey: TextKey; readonly scale: SliderScale }>
> = {
  std: { labelKey: "control.std", scale: { kind: "log", min: 1e-4, max: 10, step: 0.01, isInteger: false } },
  limit: {
    labelKey: "control.limit",
    scale: { kind: "log", min: 1e-4, max: 10, step: 0.01, isInteger: false },
  },
  value: {
    labelKey: "control.value",
    scale: { kind: "linear", min: -1, max: 1, step: 0.01, isInteger: false },
  },
  gain: { labelKey: "control.gain", scale: { kind: "linear", min: 0, max: 3, step: 0.01, isInteger: false } },
  scale: {
    labelKey: "control.scale",
    scale: { kind: "linear", min: 0, max: 4, step: 0.01, isInteger: false },
  },
  sparsity: {
    labelKey: "control.sparsity",
    scale: { kind: "linear", min: 0, max: 1, step: 0.01, isInteger: false },
  },
};

/** Four significant digits, so that a default gain of sqrt 2 does not fill the field. */
function shortNumber(value: number): number {
  return Number(value.toPrecision(4));
}

function ParameterSlider({ parameter }: { readonly parameter: InitializerParameter }) {
  const t = useText();
  const { config, changeConfig } = useSettings(...INITIALIZER_SETTINGS);
  const { labelKey, scale } = SLIDERS[parameter.key];
  const value = shortNumber(initializerParameter(config, parameter.key));
  const note = useNote(t(labelKey), parameter.key === "gain" ? { kind: "gain" } : null);
  const slider = (
    <Slider
      label={t(labelKey)}
      value={value}
      scale={scale}
      min={parameter.min}
      max={parameter.max}
      valueText={t("valueText.number", { value })}
      onChange={(next) =>
        changeConfig({ initializerParameters: { ...config.initializerParameters, [parameter.key]: next } })
      }
      labelAside={note.toggle}
    />
  );
  return (
    <>
      {slider}
      {note.body}
    </>
  );
}

function OptionSelect({ option }: { readonly option: InitializerOptionKey }) {
  const t = useText();
  const { config, changeConfig } = useSettings("initializerOptions");
  return (
    <Select<string>
      label={t(`control.${option}`)}
      value={initializerOptions(config)[option]}
      options={INITIALIZER_OPTIONS[option].map((id) => ({ id, label: t(`option.${id}`) }))}
      onChange={(id) => changeConfig({ initializerOptions: { ...config.initializerOptions, [option]: id } })}
    />
  );
}

/** The initialiser with its formula, its parameters and its options. */
function InitializerControl() {
  const t = useText();
  const { config, changeConfig } = useSettings("initializer");
  const entry: InitializerEntry = initializerById(config.initializer);
  const note = useNote(t("control.initializer"), { kind: "initializer", id: config.initializer });
  return (
    <>
      <Select
        isStacked
        label={t("control.initializer")}
        value={config.initializer}
        options={initializerMenu(t, menuLabel)}
        onChange={(initializer) => changeConfig({ initializer })}
        labelAside={note.toggle}
      />
      <InitializerFormula />
      {note.body}
      {entry.parameters
        .filter(({ key }) => isMainParameter(key))
        .map((parameter) => (
          <ParameterSlider key={parameter.key} parameter={parameter} />
        ))}
    </>
  );
}

/** The parameters and options that correct the law of the initialiser. */
function InitializerCorrections() {
  const { config } = useSettings("initializer");
  const entry: InitializerEntry = initializerById(config.initializer);
  return (
    <>
      {entry.parameters
        .filter(({ key }) => !isMainParameter(key))
        .map((parameter) => (
          <ParameterSlider key={parameter.key} parameter={parameter} />
        ))}
      {entry.options?.map((key) => (
        <OptionSelect key={key} option={key} />
      ))}
    </>
  );
}

/** Parameters and options are one control, under the key of the first. */
const OWN: OwnControls = {
  initializer: InitializerControl,
  initializerParameters: InitializerCorrections,
  initializerOptions: null,
};

const RECIPE = <Part of={recipesPart}>{({ RecipeControl }) => <RecipeControl />}</Part>;

export function WeightsGroup() {
  const t = useText();
  return (
    <Group part="weights" title={t("controls.weights")}>
      <SettingControls
        group="weights"
        title={t("controls.weights")}
        first={["initializer"]}
        own={OWN}
        rest={RECIPE}
      />
    </Group>
  );
}
