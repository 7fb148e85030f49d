/** A teacher's lesson: the example of the manual, every kind of error, and arbitrary text. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPacked, MOST_UNPACKED_BYTES, packText, unpackText } from "../../../link/packed.ts";
import { DEFAULT_CONFIG } from "../../../experiment/config.ts";
import { decodeLink } from "../../../link/codec.ts";
import { NUMBER_NAMES, numbersOf } from "./numbers.ts";
import { readLesson } from "./lessonDocument.ts";
import { findLesson, openDocument, placeLink, stepLink } from "../library.ts";

const example = readFileSync(new URL("../../../../docs/lesson-example.json", import.meta.url), "utf8");

/** The example with one part changed. */
function changed(change: (lesson: Record<string, unknown>, step: Record<string, unknown>) => void): string {
  const lesson = JSON.parse(example) as { steps: Record<string, unknown>[] } & Record<string, unknown>;
  change(lesson, lesson.steps[0] ?? {});
  return JSON.stringify(lesson);
}

function errorsOf(text: string): readonly string[] {
  const read = readLesson(text);
  return read.kind === "errors" ? read.errors.map(({ path, problem }) => `${path} ${problem}`) : [];
}

describe("the example of the manual", () => {
  it("is a lesson in two languages; a text without a language stands for both", () => {
    const read = readLesson(example);
    if (read.kind !== "lesson") throw new Error(JSON.stringify(read.errors));
    const [first, second] = read.lesson.steps;
    expect(read.lesson).toMatchObject({ id: "own:width_and_chance", minutes: 10 });
    expect(first?.title).toEqual({ en: "Thirty narrow layers", zh: "三十个窄层" });
    expect(second?.title).toEqual({ en: "Sketch it", zh: "Sketch it" });
    expect(first?.prediction?.kind === "choice" && first.prediction.judge()).toBe("no");
    expect(second?.prediction).toEqual({ kind: "sketch", quantity: "std", decades: [-3, 1] });
  });

  it("is the same after a round trip through its link", async () => {
    const opened = await openDocument(example);
    if (opened.kind !== "packed") throw new Error("the example is no lesson");
    expect(opened.source).toMatch(/^z\.[\w-]+$/);
    const found = await findLesson(opened.source);
    if (found.kind !== "lesson") throw new Error(found.kind);
    expect(JSON.stringify(found.lesson)).toBe(JSON.stringify(opened.lesson));
    // Through the whole link, as another visitor receives it.
    const decoded = decodeLink(stepLink(opened.source, opened.lesson, 2));
    expect(decoded).toMatchObject({
      adjustments: [],
      hasExperiment: true,
      config: { activation: "tanh" },
      view: { lesson: { source: opened.source, step: 2 } },
    });
    expect(decodeLink(placeLink(opened.source, 1)).hasExperiment).toBe(false);
  });
});

// A value that cannot be read at all has no consequences: nothing of it is checked further.
describe("an error names its place", () => {
  it.each([
    ["{", [" json"]],
    ["[]", [" object"]],
    ["null", [" object"]],
    [changed((lesson) => delete lesson["steps"]), ["steps list"]],
    [changed((lesson) => (lesson["steps"] = [])), ["steps list"]],
    [changed((lesson) => (lesson["title"] = "  ")), ["title text"]],
    [changed((lesson) => (lesson["minutes"] = "ten")), ["minutes number"]],
    [changed((lesson) => (lesson["minutes"] = 240)), []],
    [changed((lesson) => (lesson["minutes"] = 240.5)), ["minutes number"]],
    [changed((_, step) => (step["title"] = { fr: "Trente" })), ["steps[1].title text"]],
    [changed((_, step) => (step["text"] = "x".repeat(6001))), ["steps[1].text long"]],
    [changed((_, step) => (step["link"] = "https://example.org")), ["steps[1].link link"]],
    [changed((_, step) => (step["link"] = "#lesson=why_not_zeros")), ["steps[1].link link"]],
    [changed((_, step) => (step["others"] = "no list")), ["steps[1].others list"]],
    [changed((_, step) => (step["explanation"] = "{{spread}}")), ["steps[1].explanation unknown"]],
    [changed((_, step) => (step["explanation"] = "{{3.std}}")), ["steps[1].explanation run"]],
    [changed((_, step) => (step["shows"] = "all")), ["steps[1].shows word"]],
    [changed((_, step) => (step["asks"] = "sideways")), ["steps[1].asks word"]],
    [changed((_, step) => delete step["title"]), ["steps[1].title text"]],
    [
      changed((_, step) => (step["task"] = { link: 5 })),
      ["steps[1].task.text text", "steps[1].task.link link"],
    ],
    [changed((_, step) => (step["prediction"] = { kind: "guess" })), ["steps[1].prediction.kind word"]],
    [
      changed((_, step) => (step["prediction"] = { kind: "sketch", quantity: "loss" })),
      ["steps[1].prediction.quantity word"],
    ],
    [
      changed((_, step) => (step["prediction"] = { kind: "sketch", quantity: "std", decades: [2, 1] })),
      ["steps[1].prediction.decades[2] number"],
    ],
  ])("%#", (text, errors) => {
    expect(errorsOf(text)).toEqual(errors);
  });

  it("reports two options of one id, and an answer without an option", () => {
    const options = [
      { id: "a", text: "A" },
      { id: "a", text: "B" },
    ];
    const text = changed((_, step) => (step["prediction"] = { kind: "choice", options, answer: "c" }));
    expect(errorsOf(text)).toEqual([
      "steps[1].prediction.options options",
      "steps[1].prediction.answer answer",
    ]);
  });

  it("reports an option id that is no text, whatever its toString returns", () => {
    for (const id of [{ toString: "x" }, { toString: null }, [], 7, null]) {
      const options = [
        { id, text: "A" },
        { id: "b", text: "B" },
      ];
      const text = changed((_, step) => (step["prediction"] = { kind: "choice", options, answer: "b" }));
      expect(errorsOf(text)).toEqual(["steps[1].prediction.options[1].id text"]);
    }
  });

  it("stops at a dozen", () => {
    const text = JSON.stringify({ title: "Many", steps: Array.from({ length: 20 }, () => ({})) });
    expect(errorsOf(text)).toHaveLength(12);
  });
});

