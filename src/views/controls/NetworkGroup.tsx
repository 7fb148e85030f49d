/** Depth, width, batch and activation. */
import { activationById, activations } from "../../catalog/activations.ts";
import { LIMITS } from "../../experiment/config.ts";
import { slopeOf } from "../../experiment/layerSettings.ts";
import { useText } from "../../i18n/text.ts";
import { Select } from "../../ui/Select.tsx";
import { Slider } from "../../ui/Slider.tsx";
import type { SliderScale } from "../../ui/sliderScale.ts";
import { ActivationCurve } from "./ActivationCurve.tsx";
import { Group } from "./Group.tsx";
import { useConfig } from "./useConfig.ts";
import { WidthControl } from "./WidthControl.tsx";

const DEPTH: SliderScale = { kind: "log", ...LIMITS.depth, step: 1 };
const BATCH: SliderScale = { kind: "log", ...LIMITS.batch, step: 1 };

export function NetworkGroup() {
  const t = useText();
  const { config, changeConfig } = useConfig();
  const { parameter } = activationById(config.activation);
  const slope = slopeOf(config, config.activation);
  return (
    <Group title={t("controls.network")}>
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
        options={activations}
        // Another activation's parameter means something else: it starts at its own default.
        onChange={(activation) =>
          changeConfig(
            activationById(activation).parameter === undefined ? { activation } : { activation, slope: null },
          )
        }
        aside={<ActivationCurve activation={config.activation} slope={slope} />}
      />
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
    </Group>
  );
}
