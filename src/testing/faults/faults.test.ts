/** A few hundred of the faults that `npm run faults` puts into engines: none becomes a wrong picture. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FAKE_GLOBALS } from "../gpu/rig.ts";
import { injectFault, PLACES } from "./faults.ts";
import { holdLimits } from "./limitClock.ts";

const COUNT = 150;

describe.each(PLACES)("faults in the %s", (place) => {
  let clock = holdLimits();
  clock.restore();

  beforeEach(() => {
    clock = holdLimits();
    for (const [name, value] of Object.entries(FAKE_GLOBALS)) vi.stubGlobal(name, value);
  });
  afterEach(() => {
    clock.restore();
    vi.unstubAllGlobals();
  });

  it(`end in a right picture or in a clear message, ${COUNT} of them`, async () => {
    const wrong: string[] = [];
    const seen = new Map<string, number>();
    for (let index = 0; index < COUNT; index++) {
      const { kind, outcome, detail } = await injectFault(place, 1, index, clock.passUntil);
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      if (outcome === "wrong") wrong.push(`${index} ${kind}: ${detail}`);
    }
    expect(wrong).toEqual([]);
    // Some faults hit values that nobody uses; most must be met.
    expect((seen.get("replaced") ?? 0) + (seen.get("message") ?? 0)).toBeGreaterThan(COUNT / 2);
  });
});
