/** All charts on one layer axis, and the pointer and keys that select a layer in any of them. */
import { useId, useMemo, useState } from "react";
import type { ComponentProps, MouseEvent, PointerEvent, ReactNode } from "react";
import type { ChartTone } from "../charts/cell.ts";
import { layerAt, layerAxis } from "../charts/layerAxis.ts";
import type { LayerAxis } from "../charts/layerAxis.ts";
import { useText } from "../i18n/text.ts";
import { useAppStore } from "../store/store.ts";
import { Button } from "../ui/Button.tsx";
import { AfterPicture } from "./AfterPicture.tsx";
import { Part } from "./Part.tsx";
import { useOnDemand, useOptional } from "./onDemand.ts";
import { comparePart, inspectorPart, sweepPart } from "./lazy.ts";
import { factsPart, tablePart } from "./picture/numbers/lazy.ts";
import { Shown, useIsHidden } from "./screen.ts";
import { useServices } from "./services.ts";
import { stageHeightPx, useStage } from "./stage.ts";
import { Unavailable } from "./Unavailable.tsx";
import { usePictureCells } from "./picture/data/cells.ts";
import type { PictureCells } from "./picture/data/cells.ts";
import { ALONE } from "./picture/frame/comparison.ts";
import { DistributionRows } from "./picture/distribution/DistributionRows.tsx";
import { FirstPicture } from "./picture/FirstPicture.tsx";
import { HoverContext } from "./picture/frame/hover.ts";
import type { Light } from "./picture/frame/hover.ts";
import { LayerPicker } from "./picture/LayerPicker.tsx";
import styles from "./PictureView.module.css";
import { TouchTip } from "./picture/frame/TouchTip.tsx";
import type { Tap } from "./picture/frame/TouchTip.tsx";
import { useIntoView } from "./picture/frame/useIntoView.ts";
import { axisOfPlot } from "./picture/frame/PlotFrame.tsx";
import type { PicturesProps } from "./picture/picturesProps.ts";
import { PreviewNote } from "./picture/PreviewNote.tsx";
import { Readout } from "./picture/numbers/Readout.tsx";
import { FramedSignalChart } from "./picture/signal/FramedSignalChart.tsx";
import { stripsPart } from "./picture/strips/lazy.ts";
import { stripsRoomPx } from "./picture/strips/room.ts";
import { scalePart } from "./picture/weights/lazy.ts";
import { usePictureTheory } from "./picture/data/usePictureTheory.ts";
import { trainedPart } from "./training/lazy.ts";
import { useChartMetrics, useColourKey, useElementWidth } from "./picture/frame/useChartMetrics.ts";

/** The layer under the pointer; null outside the plots. */
function layerUnder(event: PointerEvent<HTMLDivElement> | MouseEvent<HTMLDivElement>): number | null {
  const target = event.target instanceof Element ? event.target : null;
  const row = target?.closest<HTMLElement>("[data-layer-row]")?.dataset["layerRow"];
  if (row !== undefined) return Number(row);
  const plot = target?.closest<HTMLElement>("[data-plot]");
  // The title of an axis explains itself.
  if (plot == null || target?.matches("text[data-term]") === true) return null;
  return layerAt(axisOfPlot(plot), event.clientX - plot.getBoundingClientRect().left);
}

interface HoverAreaProps {
  /** Null while a lesson conceals the numbers. */
  readonly cells: PictureCells | null;
  readonly widthPx: number;
  readonly children: ReactNode;
}

/** Holds the hovered layer. Its children are passed through, so a change does not draw them again. */
function HoverArea({ cells, widthPx, children }: HoverAreaProps) {
  const [tap, setTap] = useState<Tap | null>(null);
  const [layer, setLayer] = useState<number | null>(null);
  const changeView = useAppStore((state) => state.changeView);
  const selected = useAppStore((state) => state.view.selectedLayer);
  const [light, setLight] = useState<Light | null>(null);
  const hover = useMemo(() => ({ layer, setLayer, light, setLight }), [layer, light]);

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
          const isTouch = "pointerType" in event.nativeEvent && event.nativeEvent.pointerType === "touch";
          const { left, top } = event.currentTarget.getBoundingClientRect();
          const isShown = isTouch && clicked !== null && clicked !== selected;
          setTap(isShown ? { layer: clicked, x: event.clientX - left, y: event.clientY - top } : null);
          if (clicked !== null) changeView({ selectedLayer: clicked === selected ? null : clicked });
        }}
      >
        {children}
        {tap !== null && cells !== null && tap.layer === selected && (
          <TouchTip {...{ tap, cells, widthPx }} />
        )}
      </div>
    </HoverContext>
  );
}

