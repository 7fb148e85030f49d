/** Normalisation, its place and its parameters; what it does not have is not shown. */
import { batchStatistics, normalizationPositions, normalizations } from "../../catalog/normalizations.ts";
import { LIMITS } from "../../experiment/config.ts";
import { useText } from "../../i18n/text.ts";
import { RadioGroup } from "../../ui/RadioGroup.tsx";
import { Slider } from "../../ui/Slider.tsx";
import type { SliderScale } from "../../ui/sliderScale.ts";
import { Group } from "./Group.tsx";
import { NormalisationFormula } from "./NormalisationFormula.tsx";
import { useNote } from "./Note.tsx";
import { useSettings } from "./useConfig.ts";

const EPSILON: SliderScale = { kind: "log", min: 1e-8, max: 1, step: 1e-5, isInteger: false };
const GAMMA: SliderScale = { kind: "linear", min: 0, max: 3, step: 0.01, isInteger: false };
const BETA: SliderScale = { kind: "linear", min: -3, max: 3, step: 0.01, isInteger: false };

export function NormalisationGroup() {
  const t = useText();
  const { config, changeConfig } = useSettings(
    "normalization",
    "normalizationPosition",
    "batchStatistics",
    "epsilon",
    "gamma",
    "beta",
  );
  const { epsilon, gamma, beta, normalization: kind } = config;
  const note = useNote(
    t("control.normalisation"),
    kind === "none" ? null : { kind: "normalisation", id: kind },
  );
  return (
    <Group part="normalisation" title={t("controls.normalisation")} isTitleHidden>
      <RadioGroup
        label={t("control.normalisation")}
        value={config.normalization}
        options={normalizations.map(({ id }) => ({
          id,
          label: t(`normalisation.${id}`),
          ...(id === "none" ? {} : { title: t(`normalisation.${id}.title`) }),
        }))}
        onChange={(normalization) => changeConfig({ normalization })}
        labelAside={note.toggle}
      />
      {config.normalization !== "none" && (
        <>
          <NormalisationFormula />
          {note.body}
          <RadioGroup
            label={t("control.position")}
            value={config.normalizationPosition}
            options={normalizationPositions.map((id) => ({
              id,
              label: t(`position.${id}`),
              title: t(`position.${id}.title`),
            }))}
            onChange={(normalizationPosition) => changeConfig({ normalizationPosition })}
          />
          {config.normalization === "batch" && (
            <RadioGroup
              label={t("control.statistics")}
              value={config.batchStatistics}
              options={batchStatistics.map((id) => ({
                id,
                label: t(`statistics.${id}`),
                title: t(`statistics.${id}.title`),
              }))}
              onChange={(statistics) => changeConfig({ batchStatistics: statistics })}
            />
          )}
          <Slider
            label={t("control.epsilon")}
            value={epsilon}
            scale={EPSILON}
            {...LIMITS.epsilon}
            valueText={t("valueText.number", { value: epsilon })}
            onChange={(value) => changeConfig({ epsilon: value })}
          />
          <Slider
            label={t("control.gamma")}
            value={gamma}
            scale={GAMMA}
            {...LIMITS.gamma}
            valueText={t("valueText.number", { value: gamma })}
            onChange={(value) => changeConfig({ gamma: value })}
          />
          <Slider
            label={t("control.beta")}
            value={beta}
            scale={BETA}
            {...LIMITS.beta}
            valueText={t("valueText.number", { value: beta })}
            onChange={(value) => changeConfig({ beta: value })}
          />
        </>
      )}
    </Group>
  );
}
