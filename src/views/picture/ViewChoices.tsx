/** How the distributions are drawn: value axis and counts. Nothing here needs a new run. */
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { RadioGroup } from "../../ui/RadioGroup.tsx";
import styles from "./ViewChoices.module.css";

const AXES = ["value", "shape", "magnitude"] as const;
const COUNTS = ["linear", "log"] as const;

export function ViewChoices() {
  const t = useText();
  const valueAxis = useAppStore((state) => state.view.valueAxis);
  const countScale = useAppStore((state) => state.view.countScale);
  const changeView = useAppStore((state) => state.changeView);
  return (
    <div className={styles.choices}>
      <RadioGroup
        variant="bare"
        label={t("axis.label")}
        value={valueAxis}
        options={AXES.map((id) => ({ id, label: t(`axis.${id}`), title: t(`axis.${id}.title`) }))}
        onChange={(next) => changeView({ valueAxis: next })}
      />
      <RadioGroup
        variant="bare"
        label={t("counts.label")}
        value={countScale}
        options={COUNTS.map((id) => ({ id, label: t(`counts.${id}`), title: t(`counts.${id}.title`) }))}
        onChange={(next) => changeView({ countScale: next })}
      />
    </div>
  );
}
