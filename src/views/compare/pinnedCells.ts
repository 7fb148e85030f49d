/** The chart data of a pinned run. */
import type { Picture, PinnedRun } from "../../store/state.ts";
import { pictureCells } from "../picture/data/cells.ts";
import type { PictureCells } from "../picture/data/cells.ts";

const known = new WeakMap<Picture, PictureCells>();

/**
 * The cells of a pinned run. They stay the same while the present experiment changes, and so does their
 * drawing.
 */
export function pinnedCells({ picture }: PinnedRun): PictureCells | null {
  if (picture === null) return null;
  const cells = known.get(picture) ?? pictureCells(picture);
  known.set(picture, cells);
  return cells;
}
