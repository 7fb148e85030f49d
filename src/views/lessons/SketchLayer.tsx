/** The sketch over a chart: dragged with pointer or finger, or moved layer by layer with the arrow keys. */
import { useRef, useState } from "react";
import type { KeyboardEvent, PointerEvent } from "react";
import type { ChartMetrics } from "../../charts/cell.ts";
import { columnCenter, columnLeft, layerAt } from "../../charts/layerAxis.ts";
import type { LayerAxis } from "../../charts/layerAxis.ts";
import { drawStroke, setPoint, sketchLine } from "../../charts/sketch.ts";
import type { SketchAnchors, SketchPoint } from "../../charts/sketch.ts";
import { useLessonsText } from "../../i18n/lessonsText.ts";
import { cx } from "../../ui/cx.ts";
import type { SketchAxis } from "./sketchAxis.ts";
import styles from "./SketchLayer.module.css";

/** @param isBegun the stroke goes on from the change before */
export type SketchChange = (update: (anchors: SketchAnchors) => SketchAnchors, isBegun: boolean) => void;

interface SketchLayerProps {
  readonly axis: LayerAxis;
  readonly values: SketchAxis;
  readonly heightPx: number;
  readonly metrics: ChartMetrics;
  /** The name of the sketched quantity. */
  readonly label: string;
  readonly anchors: SketchAnchors;
  /** Null once the line is locked: it stays in sight and lets the pointer through. */
  readonly onChange: SketchChange | null;
}

/** One slider per layer, in its column: keys and screen readers change the line with these. */
function Sliders({
  axis,
  values,
  label,
  anchors,
  onChange,
  onFocus,
}: Omit<SketchLayerProps, "metrics" | "heightPx"> & {
  readonly onFocus: (layer: number | null) => void;
}) {
  const t = useLessonsText();
  const [current, setCurrent] = useState(0);
  const group = useRef<HTMLDivElement>(null);
  const line = sketchLine(anchors, values.start);

  /** Left and right move from layer to layer; up, down, page and end keys are the slider's own. */
  function onKeyDown(event: KeyboardEvent, layer: number): void {
    const to = layer + ({ ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0);
    if (to === layer) return;
    event.preventDefault();
    const next = group.current?.children[to];
    if (next instanceof HTMLElement) next.focus();
  }

  return (
    <div ref={group} className={styles.sliders} role="group" aria-label={label}>
      {anchors.map((anchor, layer) => {
        const height = line[layer] ?? values.start;
        const text = values.text(height);
        return (
          <input
            key={layer}
            type="range"
            className={styles.slider}
            style={{ left: columnLeft(axis, layer), width: axis.columnPx }}
            aria-label={t("sketch.layer", { layer: layer + 1 })}
            aria-valuetext={anchor === null ? t("sketch.unset", { value: text }) : text}
            tabIndex={layer === current ? 0 : -1}
            min={values.low}
            max={values.high}
            step={values.step}
            value={height}
            onKeyDown={(event) => onKeyDown(event, layer)}
            onChange={(event) => {
              const point = { layer, height: Number(event.target.value) };
              onChange?.((newest) => setPoint(newest, point), false);
            }}
            onFocus={() => {
              setCurrent(layer);
              onFocus(layer);
            }}
            onBlur={() => onFocus(null)}
          />
        );
      })}
    </div>
  );
}

export function SketchLayer(props: SketchLayerProps) {
  const { axis, values, heightPx, metrics, anchors, onChange } = props;
  const [focused, setFocused] = useState<number | null>(null);
  const last = useRef<SketchPoint | null>(null);
  const line = sketchLine(anchors, values.start);
  const isEmpty = anchors.every((anchor) => anchor === null);
  const points = line.map((height, layer) => ({
    x: columnCenter(axis, layer),
    y: values.toY(height),
    layer,
  }));
  const radius = Math.max(2, Math.min(metrics.markPx * 1.1, axis.columnPx * 0.34));

  function pointOf(event: PointerEvent<HTMLDivElement>): SketchPoint | null {
    const box = event.currentTarget.getBoundingClientRect();
    const layer = layerAt(axis, event.clientX - box.left);
    return layer === null ? null : { layer, height: values.toHeight(event.clientY - box.top) };
  }

  function draw(event: PointerEvent<HTMLDivElement>, isStart: boolean): void {
    const point = pointOf(event);
    if (point === null || (!isStart && last.current === null)) return;
    const from = last.current ?? point;
    last.current = point;
    onChange?.((newest) => drawStroke(newest, from, point), !isStart);
  }

  return (
    <div
      data-sketch=""
      className={cx(styles.layer, onChange === null && styles.locked)}
      style={{ height: heightPx }}
      onPointerDown={(event) => {
        if (onChange === null || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = null;
        draw(event, true);
      }}
      onPointerMove={(event) => draw(event, false)}
      onPointerUp={() => (last.current = null)}
      onPointerCancel={() => (last.current = null)}
      // A stroke does not choose a layer.
      onClick={(event) => event.stopPropagation()}
    >
      <svg className={styles.svg} width={axis.widthPx} height={heightPx} aria-hidden="true">
        <path
          className={cx(styles.line, isEmpty && styles.unset)}
          strokeWidth={metrics.strokePx * 1.5}
          d={`M${points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`}
        />
        {points.map(({ x, y, layer }) => (
          <path
            key={layer}
            className={cx(
              styles.point,
              anchors[layer] === null && styles.between,
              focused === layer && styles.focused,
            )}
            strokeWidth={metrics.strokePx}
            d={`M${x} ${y - radius}l${radius} ${radius}l${-radius} ${radius}l${-radius} ${-radius}z`}
          />
        ))}
      </svg>
      {onChange !== null && <Sliders {...props} onFocus={setFocused} />}
    </div>
  );
}
