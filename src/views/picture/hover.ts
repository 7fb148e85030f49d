/** Which layer is pointed at. Held apart from the store, so that a moving pointer redraws overlays and nothing else. */
import { createContext, useContext } from "react";

export interface Hover {
  readonly layer: number | null;
  readonly setLayer: (layer: number | null) => void;
}

export const HoverContext = createContext<Hover>({ layer: null, setLayer: () => {} });

export function useHover(): Hover {
  return useContext(HoverContext);
}
