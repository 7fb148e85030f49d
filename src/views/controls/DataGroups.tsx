/** What goes in at both ends, and the seed it is drawn from. */
import { gradients, inputs } from "../../catalog/inputs.ts";
import { LIMITS } from "../../experiment/config.ts";
import { useText } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import controls from "../../ui/controls.module.css";
import { NumberField } from "../../ui/NumberField.tsx";
import { Select } from "../../ui/Select.tsx";
import styles from "./DataGroups.module.css";
import { Group } from "./Group.tsx";
import { useNote } from "./Note.tsx";
import { useSettings } from "./useConfig.ts";

export function DataGroup() {
  const t = useText();
  const { config, changeConfig } = useSettings("input");
  const note = useNote(t("control.inputs"), { kind: "input", id: config.input });
  return (
    <Group part="data" title={t("controls.data")}>
      <Select
        label={t("control.inputs")}
        value={config.input}
        options={inputs.map(({ id }) => ({ id, label: t(`input.${id}`) }))}
        onChange={(input) => changeConfig({ input })}
        labelAside={note.toggle}
      />
      {note.body}
    </Group>
  );
}

export function GradientGroup() {
  const t = useText();
  const { config, changeConfig } = useSettings("gradient");
  const note = useNote(t("control.gradient"), { kind: "gradient", id: config.gradient });
  return (
    <Group part="data" title={t("controls.gradient")} isTitleHidden>
      <Select
        label={t("control.gradient")}
        value={config.gradient}
        options={gradients.map(({ id }) => ({ id, label: t(`gradient.${id}`) }))}
        onChange={(gradient) => changeConfig({ gradient })}
        labelAside={note.toggle}
      />
      {note.body}
    </Group>
  );
}

/** The next seed: a new draw can be repeated and taken back, so it needs no chance of its own. */
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
