/** The keys of the drawing in a link: only what differs is written, and any text is some view. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SHOWN_TENSOR_IDS } from "../experiment/result.ts";
import { decodeLink } from "../link/codec.ts";
import { pairsOf, viewOf } from "../link/view.ts";
import { DEFAULT_VIEW, drawingKeys, drawingOf, ROW_TENSORS, VIEW_SETTINGS } from "./viewSettings.ts";
import type { ViewState } from "./viewSettings.ts";

const anyView: fc.Arbitrary<ViewState> = fc.record({
  selectedLayer: fc.option(fc.integer({ min: 0, max: 199 })),
  isTableOpen: fc.boolean(),
  areFactsOpen: fc.boolean(),
  sweep: fc.constantFrom(
    "closed",
    "open",
    "plane",
    "plane.c",
    "grid.depth.batch.std",
    "coord.rates",
    "boundary.relu.x-1_5",
  ),
  isSideBySide: fc.boolean(),
  countScale: fc.constantFrom("linear" as const, "log" as const),
  valueAxis: fc.constantFrom("auto" as const, "value" as const, "shape" as const, "magnitude" as const),
  layerScale: fc.constantFrom("shared" as const, "free" as const),
  form: fc.constantFrom("auto" as const, "upright" as const, "ridges" as const, "heatMap" as const),
  rowTensors: fc.record({
    forward: fc.constantFrom(...ROW_TENSORS.forward),
    backward: fc.constantFrom(...ROW_TENSORS.backward),
  }),
  inspectedTensor: fc.constantFrom(...SHOWN_TENSOR_IDS),
  trainedStep: fc.integer({ min: 0, max: 100_000 }),
  trace: fc.constantFrom("", "run.json.gz", "traces/week-2/run.json"),
  isInspectorOpen: fc.option(fc.boolean()),
});

describe("the view in a link", () => {
  it("is the same after a round trip, for any choice", () => {
    fc.assert(
      fc.property(anyView, (view) => {
        expect(drawingOf(pairsOf(`#v=1&seed=1${drawingKeys(view)}`))).toEqual(view);
      }),
      { seed: 7 },
    );
  });

  it("is not written where it is as by default, and a link without its keys has the default", () => {
    expect(drawingKeys(DEFAULT_VIEW)).toBe("");
    expect(drawingOf(pairsOf("#v=1&depth=3&seed=1"))).toEqual(DEFAULT_VIEW);
    expect(drawingKeys({ ...DEFAULT_VIEW, valueAxis: "magnitude", selectedLayer: 11 })).toBe(
      "&axis=magnitude&layer=12",
    );
  });

  it("opens traces beside the page and below it, and no other address", () => {
    const traceOf = (text: string): string => drawingOf(pairsOf(`#v=1&seed=1&trace=${text}`)).trace;
    expect(traceOf("traces/run.json.gz")).toBe("traces/run.json.gz");
    for (const other of [
      "/run.json",
      "//a.b/run.json",
      "https://a.b/x",
      "../run.json",
      "a/../b",
      "a//b",
      ".x",
      "a%5Cb",
    ])
      expect(traceOf(other)).toBe("");
  });

  it("leaves the key of a step to a lesson", () => {
    expect(drawingOf(pairsOf("#v=1&task=moons&step=40&seed=1")).trainedStep).toBe(40);
    expect(drawingOf(pairsOf("#v=1&task=moons&seed=1&lesson=relu_he&step=2")).trainedStep).toBe(0);
  });

  it("ignores texts without a meaning", () => {
    const foreign =
      "#axis=z&counts=&scales=toString&form=3d&forward=grad_weight&layer=0&tensor=x&table=yes&sweep=yes";
    expect(drawingOf(pairsOf(foreign))).toEqual(DEFAULT_VIEW);
    expect(drawingOf(pairsOf("#layer=1.5"))).toEqual(DEFAULT_VIEW);
    expect(drawingOf(pairsOf("#layer=99999"))).toEqual(DEFAULT_VIEW);
  });

  it("has keys of its own, apart from those of the experiment and of the page", () => {
    const keys = VIEW_SETTINGS.map(({ linkKey }) => linkKey);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) {
      const link = decodeLink(`#${key}=1`);
      expect({ key, hasExperiment: link.hasExperiment }).toEqual({ key, hasExperiment: false });
      expect(viewOf(pairsOf(`#${key}=present`))).toEqual(viewOf(new Map()));
    }
  });
});
