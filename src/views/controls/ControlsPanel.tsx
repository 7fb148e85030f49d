/** Everything a user can set, grouped as people think of it. On a phone it is a sheet over the lower part of the page. */
import { useText } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { EngineBadge } from "../engine/EngineBadge.tsx";
import styles from "./ControlsPanel.module.css";
import { DataGroup, GradientGroup, SeedGroup } from "./DataGroups.tsx";
import { LayersGroup } from "./LayersGroup.tsx";
import { NetworkGroup } from "./NetworkGroup.tsx";
import { NormalisationGroup } from "./NormalisationGroup.tsx";
import { WeightsGroup } from "./WeightsGroup.tsx";

interface ControlsPanelProps {
  readonly id: string;
  /** Matters on a phone and in a lesson: elsewhere the panel is always there. */
  readonly isSheetOpen: boolean;
  /** Beside a lesson the panel comes and goes everywhere. */
  readonly isSheet: boolean;
  readonly onClose: () => void;
}

export function ControlsPanel({ id, isSheetOpen, isSheet, onClose }: ControlsPanelProps) {
  const t = useText();
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
      <div className={styles.groups}>
        <NetworkGroup />
        <WeightsGroup />
        <LayersGroup />
        <NormalisationGroup />
        <DataGroup />
        <GradientGroup />
        <SeedGroup />
      </div>
      <div className={styles.badge}>
        <EngineBadge />
      </div>
    </aside>
  );
}
