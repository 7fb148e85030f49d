/** The boundary of trainability: small networks, one per pixel, and a map to zoom into. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { CSSProperties } from "react";
import { formatNumber, formatShare } from "../../charts/format.ts";
import {
  BOUNDARY_ACTIVATIONS,
  BOUNDARY_BATCH,
  BOUNDARY_WIDTHS,
} from "../../experiment/boundary/boundaryNetwork.ts";
import { useLanguage } from "../../i18n/text.ts";
import { useTrainabilityText } from "../../i18n/trainabilityText.ts";
import { boxDimension } from "../../math/boxCounting.ts";
import { powerOfTen } from "../../math/portablePower.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { RadioGroup } from "../../ui/RadioGroup.tsx";
import { Select } from "../../ui/Select.tsx";
import "../../styles/diverging.css";
import { useServices } from "../services.ts";
import { Terms } from "../terms/Terms.tsx";
import { boundarySheet, inkShare } from "./boundaryDrawing.ts";
import { boundaryCsv, isFull, learners, PIXELS, placeOf, SHADES, shownPaces, SIDE } from "./boundaryMap.ts";
import type { BoundaryMap } from "./boundaryMap.ts";
import { BoundaryPlot, ZOOM_STEP } from "./BoundaryPlot.tsx";
import {
  BOUNDARY_AXES,
  BOUNDARY_INKS,
  BOUNDARY_STEPS,
  boundaryViewOf,
  boundaryWord,
  LEAST_SPAN,
  WHOLE,
  zoomed,
} from "./boundaryView.ts";
import type { BoundaryView, Viewport } from "./boundaryView.ts";
import styles from "./Trainability.module.css";
import { StudyHead } from "../compare/StudyHead.tsx";
import study from "../compare/study.module.css";
import { useBoundaryMap } from "./useBoundaryMap.ts";
import type { TrainedMap } from "./useBoundaryMap.ts";

/** Gestures closer together than this are one: its end is trained, and goes into the link. */
const REST_MS = 250;
/** The pixel in the middle. */
const MIDDLE = (SIDE / 2) * SIDE + SIDE / 2;

const idOf = String;

