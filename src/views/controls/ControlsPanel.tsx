/** All settings, grouped by subject. On a phone the panel is a sheet over the lower part of the page. */
import { useText } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { useIsLocked } from "../screen.ts";
import { EngineBadge } from "../engine/EngineBadge.tsx";
import { AfterPicture } from "../AfterPicture.tsx";
import { keysPart } from "./lazy.ts";
import styles from "./ControlsPanel.module.css";
import { DataGroup, SeedGroup, TrainingGroup } from "./DataGroups.tsx";
import { LayersGroup } from "./LayersGroup.tsx";
import { NetworkGroup } from "./NetworkGroup.tsx";
import { NormalizationGroup } from "./NormalizationGroup.tsx";
import { WeightsGroup } from "./WeightsGroup.tsx";

interface ControlsPanelProps {
  readonly id: string;
  /** This matters on a phone and in a lesson: elsewhere the panel is always open. */
  readonly isSheetOpen: boolean;
  /** Beside a lesson the panel opens and closes at every width. */
  readonly isSheet: boolean;
  readonly onClose: () => void;
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
        <LayersGroup />
        <DataGroup />
        <TrainingGroup />
      </div>
      <div className={styles.badge}>
        <EngineBadge />
        <AfterPicture of={keysPart}>{({ Keys }) => <Keys />}</AfterPicture>
      </div>
    </aside>
  );
}
