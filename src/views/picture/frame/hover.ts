/**
 * Which layer is pointed at or lit. Held apart from the store, so that a moving pointer redraws
 * overlays and nothing else.
 */
import { createContext, useContext } from "react";
import type { ChartTone } from "../../../charts/cell.ts";

/** Where the signal, or the gradient on its way back, has come to. */
export interface Light {
  readonly layer: number;
  readonly tone: ChartTone;
}

export interface Hover {
  readonly layer: number | null;
  readonly setLayer: (layer: number | null) => void;
  /** Null while nothing passes. */
  readonly light: Light | null;
  readonly setLight: (light: Light | null) => void;
}

export const HoverContext = createContext<Hover>({
  layer: null,
  setLayer: () => {},
  light: null,
  setLight: () => {},
});

export function useHover(): Hover {
  return useContext(HoverContext);
}
