/** The view keys of a link: modes, and parts hidden or locked. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeLink } from "./codec.ts";
import { pairsOf, SCREEN_PARTS, screenKeys, titleOf, viewOf } from "./view.ts";

const screenOf = (link: string) => viewOf(pairsOf(link)).screen;

it.each(SCREEN_PARTS)("docs/embed.md tells teachers of the part %s", (part) => {
  const rows = readFileSync(new URL("../../docs/embed.md", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  expect(rows.filter((row) => row.includes(`\`${part}\``))).toHaveLength(1);
});

describe("the screen of a link", () => {
  it("is the whole page without view keys", () => {
    const all = { mode: null, title: "", hide: [], lock: [] };
    expect(screenOf("#v=1&seed=1")).toEqual(all);
    expect(screenKeys(all)).toBe("");
  });

  it("reads modes, hidden and locked parts, in any order and once each", () => {
    expect(screenOf("#v=1&mode=present&hide=facts,strips,facts&lock=controls")).toEqual({
      mode: "present",
      title: "",
      hide: ["strips", "facts"],
      lock: ["controls"],
    });
  });

  it("ignores unknown values", () => {
    expect(screenOf("#mode=cinema&hide=everything,,verdict,toString&lock=%E0%A4%A")).toEqual({
      mode: null,
      title: "",
      hide: ["verdict"],
      lock: [],
    });
  });

  it("is the same after a round trip, for any choice", () => {
    const parts = fc.subarray([...SCREEN_PARTS]);
    const screen = fc.record({
      mode: fc.constantFrom("embed" as const, "present" as const, null),
      title: fc.string({ unit: "binary", maxLength: 80 }).map(titleOf),
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

  it("has a title of one line and at most 60 characters, for any link", () => {
    expect(screenOf("#title=%20Why%20not%20zeros%3F%0A").title).toBe("Why not zeros?");
    // Characters that change the direction of the text, invisible characters, a control, and half of a
    // surrogate pair.
    expect(screenOf("#title=a%E2%80%AEb%E2%81%A6%E2%80%8Bc%00d\ud83d").title).toBe("a b c d");
    expect(screenOf(`#title=${encodeURIComponent("权".repeat(61))}`).title).toBe("权".repeat(60));
    // The text is cut between characters, never within one.
    expect(screenOf(`#title=${"🧪".repeat(61)}`).title).toBe("🧪".repeat(60));
    expect(screenOf("#title=%3Cb%3E").title).toBe("<b>");
    expect(screenOf("#title=%E0%A4%A").title).toBe("%E0%A4%A");
    expect(screenKeys({ mode: null, title: "It's (one) <b>&amp;", hide: [], lock: [] })).toBe(
      "&title=It%27s%20%28one%29%20%3Cb%3E%26amp%3B",
    );
  });

  it("is no part of the experiment, and alone makes a hash a link", () => {
    const { config, hasState, hasExperiment } = decodeLink("#mode=embed");
    expect(config).toEqual(decodeLink("").config);
    expect(hasState).toBe(true);
    expect(hasExperiment).toBe(false);
    expect(decodeLink("#lang=zh").hasState).toBe(true);
    expect(decodeLink("#lang=fr").hasState).toBe(false);
  });
});
