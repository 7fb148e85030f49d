/** The normalisation, its place and its parameters; only parameters that it has are shown. */
import { normalizations } from "../../catalog/normalizations.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { RadioGroup } from "../../ui/RadioGroup.tsx";
import { useOptional } from "../onDemand.ts";
import { Group } from "./Group.tsx";
import { normFormulaPart } from "./lazy.ts";
import { useNote } from "./Note.tsx";
import { SettingControls } from "./SettingControl.tsx";
import type { OwnControls } from "./SettingControl.tsx";
import { useSettings } from "./useConfig.ts";

/** The normalisation with its formula and its place. */
function NormalizationControl() {
  const t = useText();
  const { config, changeConfig } = useSettings("normalization");
  const { normalization: kind } = config;
  const formula = useOptional(normFormulaPart);
  const note = useNote(
    t("control.normalization"),
    kind === "none" ? null : { kind: "normalisation", id: kind },
  );
  return (
    <>
      <RadioGroup
        label={t("control.normalization")}
        value={kind}
        options={normalizations.map(({ id }) => ({
          id,
          label: t(`normalisation.${id}`),
          ...(id === "none" ? {} : { title: t(`normalisation.${id}.title`) }),
        }))}
        onChange={(normalization) => changeConfig({ normalization })}
        labelAside={note.toggle}
      />
      {kind !== "none" && (
        <>
          {formula !== null && <formula.NormalizationFormula />}
          {note.body}
        </>
      )}
    </>
  );
}

const OWN: OwnControls = { normalization: NormalizationControl };

export function NormalizationGroup() {
  const t = useText();
  // Evaluation mode changes normalisation and dropout only.
  const isIdle = useAppStore(({ config }) => config.normalization === "none" && config.keepProbability === 1);
  return (
    <Group part="normalisation" title={t("controls.normalisation")} isTitleHidden>
      <SettingControls
        group="normalisation"
        title={t("controls.normalisation")}
        first={["normalization"]}
        own={OWN}
        isIdle={isIdle}
      />
    </Group>
  );
}
