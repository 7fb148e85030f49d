/** All settings, grouped by subject. On a phone the panel is a sheet over the lower part of the page. */
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { useIsHidden, useIsLocked } from "../screen.ts";
import { EngineNotice } from "../engine/EngineBadge.tsx";
import { AfterPicture } from "../AfterPicture.tsx";
import { keysPart } from "./lazy.ts";
import styles from "./ControlsPanel.module.css";
import groupStyles from "./Group.module.css";
import { DataGroup, SeedGroup, TrainingGroup } from "./DataGroups.tsx";
import { LayersGroup } from "./LayersGroup.tsx";
import { More, useMore } from "./More.tsx";
import { NetworkGroup } from "./NetworkGroup.tsx";
import { NormalizationGroup } from "./NormalizationGroup.tsx";
import { RULE_KINDS, rulesOf } from "./rules.ts";
import { useIsSet } from "./SettingControl.tsx";
import { WeightsGroup } from "./WeightsGroup.tsx";

interface ControlsPanelProps {
  readonly id: string;
  /** This matters on a phone and in a lesson: elsewhere the panel is always open. */
  readonly isSheetOpen: boolean;
  /** Beside a lesson the panel opens and closes at every width. */
  readonly isSheet: boolean;
  readonly onClose: () => void;
}

/** The groups that most experiments leave alone, behind one press; each of them opens by itself. */
function RareGroups() {
  const t = useText();
  const hasRules = useAppStore(({ config }) => RULE_KINDS.some((kind) => rulesOf(config, kind).length > 0));
  const isSet = [hasRules, useIsSet("data"), useIsSet("training")].includes(true);
  const more = useMore("controls", isSet);
  const isHidden = [useIsHidden("layers"), useIsHidden("data"), useIsHidden("training")];
  if (!isHidden.includes(false)) return null;
  return (
    <div className={groupStyles.group}>
      <More {...more} title={t("controls.rare")} isTitled>
        <LayersGroup />
        <DataGroup />
        <TrainingGroup />
      </More>
    </div>
  );
}

export function ControlsPanel({ id, isSheetOpen, isSheet, onClose }: ControlsPanelProps) {
  const t = useText();
  const isLocked = useIsLocked("controls");
  return (
    <aside
      id={id}
      className={cx(styles.panel, isSheet && styles.sheet, isSheetOpen && styles.open)}
      aria-label={t("app.controls")}
    >
      <div className={styles.sheetHeader}>
        <strong>{t("app.controls")}</strong>
        <Button variant="outline" onClick={onClose}>
          {t("controls.close")}
        </Button>
      </div>
      {/* No control in a locked panel takes the focus, so the panel itself does: it may have to be scrolled.
       */}
      <div className={styles.groups} tabIndex={isLocked ? 0 : undefined}>
        {isLocked && <p className={styles.locked}>{t("lock.reason")}</p>}
        <NetworkGroup />
        <WeightsGroup />
        <NormalizationGroup />
        <SeedGroup />
        <RareGroups />
      </div>
      <EngineNotice className={styles.badge} />
      <AfterPicture of={keysPart}>{({ Keys }) => <Keys />}</AfterPicture>
    </aside>
  );
}
