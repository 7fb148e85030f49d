/** Sizes of the charts from the screen and the theme: all charts of the picture follow from here. */
import { useCallback, useState, useSyncExternalStore } from "react";
import type { ChartMetrics } from "../../../charts/cell.ts";
import type { ScreenPart, Theme } from "../../../store/state.ts";
import { useAppStore } from "../../../store/store.ts";

/**
 * Below this width the controls are a sheet and labels move above their strips; the same number stands in the
 * style sheets.
 */
export const PHONE_PX = 720;

export interface PictureMetrics extends ChartMetrics {
  readonly isPhone: boolean;
  readonly margin: { readonly left: number; readonly right: number };
  readonly signalPx: number;
  readonly rowPx: number;
  readonly stripPx: number;
  /** Bars of a histogram: 96 on a desktop, 64 on a phone. */
  readonly bins: number;
}

function subscribeToResize(onChange: () => void): () => void {
  addEventListener("resize", onChange);
  return () => removeEventListener("resize", onChange);
}

/**
 * Height of everything in the picture column that is not a plot, in multiples of the base size; measured. In
 * a presentation strips and facts may lie below the edge. A frame follows its page, so the page cannot follow
 * the frame.
 */
const FIXED_ROWS = { page: 36.3, present: 25, embed: Infinity };

/** Rows of them that a link can hide, in the same unit: what is hidden leaves no void. */
const HIDEABLE_ROWS: readonly (readonly [part: ScreenPart, rows: number])[] = [
  ["header", 3],
  ["verdict", 6],
  ["strips", 7],
  ["facts", 2],
];

/** The charts' shares of the height. */
const SIGNAL_SHARE = 0.36;
const ROW_SHARE = 0.32;

interface Window {
  readonly theme: Theme;
  readonly mode: "page" | "present" | "embed";
  readonly hide: readonly ScreenPart[];
  readonly width: number;
  readonly height: number;
}

/** Sizes for a window. Heights share the space left on the first screen: no scrolling is needed there. */
export function chartMetrics({ theme, mode, hide, width, height }: Window): PictureMetrics {
  const isProjector = theme === "projector";
  const isPhone = width <= PHONE_PX;
  const fontPx = isProjector ? 17 : isPhone ? 12 : 13;
  const basePx = isProjector ? 20 : 14;
  // On a projector of 1080 lines the strips end at the lower edge; a presentation has room for larger charts.
  const smallest = isProjector ? (mode === "page" ? 424 : 520) : isPhone ? 380 : 344;
  const shown =
    (hide.includes("signal") ? 0 : SIGNAL_SHARE) +
      (hide.includes("activations") ? 0 : ROW_SHARE) +
      (hide.includes("gradients") ? 0 : ROW_SHARE) || 1;
  const freed = HIDEABLE_ROWS.reduce((sum, [part, rows]) => sum + (hide.includes(part) ? rows : 0), 0);
  const left = Math.min(680, Math.max(smallest, height - (FIXED_ROWS[mode] - freed) * basePx));
  return {
    isPhone,
    fontPx,
    strokePx: isProjector ? 3 : 1.6,
    markPx: isProjector ? 6 : 4,
    margin: isPhone ? { left: 57, right: 4 } : { left: isProjector ? 140 : 106, right: 4 },
    // Hidden charts leave their room to those that are shown.
    signalPx: Math.round((left * SIGNAL_SHARE) / shown),
    rowPx: Math.round((left * ROW_SHARE) / shown),
    stripPx: isProjector ? 28 : isPhone ? 20 : 18,
    bins: isPhone ? 64 : 96,
  };
}

/** Sizes for the present window. */
export function useChartMetrics(theme: Theme): PictureMetrics {
  const mode = useAppStore((state) => state.screen.mode) ?? "page";
  const hide = useAppStore((state) => state.screen.hide);
  const width = useSyncExternalStore(subscribeToResize, () => innerWidth);
  const height = useSyncExternalStore(subscribeToResize, () => innerHeight);
  return chartMetrics({ theme, mode, hide, width, height });
}

/** Width of an element as it changes; 0 until it has been laid out. */
export function useElementWidth(): readonly [
  ref: (element: HTMLElement | null) => (() => void) | undefined,
  widthPx: number,
] {
  const [widthPx, setWidthPx] = useState(0);
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidthPx(Math.floor(entry.contentRect.width));
    });
    observer.observe(element);
    // The first drawing should not wait a frame for the observer.
    setWidthPx(Math.floor(element.getBoundingClientRect().width));
    return () => observer.disconnect();
  }, []);
  return [ref, widthPx];
}

function subscribeToScheme(onChange: () => void): () => void {
  const query = matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

/** Changes whenever the colours of the page may have changed. */
export function useColourKey(theme: Theme): string {
  const isSystemDark = useSyncExternalStore(
    subscribeToScheme,
    () => matchMedia("(prefers-color-scheme: dark)").matches,
  );
  return `${theme}:${String(isSystemDark)}`;
}