/** The slider of the weights' size; its place is kept while it is fetched. */
function ScaleRow({ axis }: { readonly axis: LayerAxis }) {
  const scale = useOptional(scalePart);
  return scale === null ? <div className={styles.scale} /> : <scale.WeightScale axis={axis} />;
}

type StripsView = Awaited<ReturnType<typeof stripsPart.load>>["StripsChart"];

/** The strips; their place is kept while they are fetched. */
function Strips(props: ComponentProps<StripsView>) {
  const t = useText();
  const strips = useOnDemand(stripsPart);
  if (strips === "failed") return <Unavailable />;
  return strips === null ? (
    <div
      role="figure"
      aria-busy
      aria-label={t("summary.waiting")}
      className={styles.strips}
      style={{ minHeight: stripsRoomPx(props.metrics) }}
    />
  ) : (
    <strips.StripsChart {...props} />
  );
}

/** All charts of one network on one layer axis, as far as a lesson shows them. */
function Pictures({ cells, widthPx, metrics, theory, ...rest }: PicturesProps) {
  const t = useText();
  const stage = useStage();
  const isAllShown = stage.concealed.length === 0;
  const isHidden = { forward: useIsHidden("activations"), backward: useIsHidden("gradients") };
  const canShow = (tone: ChartTone): boolean => !isHidden[tone] && !stage.concealed.includes(tone);
  const layerCount = cells.results.length;
  const { left, right } = metrics.margin;
  const axis = useMemo(
    () => layerAxis(layerCount, widthPx, { left, right }),
    [layerCount, widthPx, left, right],
  );
  // Its zones and ticks say what becomes of the signal: an open prediction would be given away.
  const isRecorded = cells.picture.plan.recorded !== undefined;
  const isScaleHidden = [useIsHidden("weights"), useIsHidden("controls"), !isAllShown, isRecorded].includes(
    true,
  );
  const common = { ...rest, cells, axis, metrics, comparison: ALONE };
  return (
    <>
      {stage.chart?.({ axis, metrics, heightPx: stageHeightPx(stage, metrics) })}
      {/* A lesson's chart stands alone while this one is concealed. */}
      {(stage.chart === null || isAllShown) && (
        <Shown part="signal">
          <FramedSignalChart {...common} theory={theory} />
        </Shown>
      )}
      <LayerPicker {...{ cells, axis, metrics }} />
      {!isScaleHidden && <ScaleRow axis={axis} />}
      <DistributionRows {...{ ...rest, cells, axis, metrics, canShow }} expectedLoss={theory.loss} />
      {isAllShown ? (
        <Shown part="strips">
          <Strips {...common} />
        </Shown>
      ) : (
        <p className={styles.concealed}>{t("stage.concealed")}</p>
      )}
      {isAllShown && cells.picture.plan.trainedSteps !== undefined && (
        <AfterPicture of={trainedPart}>
          {({ TrainedRows }) => <TrainedRows {...{ cells, axis, metrics }} />}
        </AfterPicture>
      )}
    </>
  );
}

/** A button that shows or hides a screen part below the charts. */
function ToggleButton({ part, controls }: { part: "Sweep" | "Table"; controls: string }) {
  const t = useText();
  const isOpen = useAppStore(({ view }) => (part === "Table" ? view.isTableOpen : view.sweep !== "closed"));
  const changeView = useAppStore((state) => state.changeView);
  return (
    <Button
      variant="outline"
      data-key={part === "Table" ? "t" : "w"}
      className={styles.toggle}
      aria-expanded={isOpen}
      aria-controls={isOpen ? controls : undefined}
      onClick={() =>
        changeView(part === "Table" ? { isTableOpen: !isOpen } : { sweep: isOpen ? "closed" : "open" })
      }
    >
      {t(part === "Table" ? "table.toggle" : "sweep.toggle")}
    </Button>
  );
}

