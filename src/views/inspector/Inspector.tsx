/** One layer in detail: its values, the activation's effect on them, and its weights. */
import type { ChartTone } from "../../charts/cell.ts";
import type { LayerPlan } from "../../experiment/plan.ts";
import { SHOWN_TENSOR_IDS } from "../../experiment/result.ts";
import type { ShownTensorId } from "../../experiment/result.ts";
import { hasTensor } from "../../experiment/runRequest.ts";
import { useInspectorText } from "../../i18n/inspectorText.ts";
import { useLanguage, useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { ChevronIcon, CloseIcon } from "../../ui/icons.tsx";
import { Select } from "../../ui/Select.tsx";
import { useOptional } from "../onDemand.ts";
import { shownTensor } from "../picture/data/cells.ts";
import type { PictureCells } from "../picture/data/cells.ts";
import type { PictureMetrics } from "../picture/frame/useChartMetrics.ts";
import { networkPart } from "../picture/lazy.ts";
import { CaptureNote } from "./CaptureNote.tsx";
import { CurvePanel } from "./CurvePanel.tsx";
import styles from "./Inspector.module.css";
import { LargeHistogram } from "./LargeHistogram.tsx";
import { LayerFormula } from "./LayerFormula.tsx";
import { MomentsPanel } from "./MomentsPanel.tsx";
import { RasterPanel } from "./RasterPanel.tsx";
import { SpectrumPanel } from "./SpectrumPanel.tsx";
import { useLayerCapture } from "./useLayerCapture.ts";
import { VarianceBars } from "./VarianceBars.tsx";

export interface InspectorProps {
  readonly id: string;
  readonly cells: PictureCells;
  readonly layerIndex: number;
  readonly metrics: PictureMetrics;
  readonly colourKey: string;
  readonly onClose: () => void;
}

/** The colour of the direction a tensor belongs to. */
function toneOf(tensor: ShownTensorId): ChartTone {
  return tensor.startsWith("grad_") || tensor === "update" ? "backward" : "forward";
}

interface HeaderProps extends Pick<InspectorProps, "cells" | "layerIndex" | "onClose"> {
  readonly layer: LayerPlan;
  readonly tensor: ShownTensorId;
}

function Header({ cells, layerIndex, layer, tensor, onClose }: HeaderProps) {
  const t = useText();
  const i = useInspectorText();
  const changeView = useAppStore((state) => state.changeView);
  const { layers } = cells.picture.plan;
  const layerCount = layers.length;
  const network = useOptional(networkPart);
  const language = useLanguage();
  const name = network?.layerName(language, layers, layerIndex) ?? "";
  const go = (next: number, label: string, className: string | undefined) => (
    <Button
      isIcon
      className={className}
      aria-label={label}
      disabled={next < 0 || next >= layerCount}
      onClick={() => changeView({ selectedLayer: next })}
    >
      <ChevronIcon />
    </Button>
  );
  return (
    <header className={styles.header}>
      {go(layerIndex - 1, i("previous"), styles.previous)}
      <h2 className={styles.title}>
        {i("title", { layer: layerIndex + 1 })}
        {name !== "" && `: ${name}`}
      </h2>
      {go(layerIndex + 1, i("next"), styles.next)}
      <span className={styles.tensor}>
        <Select
          isBare
          label={i("tensor")}
          value={tensor}
          options={SHOWN_TENSOR_IDS.filter((id) =>
            id === "update"
              ? id === tensor || cells.picture.plan.trainedSteps !== undefined
              : hasTensor(layer, id),
          ).map((id) => ({ id, label: t(`tensor.${id}`) }))}
          onChange={(next) => changeView({ inspectedTensor: next })}
        />
      </span>
      <Button isIcon className={styles.close} aria-label={i("close")} onClick={onClose}>
        <CloseIcon />
      </Button>
    </header>
  );
}

export function Inspector({ id, cells, layerIndex, metrics, colourKey, onClose }: InspectorProps) {
  const t = useText();
  const i = useInspectorText();
  const chosen = useAppStore((state) => state.view.inspectedTensor);
  const capture = useLayerCapture(cells.picture, layerIndex);
  const layer = cells.picture.plan.layers[layerIndex];
  if (layer === undefined) return null;
  const tensor = shownTensor({ layers: [layer] }, chosen);
  const cell = cells.of(tensor)[layerIndex] ?? null;
  const tensors = capture.kind === "done" ? capture.tensors : null;
  const tone = toneOf(tensor);
  const common = { layer, cells, metrics, tensors };
  return (
    <section
      id={id}
      className={cx(styles.inspector, metrics.isPhone && styles.sheet)}
      aria-label={i("label", { layer: layerIndex + 1 })}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <Header {...{ cells, layerIndex, layer, tensor, onClose }} />
      <div className={styles.body}>
        {layer.recorded === undefined && <LayerFormula {...common} />}
        {cell === null ? (
          <p className={styles.note}>{i("missing", { tensor: t(`tensor.${tensor}`) })}</p>
        ) : (
          <div className={styles.first}>
            <LargeHistogram {...common} {...{ cell, tensor, tone }} />
            <div className={styles.side}>
              <MomentsPanel stats={cell.stats} />
              <VarianceBars stats={cell.stats} tone={tone} />
            </div>
          </div>
        )}
        {/* A trace has statistics, and says nothing of formulas and single values. */}
        {layer.recorded === undefined && (
          <>
            <CaptureNote capture={capture} />
            <div className={styles.panels}>
              <CurvePanel {...common} />
              {tensor !== "update" && <RasterPanel {...common} {...{ tensor, colourKey }} />}
              <SpectrumPanel {...common} />
            </div>
          </>
        )}
      </div>
    </section>
  );
}
