/** A lecture list: changed, packed into a link, written to a file, and read back with every fault named. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  begun,
  EMPTY_LECTURE,
  entryLink,
  MOST_ENTRIES,
  ownPart,
  packLecture,
  readLecture,
  unpackLecture,
  withEntry,
  withMoved,
  withoutEntry,
  withTitle,
  writeLecture,
} from "./lecture.ts";
import type { Lecture } from "./lecture.ts";

const links = ["#v=1&depth=3&seed=1", "#v=1&depth=4&seed=1&axis=shape", "#lesson=frameworks&step=2"];
const list: Lecture = {
  title: "Week 3",
  hasStart: false,
  entries: links.map((link, index) => ({ title: `Entry ${index + 1}`, link })),
};
const titles = ({ entries }: Lecture): string => entries.map(({ title }) => title.slice(-1)).join("");

describe("the list", () => {
  it("takes entries at its end, up to its limit", () => {
    const full = Array.from({ length: 70 }).reduce<Lecture>(
      (so) => withEntry(so, { title: "", link: "#v=1&seed=1" }),
      EMPTY_LECTURE,
    );
    expect(full.entries).toHaveLength(MOST_ENTRIES);
  });

  it("is put into another order, and keeps within its ends", () => {
    expect(titles(withMoved(list, 0, 2))).toBe("231");
    expect(titles(withMoved(list, 2, 0))).toBe("312");
    expect(titles(withMoved(list, 0, -1))).toBe("123");
    expect(titles(withMoved(list, 1, 99))).toBe("132");
    expect(withMoved(list, 7, 0)).toBe(list);
  });

  it("loses an entry, and renames one on a single line", () => {
    expect(titles(withoutEntry(list, 1))).toBe("13");
    expect(withTitle(list, 0, " Why\nnot? ").entries[0]?.title).toBe("Why not?");
  });
});

describe("a presentation of the list", () => {
  it("begins with what is on the screen", () => {
    const begin = begun(list, "#v=1&depth=9&seed=1");
    expect(begin?.entry).toBe(1);
    expect(begin?.lecture.entries.map(({ link }) => link)).toEqual(["#v=1&depth=9&seed=1", ...links]);
    expect(ownPart(begin?.lecture ?? EMPTY_LECTURE)).toEqual(list);
  });

  it("begins at the entry that is on the screen", () => {
    expect(begun(list, links[1] ?? "")).toEqual({ lecture: list, entry: 2 });
    // In another order of keys, drawn otherwise, or with the experiment of the step.
    expect(begun(list, "#v=1&seed=1&depth=3&form=ridges")?.entry).toBe(1);
    expect(begun(list, "#v=1&depth=30&seed=1&lesson=frameworks&step=2")?.entry).toBe(3);
  });

  it("replaces the start of the presentation before it, and keeps its own first", () => {
    const first = begun(list, "#v=1&depth=9&seed=1")?.lecture ?? EMPTY_LECTURE;
    const again = begun(first, "#v=1&depth=8&seed=1")?.lecture ?? EMPTY_LECTURE;
    expect(again.entries).toHaveLength(4);
    expect(again.entries[0]?.link).toBe("#v=1&depth=8&seed=1");
    expect(withMoved(again, 0, 2)).toBe(again);
    expect(withMoved(again, 2, 0).entries[1]).toEqual(list.entries[1]);
    expect(withoutEntry(again, 0)).toEqual(list);
  });

  it("does not begin without a list", () => {
    expect(begun(EMPTY_LECTURE, "#v=1&seed=1")).toBeNull();
  });
});

describe("a link of an entry", () => {
  it("is an experiment or a step of a lesson, without the keys of the page", () => {
    const whole = "https://example.edu/#v=1&depth=3&seed=1&axis=shape&mode=present&lang=zh&lock=header";
    expect(entryLink(whole)).toBe("#v=1&depth=3&seed=1&axis=shape");
    expect(entryLink("#lesson=frameworks&step=2")).toBe("#lesson=frameworks&step=2");
    expect(entryLink("#lang=zh")).toBeNull();
    expect(entryLink("javascript:alert(1)")).toBeNull();
    expect(entryLink("")).toBeNull();
  });
});

describe("a lecture from outside", () => {
  it("is the same after a file and after a link", async () => {
    const words = fc.string({ unit: "binary", maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        words,
        fc.array(fc.tuple(words, fc.constantFrom(...links)), { minLength: 1, maxLength: 8 }),
        async (title, entries) => {
          const lecture = entries.reduce<Lecture>(
            (so, [name, link]) => withEntry(so, { title: name, link }),
            withTitle({ ...EMPTY_LECTURE, title: "" }, 0, title),
          );
          expect(readLecture(writeLecture(lecture))).toEqual({ kind: "lecture", lecture });
          expect(await unpackLecture((await packLecture(lecture)) ?? "")).toEqual(lecture);
        },
      ),
      { seed: 9, numRuns: 40 },
    );
  });

  it.each([
    ["a picture", "\u0089PNG", "json", null],
    ["a lesson", '{"title":"Mine","steps":[]}', "lecture", null],
    ["a list of nothing", '{"lecture":1,"entries":[]}', "empty", null],
    ["a newer list", '{"lecture":2,"entries":[{"link":"#v=1&depth=3"}]}', "lecture", null],
    [
      "a start that is neither there nor not",
      '{"lecture":1,"hasStart":"yes","entries":[{"link":"#v=1&depth=3"}]}',
      "lecture",
      null,
    ],
    ["an entry without a link", '{"lecture":1,"entries":[{"link":"#v=1&depth=3"},{}]}', "link", 2],
    ["a foreign link", '{"lecture":1,"entries":[{"link":"https://example.edu/"}]}', "link", 1],
    ["a script", '{"lecture":1,"entries":[{"link":"javascript:alert(1)"}]}', "link", 1],
    ["an endless link", `{"lecture":1,"entries":[{"link":"#v=1&seed=${"1".repeat(60_000)}"}]}`, "long", 1],
    [
      "too many entries",
      JSON.stringify({ lecture: 1, entries: Array.from({ length: 61 }, () => ({ link: "#v=1&seed=1" })) }),
      "long",
      null,
    ],
    ["a huge file", " ".repeat(500_000), "long", null],
  ] as const)("%s is refused with a reason", (_, text, problem, entry) => {
    expect(readLecture(text)).toEqual({ kind: "problem", problem, entry });
  });

  it("is total: any text is a lecture or has a problem", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(["lecture", "problem"]).toContain(readLecture(text).kind);
      }),
    );
  });

  it("is null where a link is cut off or holds something else", async () => {
    const packed = (await packLecture(list)) ?? "";
    expect(await unpackLecture(packed.slice(0, -8))).toBeNull();
    expect(await unpackLecture("z.broken")).toBeNull();
    expect(await unpackLecture("frameworks")).toBeNull();
  });

  it("is refused by the link when it is too long for one", async () => {
    // Letters without a pattern cannot be compressed.
    const noise = (length: number, salt: number): string =>
      Array.from({ length }, (_, at) =>
        (((Math.imul(at + salt, 2654435761) ^ (at * 40503)) >>> 7) % 36).toString(36),
      ).join("");
    const entries = Array.from({ length: 9 }, (_, at) => ({
      title: "",
      link: `#v=1&seed=1&x=${noise(40_000, 977 * at)}`,
    }));
    expect(await packLecture({ ...EMPTY_LECTURE, entries })).toBeNull();
  });
});
