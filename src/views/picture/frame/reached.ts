/** What a pass has reached on its way forward and then back; the other layers are not drawn yet. */
import type { ChartTone } from "../../../charts/cell.ts";
import type { Light } from "./hover.ts";

/** Whether the pass has computed a layer's values of a direction; without a pass everything is there. */
export function isReached(layer: number, tone: ChartTone, light: Light | null): boolean {
  if (light === null) return true;
  if (light.tone === "forward") return tone === "forward" && layer <= light.layer;
  return tone === "forward" || layer >= light.layer;
}

/** The cells that a pass has reached; the same array without a pass. */
export function cellsReached<Cell>(
  cells: readonly (Cell | null)[],
  tone: ChartTone,
  light: Light | null,
): readonly (Cell | null)[] {
  return light === null ? cells : cells.map((cell, layer) => (isReached(layer, tone, light) ? cell : null));
}
