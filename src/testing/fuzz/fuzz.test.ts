/**
 * Links, documents and messages that nobody would write by hand, a few of each kind that `npm run fuzz` tries
 * in their millions: no throw, no state out of range, one way of writing.
 */
import { describe, expect, it } from "vitest";
import { decodeLink } from "../../link/codec.ts";
import { fuzz, fuzzPacked } from "./campaign.ts";
import type { FUZZED } from "./campaign.ts";
import { linkFaults, outOfRange } from "./linkFaults.ts";
import { longLinks } from "./links.ts";

const COUNTS: Readonly<Record<keyof typeof FUZZED, number>> = {
  links: 50_000,
  roundTrips: 5_000,
  lessons: 1_000,
  lectures: 2_000,
  messages: 5_000,
};

describe("the fuzzer finds nothing in", () => {
  it.each(Object.entries(COUNTS) as [keyof typeof FUZZED, number][])("%s, %i of them", (kind, count) => {
    expect(fuzz(kind, count, 1)).toEqual({ count, faults: [], faultCount: 0 });
  });

  it("packed texts", async () => {
    expect(await fuzzPacked(100, 1)).toMatchObject({ faults: [] });
  });

  it.each(Object.entries(longLinks()))("a link of 64 kB: %s", (_, link) => {
    expect(linkFaults(link)).toEqual([]);
  });
});

it("the fuzzer sees a state that no control could give", () => {
  const { config } = decodeLink("#v=1");
  expect(outOfRange(config)).toEqual([]);
  expect(outOfRange({ ...config, depth: 201 })).toEqual(["depth is out of range"]);
  expect(outOfRange({ ...config, batch: 1.5, width: [3] })).toEqual([
    "batch is out of range",
    "width is out of range",
  ]);
  expect(outOfRange({ ...config, activationOverrides: [{ from: 0, to: 3, id: "tanh" }] })).toEqual([
    "acts is out of range",
  ]);
});
