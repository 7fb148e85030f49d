/** The inputs, the gradient at the output, the task in place of both, and the seed of all. */
import { LIMITS } from "../../experiment/config.ts";
import { useText } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import controls from "../../ui/controls.module.css";
import { NumberField } from "../../ui/NumberField.tsx";
import styles from "./DataGroups.module.css";
import { Group } from "./Group.tsx";
import { useOptional } from "../onDemand.ts";
import { trainingControlsPart } from "./lazy.ts";
import { SettingControls } from "./SettingControl.tsx";
import { useSettings } from "./useConfig.ts";

export function DataGroup() {
  const t = useText();
  return (
    <Group part="data" title={t("controls.data")} isTitleHidden isFolded>
      <SettingControls group="data" title={t("controls.data")} first={[]} isTitled />
    </Group>
  );
}

export function TrainingGroup() {
  const t = useText();
  const part = useOptional(trainingControlsPart);
  return (
    <Group part="training" title={t("controls.training")} isTitleHidden isFolded>
      <SettingControls
        group="training"
        title={t("controls.training")}
        first={[]}
        own={
          part === null
            ? {}
            : {
                table: part.TableControl,
                miniBatch: part.MiniBatchControl,
                weightDecay: part.DecayControl,
                clip: part.ClipControl,
              }
        }
        isTitled
      />
    </Group>
  );
}

/** The next seed. Counting up instead of drawing one keeps a new draw repeatable and undoable. */
function nextSeed(seed: number): number {
  return seed >= LIMITS.seed.max ? LIMITS.seed.min : seed + 1;
}

export function SeedGroup() {
  const t = useText();
  const { config, changeConfig } = useSettings("seed");
  return (
    <Group part="seed" title={t("controls.seed")} isTitleHidden>
      <div className={styles.seed}>
        <span className={controls.label} aria-hidden="true">
          {t("control.seed")}
        </span>
        <NumberField
          label={t("control.seed")}
          value={config.seed}
          {...LIMITS.seed}
          step={1}
          onChange={(seed) => changeConfig({ seed })}
        />
        <Button variant="outline" data-key="n" onClick={() => changeConfig({ seed: nextSeed(config.seed) })}>
          {t("control.newDraw")}
        </Button>
      </div>
    </Group>
  );
}
