/** The hovered and the lit layer, apart from the store, so that a moving pointer redraws overlays only. */
import { createContext, useContext } from "react";
import type { ChartTone } from "../../../charts/cell.ts";

/** The layer that the signal, or the returning gradient, has reached. */
export interface Light {
  readonly layer: number;
  readonly tone: ChartTone;
}

export interface Hover {
  readonly layer: number | null;
  readonly setLayer: (layer: number | null) => void;
  /** Null while no pass runs. */
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
