/** The keys of a link that say how to look: modes, and parts hidden or locked. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeLink } from "./codec.ts";
import { pairsOf, SCREEN_PARTS, screenKeys, viewOf } from "./view.ts";

const screenOf = (link: string) => viewOf(pairsOf(link)).screen;

describe("the screen of a link", () => {
  it("is the whole page where nothing is said", () => {
    expect(screenOf("#v=1&seed=1")).toEqual({ mode: null, hide: [], lock: [] });
    expect(screenKeys({ mode: null, hide: [], lock: [] })).toBe("");
  });

  it("reads modes, hidden and locked parts, in any order and once each", () => {
    expect(screenOf("#v=1&mode=present&hide=facts,strips,facts&lock=controls")).toEqual({
      mode: "present",
      hide: ["strips", "facts"],
      lock: ["controls"],
    });
  });

  it("passes over what it does not know", () => {
    expect(screenOf("#mode=cinema&hide=everything,,verdict,toString&lock=%E0%A4%A")).toEqual({
      mode: null,
      hide: ["verdict"],
      lock: [],
    });
  });

  it("is written and read back the same, whatever is chosen", () => {
    const parts = fc.subarray([...SCREEN_PARTS]);
    const screen = fc.record({
      mode: fc.constantFrom("embed" as const, "present" as const, null),
      hide: parts,
      lock: parts,
    });
    fc.assert(
      fc.property(screen, (chosen) => {
        expect(screenOf(`#v=1${screenKeys(chosen)}`)).toEqual(chosen);
      }),
      { seed: 6 },
    );
  });

  it("is no part of the experiment, and makes a link ours on its own", () => {
    const { config, hasState, hasExperiment } = decodeLink("#mode=embed");
    expect(config).toEqual(decodeLink("").config);
    expect(hasState).toBe(true);
    expect(hasExperiment).toBe(false);
  });
});
