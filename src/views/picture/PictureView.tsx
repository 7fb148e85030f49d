/** All figures on their one layer axis, and the pointer and keys that select a layer in any of them. */
import { useId, useMemo, useState } from "react";
import type { MouseEvent, PointerEvent, ReactNode } from "react";
import type { ChartTone } from "../../charts/cell.ts";
import { layerAt, layerAxis } from "../../charts/layerAxis.ts";
import type { LayerAxis } from "../../charts/layerAxis.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Part } from "../Part.tsx";
import { useOnDemand } from "../onDemand.ts";
import { factsPart, tablePart } from "../parts.ts";
import { useServices } from "../services.ts";
import { stageHeightPx, useStage } from "../stage.ts";
import { usePictureCells } from "./cells.ts";
import type { PictureCells } from "./cells.ts";
import { DistributionFigure } from "./DistributionFigure.tsx";
import { FirstPicture } from "./FirstPicture.tsx";
import { HoverContext } from "./hover.ts";
import { LayerPicker } from "./LayerPicker.tsx";
import styles from "./PictureView.module.css";
import { PreviewNote } from "./PreviewNote.tsx";
import { Readout } from "./Readout.tsx";
import { SignalFigure } from "./SignalFigure.tsx";
import { StripsFigure } from "./StripsFigure.tsx";
import { usePictureTheory } from "./theory.ts";
import type { PictureTheory } from "./theory.ts";
import { useChartMetrics, useColourKey, useElementWidth } from "./useChartMetrics.ts";
import type { PictureMetrics } from "./useChartMetrics.ts";
import { ViewChoices } from "./ViewChoices.tsx";

/** Holds what is pointed at; its children are passed through, so they are not drawn again when it changes. */
function HoverArea({ axis, children }: { readonly axis: LayerAxis; readonly children: ReactNode }) {
  const [layer, setLayer] = useState<number | null>(null);
  const changeView = useAppStore((state) => state.changeView);
  const selected = useAppStore((state) => state.view.selectedLayer);
  const hover = useMemo(() => ({ layer, setLayer }), [layer]);

  /** The layer under the pointer; null outside the plots. */
  function layerUnder(event: PointerEvent<HTMLDivElement> | MouseEvent<HTMLDivElement>): number | null {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-plot]") == null) return null;
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    return layerAt(axis, x);
  }

  return (
    <HoverContext value={hover}>
      <div
        className={styles.area}
        onPointerMove={(event) => {
          if (event.pointerType === "mouse") setLayer(layerUnder(event));
        }}
        onPointerLeave={() => setLayer(null)}
        onClick={(event) => {
          const clicked = layerUnder(event);
          if (clicked !== null) changeView({ selectedLayer: clicked === selected ? null : clicked });
        }}
      >
        {children}
      </div>
    </HoverContext>
  );
}

interface FigureProps {
  readonly cells: PictureCells;
  readonly axis: LayerAxis;
  readonly metrics: PictureMetrics;
  readonly isBusy: boolean;
  readonly theory: PictureTheory;
}

/** The strips, the numbers of the selected layer and the way to the table. */
function Details({ tableId, theory, ...common }: FigureProps & { readonly tableId: string }) {
  const t = useText();
  const isTableOpen = useAppStore((state) => state.view.isTableOpen);
  const changeView = useAppStore((state) => state.changeView);
  // Not worth a word while it is on its way: nothing else waits for it.
  const facts = useOnDemand(factsPart);
  const { cells, metrics } = common;
  return (
    <>
      <StripsFigure {...common} />
      <Readout
        cells={cells}
        theory={theory}
        facts={facts !== null && facts !== "failed" && <facts.FactsList {...{ cells, theory, metrics }} />}
        actions={
          <Button
            variant="outline"
            className={styles.toggle}
            aria-expanded={isTableOpen}
            aria-controls={isTableOpen ? tableId : undefined}
            onClick={() => changeView({ isTableOpen: !isTableOpen })}
          >
            {t("table.toggle")}
          </Button>
        }
      />
    </>
  );
}

function Figures({
  cells,
  widthPx,
  metrics,
}: {
  cells: PictureCells;
  widthPx: number;
  metrics: PictureMetrics;
}) {
  const t = useText();
  const { theme } = useServices();
  const isBusy = useAppStore((state) => state.run.kind === "running");
  const isTableOpen = useAppStore((state) => state.view.isTableOpen);
  const stage = useStage();
  const isAllShown = stage.concealed.length === 0;
  const canShow = (tone: ChartTone): boolean => !stage.concealed.includes(tone);
  const colourKey = useColourKey(theme);
  const tableId = useId();
  const { left, right } = metrics.margin;
  const layerCount = cells.picture.plan.layers.length;
  const axis = useMemo(
    () => layerAxis(layerCount, widthPx, { left, right }),
    [layerCount, widthPx, left, right],
  );
  const theory = usePictureTheory(cells.picture.plan);
  const common = { cells, axis, metrics, isBusy };
  return (
    <>
      <HoverArea axis={axis}>
        {stage.figure?.({ axis, metrics, heightPx: stageHeightPx(stage, metrics) })}
        {/* A lesson's own figure stands alone while there is nothing to see in this one. */}
        {(stage.figure === null || isAllShown) && <SignalFigure {...common} theory={theory} />}
        <LayerPicker {...{ cells, axis, metrics }} />
        {canShow("forward") && (
          <DistributionFigure {...common} tone="forward" colourKey={colourKey} aside={<ViewChoices />} />
        )}
        {canShow("backward") && (
          <DistributionFigure {...common} tone="backward" colourKey={colourKey} expectedLoss={theory.loss} />
        )}
        {isAllShown ? (
          <Details {...common} theory={theory} tableId={tableId} />
        ) : (
          <p className={styles.concealed}>{t("stage.concealed")}</p>
        )}
      </HoverArea>
      {isTableOpen && isAllShown && (
        <Part of={tablePart}>
          {({ DataTable }) => <DataTable id={tableId} cells={cells} theory={theory} />}
        </Part>
      )}
    </>
  );
}

export function PictureView() {
  const { theme } = useServices();
  const cells = usePictureCells();
  const metrics = useChartMetrics(theme);
  const [ref, widthPx] = useElementWidth();
  return (
    <div ref={ref} className={styles.picture}>
      <PreviewNote />
      {cells === null ? (
        <FirstPicture metrics={metrics} />
      ) : (
        widthPx > 0 && <Figures cells={cells} widthPx={widthPx} metrics={metrics} />
      )}
    </div>
  );
}
