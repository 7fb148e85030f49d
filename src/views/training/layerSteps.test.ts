/** The map of layers and steps: its scale, its cells, and the words on the size of updates. */
import { describe, expect, it } from "vitest";
import type { Snapshot, SnapshotLayer } from "../../experiment/training/snapshot.ts";
import { cellEdges, stepMap } from "./layerSteps.ts";
import { updateFinding } from "./updateWords.ts";

const layer = (std: number, deadUnits: number): SnapshotLayer =>
  ({ tensors: { activation: { std } }, deadUnits }) as unknown as SnapshotLayer;
const at = (step: number, layers: readonly SnapshotLayer[]): Snapshot => ({
  step,
  loss: 1,
  validation: 1,
  layers,
});

describe("the map", () => {
  const snapshots = [at(0, [layer(1, 0), layer(100, 0.5)]), at(1, [layer(10, 0), layer(NaN, 0.5)])];

  it("is logarithmic for sizes, and has no ink for what is not a number", () => {
    const { low, high, share, values } = stepMap(snapshots, "std");
    expect([low, high]).toEqual([1, 100]);
    expect(values.flat().map(share)).toEqual([0, 1, expect.closeTo(0.5, 12), NaN]);
  });

  it("runs from 0 to 1 for shares", () => {
    const { low, high, share } = stepMap(snapshots, "dead");
    expect([low, high, share(0.5)]).toEqual([0, 1, 0.5]);
  });

  it("has cells from halfway to halfway, and no wider at the end", () => {
    expect(cellEdges([10, 20, 40], 10, 100)).toEqual([10, 15, 30, 50]);
    expect(cellEdges([10], 10, 100)).toEqual([10, 100]);
  });
});

describe("the words on updates", () => {
  it("name the middle where all is usual, else the worst layer, large before small", () => {
    expect(updateFinding([1e-3, 2e-3, 5e-4])).toEqual({ kind: "usual", ratio: 1e-3 });
    expect(updateFinding([1e-3, 1e-6, 1e-5])).toEqual({ kind: "small", ratio: 1e-6, layer: 2, count: 2 });
    expect(updateFinding([1e-3, 1e-6, 0.5])).toEqual({ kind: "large", ratio: 0.5, layer: 3, count: 1 });
    expect(updateFinding([NaN, NaN])).toBeNull();
  });
});