it("accepts whole addresses, and drops their view keys", () => {
  const address = "https://example.org/initscope/?utm=1#v=1&lang=zh&lesson=x&depth=7&seed=1&theme=dark";
  const read = readLesson(changed((_, step) => (step["link"] = address)));
  expect(read.kind === "lesson" && read.lesson.steps[0]?.link).toBe("#v=1&depth=7&seed=1");
});

it("is total: any JSON and any text is a lesson or has errors", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(["lesson", "errors"]).toContain(readLesson(text).kind);
    }),
  );
  const part = fc.oneof(fc.jsonValue(), fc.constantFrom("link", "sketch", "choice"));
  fc.assert(
    fc.property(
      fc.constantFrom("title", "text", "link", "others", "prediction", "task", "shows", "asks"),
      part,
      (key, value) => {
        expect(["lesson", "errors"]).toContain(readLesson(changed((_, step) => (step[key] = value))).kind);
      },
    ),
  );
});

it("a number of a layer that is not there is shown as NaN, not thrown", () => {
  expect(numbersOf("{{std@3}}", [])).toEqual(new Map([["std@3", { format: "number", value: NaN }]]));
});

describe("a lesson too long for a link", () => {
  // Letters without a pattern: they cannot be compressed.
  const random = (length: number): string =>
    Array.from({ length }, (_, index) => String.fromCharCode(33 + (philox(index) % 90))).join("");
  const philox = (index: number): number => (Math.imul(index + 1, 2654435761) ^ (index * 40503)) >>> 7;

  it("is refused with a reason when it is packed", async () => {
    const steps = Array.from({ length: 38 }, () => ({
      title: "Long",
      text: random(5900),
      link: "#v=1&depth=3&seed=1",
      explanation: random(5900).replaceAll("{{", "  "),
    }));
    const opened = await openDocument(JSON.stringify({ title: "Long", steps }));
    expect(opened).toEqual({ kind: "errors", errors: [{ path: "", problem: "address", detail: "100000" }] });
  });

  it("is reported as broken when its link is opened", async () => {
    const place = decodeLink(`#lesson=z.${"A".repeat(120_000)}&step=2`).view.lesson;
    expect(place?.step).toBe(2);
    expect(await findLesson(place?.source ?? "")).toEqual({ kind: "broken" });
  });
});

describe("a packed text", () => {
  it("is the same after a round trip, whatever it contains", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), async (text) => {
        // A lone surrogate cannot be written in UTF-8.
        const packed = await packText(text);
        expect(isPacked(packed)).toBe(true);
        expect(await unpackText(packed)).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it("is null when it is cut off, damaged or not packed", async () => {
    const packed = await packText(example);
    for (const text of [packed.slice(0, -9), packed.slice(0, 40), "z.", "z.!!!", "z.AAAA", "why_not_zeros"]) {
      expect(await unpackText(text)).toBeNull();
    }
  });

  it("is null when it unpacks to more than a lesson can be", async () => {
    const bomb = await packText("0".repeat(MOST_UNPACKED_BYTES + 1));
    expect(bomb.length).toBeLessThan(2000);
    expect(await unpackText(bomb)).toBeNull();
    expect(await unpackText(await packText("0".repeat(MOST_UNPACKED_BYTES)))).not.toBeNull();
  });
});

it("a broken link opens the default experiment", () => {
  expect(decodeLink("#lesson=z.broken").config).toEqual(DEFAULT_CONFIG);
});

it("every number the manual lists is there, and the manual lists every number", () => {
  const manual = readFileSync(new URL("../../../../docs/lessons.md", import.meta.url), "utf8");
  const [, tables = ""] = manual.split("## Text, formulas, numbers");
  const listed = tables
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => Array.from(line.split("|")[1]?.matchAll(/`(\w+)`/g) ?? [], ([, name]) => name));
  expect(new Set(listed)).toEqual(new Set(NUMBER_NAMES));
});
