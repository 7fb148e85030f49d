/** The picture of a map of trainability, and the gestures that move through it. */
import { useCallback, useEffect, useRef } from "react";
import type { KeyboardEvent, PointerEvent, RefObject } from "react";
import { useServices } from "../services.ts";
import { useColourKey } from "../picture/frame/useChartMetrics.ts";
import { drawPaces, readColours } from "./boundaryDrawing.ts";
import { SIDE } from "./boundaryMap.ts";
import type { BoundaryInk, Viewport } from "./boundaryView.ts";
import { moved, zoomed } from "./boundaryView.ts";
import styles from "./Trainability.module.css";

/** A wheel's notch is a hundred pixels in most browsers: three of them are a factor of two. */
const WHEEL_PIXELS = 300;
/** Browsers that count the wheel in lines. */
const LINE_PIXELS = 33;
const KEY_SHARE = 1 / 8;
/** Factor of a key or a button. */
export const ZOOM_STEP = 2;

interface BoundaryPlotProps {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly paces: Float32Array;
  /** How many pixels are trained: a map fills in place. */
  readonly count: number;
  readonly ink: BoundaryInk;
  readonly steps: number;
  readonly viewport: Viewport;
  readonly whole: Viewport;
  readonly label: string;
  /** The text that names the gestures. */
  readonly hintId: string;
  /** The place that is read, in pixels of the map; the middle by default. */
  readonly onPoint: (pixel: number | null) => void;
  readonly onMove: (viewport: Viewport) => void;
}

type Place = readonly [across: number, up: number];

/** Where an event is: shares of the side, from the left and from below. */
function placeIn(
  element: Element,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): Place {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [(clientX - left) / width, 1 - (clientY - top) / height];
}

function pixelAt([across, up]: Place): number | null {
  if (across < 0 || across >= 1 || up < 0 || up >= 1) return null;
  return Math.floor(up * SIDE) * SIDE + Math.floor(across * SIDE);
}

/** Where a key leads; null for other keys. */
function afterKey(key: string, viewport: Viewport, whole: Viewport): Viewport | null {
  switch (key) {
    case "+":
    case "=":
      return zoomed(viewport, ZOOM_STEP);
    case "-":
      return zoomed(viewport, 1 / ZOOM_STEP);
    case "ArrowLeft":
      return moved(viewport, -KEY_SHARE, 0);
    case "ArrowRight":
      return moved(viewport, KEY_SHARE, 0);
    case "ArrowUp":
      return moved(viewport, 0, KEY_SHARE);
    case "ArrowDown":
      return moved(viewport, 0, -KEY_SHARE);
    case "0":
    case "Home":
      return whole;
    default:
      return null;
  }
}

/** One pointer drags the picture, two of them pinch it. */
function after(viewport: Viewport, before: readonly Place[], now: readonly Place[]): Viewport {
  const middle = (places: readonly Place[], axis: 0 | 1): number =>
    places.reduce((sum, place) => sum + place[axis], 0) / places.length;
  const apart = ([a, b]: readonly Place[]): number =>
    a === undefined || b === undefined ? 1 : Math.max(0.01, Math.hypot(a[0] - b[0], a[1] - b[1]));
  const [across, up] = [middle(now, 0), middle(now, 1)];
  const dragged = moved(viewport, middle(before, 0) - across, middle(before, 1) - up);
  return zoomed(dragged, apart(now) / apart(before), [across, up]);
}

export function BoundaryPlot(props: BoundaryPlotProps) {
  const { canvas, paces, count, ink, steps, viewport, whole, label, hintId, onPoint, onMove } = props;
  const { theme } = useServices();
  const colourKey = useColourKey(theme);
  const box = useRef<HTMLDivElement>(null);
  const pointers = useRef(new Map<number, Place>());
  // Several gestures may come before the page is drawn again: each begins where the last one has ended.
  const latest = useRef(viewport);
  useEffect(() => {
    latest.current = viewport;
  }, [viewport]);
  const move = useCallback(
    (next: Viewport): void => {
      latest.current = next;
      onMove(next);
    },
    [onMove],
  );

  useEffect(() => {
    if (canvas.current === null) return;
    drawPaces(canvas.current, paces, [ink, steps], readColours(getComputedStyle(canvas.current)));
    // The theme changes the colours that the canvas reads from its style.
  }, [canvas, paces, count, ink, steps, colourKey]);

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    // React's own listeners cannot keep the page from scrolling.
    const handleWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const pixels =
        event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : LINE_PIXELS * event.deltaY;
      // Pinching a touch pad comes as small turns of the wheel with Ctrl held.
      const turns = (event.ctrlKey ? 4 : 1) * (pixels / WHEEL_PIXELS);
      move(zoomed(latest.current, 2 ** -turns, placeIn(element, event)));
    };
    element.addEventListener("wheel", handleWheel, { passive: false });
    return () => element.removeEventListener("wheel", handleWheel);
  }, [move]);

  const handleKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = afterKey(event.key, latest.current, whole);
    if (next === null) return;
    event.preventDefault();
    move(next);
  };
  const handleMove = (event: PointerEvent<HTMLDivElement>): void => {
    const place = placeIn(event.currentTarget, event);
    if (!pointers.current.has(event.pointerId)) {
      onPoint(pixelAt(place));
      return;
    }
    const before = [...pointers.current.values()];
    pointers.current.set(event.pointerId, place);
    move(after(latest.current, before, [...pointers.current.values()]));
  };
  const release = (event: PointerEvent<HTMLDivElement>): void => {
    pointers.current.delete(event.pointerId);
  };

  return (
    <div
      ref={box}
      className={styles.picture}
      role="group"
      aria-label={label}
      aria-describedby={hintId}
      tabIndex={0}
      onKeyDown={handleKey}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        pointers.current.set(event.pointerId, placeIn(event.currentTarget, event));
        onPoint(pixelAt(placeIn(event.currentTarget, event)));
      }}
      onPointerMove={handleMove}
      onPointerUp={release}
      onPointerCancel={release}
      onPointerLeave={() => onPoint(null)}
    >
      <canvas ref={canvas} className={styles.canvas} width={SIDE} height={SIDE} aria-hidden="true" />
      <span className={styles.cross} aria-hidden="true" />
    </div>
  );
}
