/**
 * The inspector of the selected layer, and the button that shows or hides it: one lazy view of the picture.
 */
import { useInspectorText } from "../../i18n/inspectorText.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import type { PictureCells } from "../picture/data/cells.ts";
import type { PictureMetrics } from "../picture/frame/useChartMetrics.ts";
import { Inspector } from "./Inspector.tsx";
import styles from "./Inspector.module.css";

interface HostProps {
  readonly id: string;
  readonly cells: PictureCells;
  readonly metrics: PictureMetrics;
}

/** The layer to inspect, and whether it can be inspected. */
function useInspected({ cells, metrics }: HostProps) {
  const { selectedLayer, isInspectorOpen } = useAppStore((state) => state.view);
  const layer = selectedLayer !== null && selectedLayer < cells.results.length ? selectedLayer : null;
  // Under the charts the inspector covers nothing and starts open; on a phone it is a sheet and starts
  // closed.
  return { layer, isOpen: isInspectorOpen ?? !metrics.isPhone };
}

export function InspectorToggle(props: HostProps) {
  const i = useInspectorText();
  const changeView = useAppStore((state) => state.changeView);
  const { layer, isOpen } = useInspected(props);
  if (layer === null) return null;
  return (
    <Button
      id={`${props.id}toggle`}
      variant="outline"
      data-key="i"
      className={styles.toggle}
      aria-expanded={isOpen}
      aria-controls={isOpen ? props.id : undefined}
      onClick={() => changeView({ isInspectorOpen: !isOpen })}
    >
      {i("toggle")}
    </Button>
  );
}

export function InspectorPanel(props: HostProps & { readonly colourKey: string }) {
  const changeView = useAppStore((state) => state.changeView);
  const { layer, isOpen } = useInspected(props);
  if (layer === null || !isOpen) return null;
  return (
    <Inspector
      {...props}
      layerIndex={layer}
      onClose={() => {
        changeView({ isInspectorOpen: false });
        document.getElementById(`${props.id}toggle`)?.focus();
      }}
    />
  );
}