/** The square on the screen: that of the link, or one on the way to the next link. */
function useViewport(view: BoundaryView, word: string): readonly [Viewport, (next: Viewport) => void] {
  const changeView = useAppStore((state) => state.changeView);
  const [moving, setMoving] = useState<{ readonly from: string; readonly viewport: Viewport } | null>(null);
  const isMoving = moving !== null && moving.from === word;
  useEffect(() => {
    if (!isMoving) return undefined;
    const timer = setTimeout(() => {
      changeView({ sweep: boundaryWord({ ...boundaryViewOf(word), viewport: moving.viewport }) });
      setMoving(null);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [isMoving, moving, word, changeView]);
  const move = useCallback((viewport: Viewport) => setMoving({ from: word, viewport }), [word]);
  return [isMoving ? moving.viewport : view.viewport, move];
}

/** A rate or a factor, with the digits that tell two of them apart at a distance of `share` decades. */
function numberAt(log: number, share: number): string {
  const digits = Math.min(9, Math.max(2, Math.ceil(-Math.log10(share))));
  return formatNumber(powerOfTen(log), digits);
}

/** Both ends and the middle of an axis. */
const ticksOf = (middle: number, span: number): readonly string[] =>
  [-0.5, 0, 0.5].map((share) => numberAt(middle + share * span, span / 100));

function Legend() {
  const t = useTrainabilityText();
  const shades = Array.from({ length: 8 }, (_, index) => Math.round((index * (SHADES - 1)) / 7));
  return (
    <div className={styles.legend}>
      {(["learns", "fails"] as const).map((kind) => (
        <p key={kind} className={styles.key}>
          <span className={styles.word}>{t(kind)}</span>
          <span>{t("quick")}</span>
          <span className={cx(styles.scale, styles[kind])} aria-hidden="true">
            {shades.map((shade) => (
              <span
                key={shade}
                style={{ "--mix": `${Math.round(100 * inkShare(kind, shade))}%` } as CSSProperties}
              />
            ))}
          </span>
          <span>{t("slow")}</span>
        </p>
      ))}
    </div>
  );
}

/** What the map says as a whole: how many learn, and how rough the boundary is. */
function useFindings(map: BoundaryMap, paces: Float32Array): readonly string[] {
  const t = useTrainabilityText();
  const { count } = map;
  // A map fills in place: its count says when it has changed.
  return useMemo(() => {
    if (count === 0) return [];
    const inside = learners(paces);
    const share = inside.reduce((sum, learns) => sum + learns, 0) / PIXELS;
    const words = t("share", { share: formatShare(share) });
    if (!isFull(map)) return [words, t("later")];
    const { dimension, error } = boxDimension(inside, SIDE);
    if (Number.isNaN(dimension)) return [words, t("noBoundary")];
    return [
      words,
      t("dimension", { dimension: dimension.toFixed(2), error: Math.max(0.01, error).toFixed(2) }),
    ];
  }, [map, paces, count, t]);
}

function Progress({ trained: { map, isStopped, hasFailed, setStopped } }: { readonly trained: TrainedMap }) {
  const t = useTrainabilityText();
  const isHalted = isStopped || hasFailed;
  const words = t("progress", { count: map.count, total: PIXELS });
  return (
    <div className={study.progress}>
      {!isFull(map) && <progress aria-label={t("title")} max={PIXELS} value={map.count} />}
      <span>{words}</span>
      {!isFull(map) && (
        <Button variant="outline" onClick={() => setStopped(!isHalted)}>
          {t(isHalted ? "goOn" : "stop")}
        </Button>
      )}
      {hasFailed && <span role="alert">{t("failed")}</span>}
    </div>
  );
}

interface ChoicesProps {
  readonly view: BoundaryView;
  readonly onChange: (next: Partial<BoundaryView>) => void;
}

function Choices({ view, onChange }: ChoicesProps) {
  const t = useTrainabilityText();
  const numbers = (values: readonly number[]) =>
    values.map((value) => ({ id: idOf(value), label: idOf(value) }));
  const find = <Value extends number>(values: readonly Value[], id: string, usual: Value): Value =>
    values.find((value) => idOf(value) === id) ?? usual;
  return (
    <div className={styles.choices}>
      <Select
        label={t("axes")}
        value={view.axes}
        options={BOUNDARY_AXES.map((id) => ({ id, label: t(`axes.${id}`) }))}
        // Another plane is seen whole.
        onChange={(axes) => onChange({ axes, viewport: WHOLE[axes] })}
      />
      <Select
        label={t("activation")}
        value={view.activation}
        options={BOUNDARY_ACTIVATIONS.map((id) => ({
          id,
          label: id === "linear" ? t("linear") : id === "relu" ? "ReLU" : "Tanh",
        }))}
        onChange={(activation) => onChange({ activation })}
      />
      <Select
        label={t("layers")}
        value={idOf(view.layers)}
        options={numbers([2, 3])}
        onChange={(id) => onChange({ layers: find([2, 3] as const, id, 2) })}
      />
      <Select
        label={t("width")}
        value={idOf(view.width)}
        options={numbers(BOUNDARY_WIDTHS)}
        onChange={(id) => onChange({ width: find(BOUNDARY_WIDTHS, id, 16) })}
      />
      <Select
        label={t("steps")}
        value={idOf(view.steps)}
        options={numbers(BOUNDARY_STEPS)}
        onChange={(id) => onChange({ steps: find(BOUNDARY_STEPS, id, 300) })}
      />
    </div>
  );
}

export function Trainability({ id }: { readonly id: string }) {
  const t = useTrainabilityText();
  const language = useLanguage();
  const { saveFile } = useServices();
  const word = useAppStore((state) => state.view.sweep);
  const seed = useAppStore((state) => state.config.seed);
  const changeView = useAppStore((state) => state.changeView);
  const settled = useMemo(() => boundaryViewOf(word), [word]);
  const [viewport, move] = useViewport(settled, word);
  const trained = useBoundaryMap(settled, seed);
  const { map, before } = trained;
  const { axes, ink, steps, layers, width } = settled;
  const { count } = map;
  const isSettled = viewport === settled.viewport;
  const paces = useMemo(
    () =>
      isSettled
        ? shownPaces(map, before)
        : shownPaces(
            { ...map, viewport, paces: new Float32Array(PIXELS), count: 0 },
            count > 0 ? map : before,
          ),
    [map, before, count, viewport, isSettled],
  );
  const findings = useFindings(map, isSettled ? paces : map.paces);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const change = (next: Partial<BoundaryView>): void =>
    changeView({ sweep: boundaryWord({ ...settled, viewport, ...next }) });

  const [across, up] = [t(`${axes}.x`), t(`${axes}.y`)];
  const pixel = pointed ?? MIDDLE;
  const [x, y] = placeOf(viewport, pixel);
  const pace = paces[pixel] ?? 0;
  const reading =
    pace === 0
      ? t("at.unknown")
      : t(pace > 0 ? "at.learns" : "at.fails", { pace: Math.round(Math.abs(pace)), steps });
  const place = t("at", {
    across,
    up,
    x: numberAt(x, viewport.span / SIDE),
    y: numberAt(y, viewport.span / SIDE),
  });
  const factor = formatNumber(WHOLE[axes].span / viewport.span, 2);
  const isNearest = viewport.span <= LEAST_SPAN;
  const intro = t("intro", { layers, width, batch: BOUNDARY_BATCH, steps });
  const ticks = { across: ticksOf(viewport.x, viewport.span), up: ticksOf(viewport.y, viewport.span) };

  const saveCsv = (): void =>
    saveFile("initscope-boundary.csv", "text/csv", boundaryCsv([across, up], axes, map));
  const savePng = (): void => {
    if (canvas.current === null) return;
    const lines = [t("zoom", { factor }), ...findings];
    void boundarySheet(canvas.current, {
      title: t("title"),
      across,
      up,
      acrossTicks: ticks.across,
      upTicks: ticks.up,
      lines,
    }).then((image) => {
      if (image !== null) saveFile("initscope-boundary.png", "image/png", image);
    });
  };

  return (
    <section id={id} className={study.panel} aria-label={t("title")}>
      <StudyHead title={t("title")} close={t("close")}>
        <RadioGroup
          variant="bare"
          label={t("ink")}
          value={ink}
          options={BOUNDARY_INKS.map((each) => ({ id: each, label: t(`ink.${each}`) }))}
          onChange={(next) => change({ ink: next })}
        />
      </StudyHead>
      <p className={study.detail}>
        <Terms sentence={intro} language={language} />
      </p>
      <Choices view={settled} onChange={change} />
      <div className={styles.body}>
        <div className={styles.plot}>
          <p className={styles.up}>
            <span>{ticks.up[2]}</span>
            <span className={styles.axis}>{up}</span>
            <span>{ticks.up[0]}</span>
          </p>
          <BoundaryPlot
            {...{ canvas, paces, count, ink, steps, viewport }}
            whole={WHOLE[axes]}
            label={t("figure", { total: PIXELS, words: findings.join(" ") })}
            hintId={`${id}keys`}
            onPoint={setPointed}
            onMove={move}
          />
          <p className={styles.across}>
            <span>{ticks.across[0]}</span>
            <span className={styles.axis}>{across}</span>
            <span>{ticks.across[2]}</span>
          </p>
        </div>
        <div className={styles.aside}>
          <div className={styles.buttons}>
            <Button variant="outline" disabled={isNearest} onClick={() => move(zoomed(viewport, ZOOM_STEP))}>
              {t("zoomIn")}
            </Button>
            <Button variant="outline" onClick={() => move(zoomed(viewport, 1 / ZOOM_STEP))}>
              {t("zoomOut")}
            </Button>
            <Button variant="outline" onClick={() => move(WHOLE[axes])}>
              {t("whole")}
            </Button>
          </div>
          <p>
            <strong>{t(isNearest ? "limit" : "zoom", { factor })}</strong>
          </p>
          <p id={`${id}keys`} className={study.detail}>
            {t("keys")}
          </p>
          <p>
            {place} {reading}
          </p>
          <Progress trained={trained} />
          {findings.map((finding) => (
            <p key={finding}>{finding}</p>
          ))}
          <Legend />
          <div className={styles.buttons}>
            <Button variant="outline" disabled={count === 0} onClick={saveCsv}>
              {t("csv")}
            </Button>
            <Button variant="outline" disabled={count === 0} onClick={savePng}>
              {t("png")}
            </Button>
          </div>
        </div>
      </div>
    </section>
  );
}
