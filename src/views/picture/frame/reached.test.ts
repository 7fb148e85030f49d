/** A pass fills the charts from the first layer to the last, and then from the last to the first. */
import { expect, it } from "vitest";
import { cellsReached } from "./reached.ts";

const CELLS = [1, 2, 3];

it.each([
  [null, [1, 2, 3], [1, 2, 3]],
  [{ layer: 0, tone: "forward" }, [1, null, null], [null, null, null]],
  [{ layer: 2, tone: "forward" }, [1, 2, 3], [null, null, null]],
  [{ layer: 2, tone: "backward" }, [1, 2, 3], [null, null, 3]],
  [{ layer: 0, tone: "backward" }, [1, 2, 3], [1, 2, 3]],
] as const)("at %j", (light, forward, backward) => {
  expect(cellsReached(CELLS, "forward", light)).toEqual(forward);
  expect(cellsReached(CELLS, "backward", light)).toEqual(backward);
});