interface DetailsProps extends PicturesProps {
  readonly inspector: Awaited<ReturnType<typeof inspectorPart.load>> | null;
  readonly id: string;
}

/** The numbers of the selected layer, and the buttons that open the screen parts below. */
function Details({ cells, theory, metrics, inspector, id }: DetailsProps) {
  // Nothing is announced while this loads: no other view waits for it.
  const facts = useOptional(factsPart);
  const hasNoMenu = useAppStore(({ screen }) => screen.mode !== null || screen.hide.includes("header"));
  return (
    <Readout
      cells={cells}
      theory={theory}
      facts={facts !== null && <facts.FactsList {...{ cells, theory, metrics }} id={`${id}facts`} />}
      actions={
        <>
          {inspector !== null && <inspector.InspectorToggle {...{ cells, metrics }} id={`${id}inspector`} />}
          {facts !== null && <facts.FactsToggle id={`${id}facts`} />}
          {/* Elsewhere it is in the header's menu. */}
          {hasNoMenu && (
            <Shown part="compare">
              <ToggleButton part="Sweep" controls={`${id}sweep`} />
            </Shown>
          )}
          <ToggleButton part="Table" controls={`${id}table`} />
        </>
      }
    />
  );
}

/** Shares of the window's height: of a part that was asked for, and of one that opens beside a selection. */
const OPENED = 0.6;
const PEEK = 0.3;

function Charts(props: Pick<PicturesProps, "cells" | "widthPx" | "metrics">) {
  const { theme } = useServices();
  const { isTableOpen, sweep } = useAppStore((state) => state.view);
  const isSweepOpen = sweep !== "closed";
  const isBusy = useAppStore((state) => state.run.kind === "running");
  const isComparing = useAppStore((state) => state.pins.length > 0);
  // Variants of the network would give away what a lesson conceals.
  const isAllShown = useStage().concealed.length === 0;
  const isInspectorHidden = useIsHidden("inspector");
  const fetchedInspector = useOnDemand(inspectorPart);
  const inspector = isInspectorHidden || fetchedInspector === "failed" ? null : fetchedInspector;
  const id = useId();
  const isSelected = useAppStore(({ view }) => view.selectedLayer !== null);
  const isInspecting = useAppStore(
    ({ view }) =>
      view.selectedLayer !== null && (view.isInspectorOpen ?? !props.metrics.isPhone) && inspector !== null,
  );
  useIntoView(`${id}sweep`, isSweepOpen, OPENED);
  useIntoView(`${id}table`, isTableOpen, OPENED);
  useIntoView(`${id}inspector`, isInspecting, PEEK);
  const theory = usePictureTheory(props.cells.picture.plan);
  const pictures = { ...props, theory, colourKey: useColourKey(theme), isBusy };
  return (
    <>
      <HoverArea cells={isAllShown ? props.cells : null} widthPx={props.widthPx}>
        {isComparing && isAllShown ? (
          <Part of={comparePart}>{({ ComparePictures }) => <ComparePictures {...pictures} />}</Part>
        ) : (
          <Pictures {...pictures} />
        )}
        {isAllShown && (
          <Shown part="facts">
            <Details {...pictures} inspector={inspector} id={id} />
          </Shown>
        )}
      </HoverArea>
      {fetchedInspector === "failed" && isSelected && isAllShown && !isInspectorHidden && <Unavailable />}
      {inspector !== null && isAllShown && <inspector.InspectorPanel {...pictures} id={`${id}inspector`} />}
      {isSweepOpen && isAllShown && (
        <Part of={sweepPart}>{({ StudyPanel }) => <StudyPanel id={`${id}sweep`} />}</Part>
      )}
      {isTableOpen && isAllShown && (
        <Part of={tablePart}>
          {({ DataTable }) => <DataTable id={`${id}table`} cells={props.cells} theory={theory} />}
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
        widthPx > 0 && <Charts cells={cells} widthPx={widthPx} metrics={metrics} />
      )}
    </div>
  );
}
