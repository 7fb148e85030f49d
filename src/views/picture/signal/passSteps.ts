/** The steps of a pass and their time. */
import type { Light } from "../frame/hover.ts";

/** One direction takes about this long, but each layer's time keeps within what the eye can follow. */
const PASS_MS = 3000;
const LONGEST_MS = 400;
const SHORTEST_MS = 40;

/** Every layer forward, then every layer back. */
export function passSteps(layerCount: number): readonly Light[] {
  const layers = Array.from({ length: layerCount }, (_, layer) => layer);
  return [
    ...layers.map((layer): Light => ({ layer, tone: "forward" })),
    ...layers.toReversed().map((layer): Light => ({ layer, tone: "backward" })),
  ];
}

/** Time for which one layer stays lit. */
export function stepMs(layerCount: number): number {
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, PASS_MS / layerCount));
}
