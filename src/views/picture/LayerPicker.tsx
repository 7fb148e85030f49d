/**
 * The network as the head of the layer axis: its drawing, the numbers of the layers, and the buttons that
 * select one, by pointer and by key.
 */
import { memo, useRef } from "react";
import type { KeyboardEvent } from "react";
import { formatFixed } from "../../charts/format.ts";
import { labelledLayers } from "../../charts/layerAxis.ts";
import type { LayerAxis } from "../../charts/layerAxis.ts";
import { useLanguage, useText } from "../../i18n/text.ts";
import type { Language } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { cx } from "../../ui/cx.ts";
import { useCalm } from "../../ui/useCalm.ts";
import { useOptional } from "../onDemand.ts";
import { useStage } from "../stage.ts";
import type { PictureCells } from "./data/cells.ts";
import { useHover } from "./frame/hover.ts";
import styles from "./LayerPicker.module.css";
import { networkPart } from "./lazy.ts";
import { NETWORK_PX } from "./networkRoom.ts";
import type { PictureMetrics } from "./frame/useChartMetrics.ts";

interface LayerPickerProps {
  readonly cells: PictureCells;
  readonly axis: LayerAxis;
  readonly metrics: PictureMetrics;
}

/** The layer a key leads to; null for other keys. */
export function layerAfterKey(key: string, layer: number, layerCount: number): number | null {
  const target = {
    ArrowRight: layer + 1,
    ArrowDown: layer + 1,
    ArrowLeft: layer - 1,
    ArrowUp: layer - 1,
    PageUp: layer - 10,
    PageDown: layer + 10,
    Home: 0,
    End: layerCount - 1,
  }[key];
  return target === undefined ? null : Math.min(layerCount - 1, Math.max(0, target));
}

/** The buttons' labels are for screen readers, so they may lag behind a moving slider. */
const DESCRIBE_EVERY_MS = 500;

export function LayerPicker({ cells, axis, metrics }: LayerPickerProps) {
  const network = useOptional(networkPart);
  const language = useLanguage();
  return (
    <div className={styles.head}>
      {network !== null && <network.NetworkDrawing {...{ cells, axis, metrics }} />}
      <LayerButtons
        {...{ axis, metrics }}
        cells={useCalm(cells, DESCRIBE_EVERY_MS)}
        {...{ network, language }}
      />
    </div>
  );
}

interface LayerButtonsProps extends LayerPickerProps {
  readonly network: ReturnType<typeof networkPart.now>;
  readonly language: Language;
}

const LayerButtons = memo(function LayerButtons(props: LayerButtonsProps) {
  const { cells, axis, metrics, network, language } = props;
  const t = useText();
  const selected = useAppStore((state) => state.view.selectedLayer);
  const changeView = useAppStore((state) => state.changeView);
  const { setLayer } = useHover();
  const { concealed } = useStage();
  const listRef = useRef<HTMLDivElement>(null);
  const labelled = new Set(labelledLayers(axis, metrics.fontPx));
  const current = Math.min(selected ?? 0, axis.layerCount - 1);

  function select(layerIndex: number | null): void {
    changeView({ selectedLayer: layerIndex });
  }

  function handleKey(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      select(null);
      return;
    }
    const next = layerAfterKey(event.key, current, axis.layerCount);
    if (next === null) return;
    event.preventDefault();
    select(next);
    listRef.current?.querySelector<HTMLElement>(`[data-layer="${next}"]`)?.focus();
  }

  /** The announcement for screen readers while moving along the layers. */
  function describe(layerIndex: number): string {
    const { layers } = cells.picture.plan;
    const own = network?.layerName(language, layers, layerIndex);
    // A name would tell what the chart does not show.
    const std = concealed.includes("forward") ? undefined : cells.activations[layerIndex]?.stats.std;
    const rms = concealed.includes("backward") ? undefined : cells.gradients[layerIndex]?.stats.rms;
    const parts = [layers[layerIndex]?.recorded?.name ?? t("layer.name", { layer: layerIndex + 1 })];
    if (own && own !== parts[0]) parts.push(own);
    if (std !== undefined) parts.push(`${t("readout.activation")} ${t("stat.std")} ${formatFixed(std)}`);
    if (rms !== undefined) parts.push(`${t("readout.gradient")} ${t("stat.rms")} ${formatFixed(rms)}`);
    return parts.join(", ");
  }

  return (
    <div className={styles.axis} style={{ fontSize: metrics.fontPx, paddingTop: NETWORK_PX }}>
      <span className={styles.name} style={{ width: axis.leftPx }} aria-hidden="true">
        {t("layers.axis")}
      </span>
      <div
        ref={listRef}
        role="toolbar"
        aria-label={t("layers.label")}
        title={network?.networkTitle(language)}
        className={styles.layers}
        style={{ left: axis.leftPx, width: axis.layerCount * axis.columnPx }}
      >
        {Array.from({ length: axis.layerCount }, (_, layerIndex) => (
          <button
            key={layerIndex}
            type="button"
            aria-pressed={layerIndex === selected}
            aria-label={describe(layerIndex)}
            tabIndex={layerIndex === current ? 0 : -1}
            data-layer={layerIndex}
            className={cx(styles.layer, layerIndex === selected && styles.selected)}
            onClick={() => select(layerIndex === selected ? null : layerIndex)}
            onKeyDown={handleKey}
            onFocus={() => setLayer(layerIndex)}
            onBlur={() => setLayer(null)}
          >
            {(labelled.has(layerIndex) || layerIndex === selected) && <span>{layerIndex + 1}</span>}
          </button>
        ))}
      </div>
    </div>
  );
});
