/** The keys of a presentation, and the keys that belong to controls or the browser. */
import { describe, expect, it } from "vitest";
import { layerBeside, presentAction } from "./keys.ts";

/** A focused element that lies inside what matches one of these selectors. */
const inside = (...selectors: readonly string[]) => ({
  closest: (wanted: string) =>
    wanted.split(", ").some((one) => selectors.includes(one)) ? ({} as Element) : null,
});
const press = (key: string, target: ReturnType<typeof inside> | null = null, isModified = false) =>
  presentAction({ key, target, isModified });

describe("a key in a presentation", () => {
  it("chooses layers, steps, shows the controls, leaves", () => {
    expect(
      ["ArrowLeft", "ArrowRight", "PageUp", "PageDown", "c", "C", "f", "Escape"].map((key) => press(key)),
    ).toEqual([
      "previousLayer",
      "nextLayer",
      "previousStep",
      "nextStep",
      "controls",
      "controls",
      "fullScreen",
      "leave",
    ]);
  });

  it("belongs to the control that has the focus, but Escape leaves from everywhere", () => {
    expect(press("ArrowRight", inside("input"))).toBeNull();
    expect(press("c", inside("select"))).toBeNull();
    expect(press("Escape", inside("input"))).toBe("leave");
  });

  it("moves along the layers by the list's own arrows, and steps by the page keys there too", () => {
    expect(press("ArrowRight", inside("[data-layer]"))).toBeNull();
    expect(press("PageDown", inside("[data-layer]"))).toBe("nextStep");
  });

  it("is the browser's with a modifier, and has no action otherwise", () => {
    expect(press("c", null, true)).toBeNull();
    expect(press("ArrowLeft", null, true)).toBeNull();
    expect(press("x")).toBeNull();
    expect(press("constructor")).toBeNull();
    expect(press("toString")).toBeNull();
  });
});

it("the layer beside: from either end when none is selected, and no further than the ends", () => {
  expect([layerBeside(null, 1, 5), layerBeside(null, -1, 5)]).toEqual([0, 4]);
  expect([layerBeside(0, -1, 5), layerBeside(4, 1, 5), layerBeside(2, 1, 5)]).toEqual([0, 4, 3]);
});
