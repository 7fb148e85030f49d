/** Text of links and documents that reaches a file or its name: it stays data, whatever it says. */
import { describe, expect, it } from "vitest";
import { lectureTitle, readLecture, writeLecture } from "../content/lectures/lecture.ts";
import { toCsv, toJson } from "../export/document.ts";
import type { Provenance } from "../export/document.ts";
import { toMarkdown } from "../export/markdown.ts";
import { COLUMNS, tableRows } from "../export/table.ts";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import { runReference } from "../experiment/reference.ts";
import { predict } from "../experiment/theory/theory.ts";
import { decodeLink, encodeLink } from "../link/codec.ts";
import { screenKeys, viewOf, pairsOf } from "../link/view.ts";
import { anyLink } from "../testing/fuzz/links.ts";
import { chooserOf } from "../testing/fuzz/random.ts";
import { fileName } from "../views/export/fileName.ts";

const HOSTILE = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>",
  "a\r\nlayer,tensor,count\r\n=1+1",
  "=cmd|' /C calc'!A0",
  "| 1 | 2 |\n| --- | --- |",
  "[press](javascript:alert(1)) ![](//example.org/x)",
  "../../etc/passwd\0.csv",
  "CON",
  "\u202egnp.exe",
  "a".repeat(900),
] as const;

const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 2, width: 5, batch: 4 });
const { layers, loss } = runReference(plan, "float32");
const theory = predict(plan);
const REPORT = {
  engine: "wasm",
  backend: "simd",
  precision: "float32",
  workers: 1,
  flushesDenormals: false,
  declined: [],
} as const;
const provenanceOf = (link: string): Provenance => ({
  link,
  appVersion: "0.0.0",
  report: REPORT,
  theory,
  loss,
});

/** What the page makes of a hash, with the title for the screen, as an address. */
function addressOf(hash: string, title = ""): string {
  const { config, pins } = decodeLink(hash);
  const { screen } = viewOf(pairsOf(hash));
  return `https://example.org/${encodeLink(config, pins)}${screenKeys({ ...screen, title: title === "" ? screen.title : title })}`;
}

const links = [
  ...HOSTILE.map((title) => addressOf(`#v=1&seed=1&title=${encodeURIComponent(title)}`)),
  ...HOSTILE.map((title) => addressOf("#v=1&seed=1", title)),
  ...Array.from({ length: 300 }, (_, index) => {
    const choose = chooserOf(index);
    return addressOf(`${anyLink(choose)}&title=${encodeURIComponent(choose.of(HOSTILE))}`);
  }),
];

describe("hostile text", () => {
  it("is escaped in every address that the page writes", () => {
    for (const link of links) {
      expect(link).not.toMatch(/[\s<>"|\\^`{}\p{C}]/u);
      expect(new URL(link).href).toBe(link);
    }
  });

  it("adds no line, cell or formula to the CSV", () => {
    const rows = tableRows(layers, theory).length;
    for (const link of links) {
      const lines = toCsv(layers, provenanceOf(link))
        .replace(/^\uFEFF/, "")
        .trimEnd()
        .split(/\r|\n/);
      const comments = lines.filter((line) => line.startsWith("# "));
      expect(comments).toHaveLength(5);
      expect(lines[comments.length]).toBe(COLUMNS.join(","));
      expect(lines).toHaveLength(comments.length + 1 + rows);
      for (const line of lines.slice(comments.length + 1)) {
        expect(line.split(",")).toHaveLength(COLUMNS.length);
        expect(line).toMatch(/^\d+,[a-z_]+,[\d.eE+,-]*$/);
      }
    }
  });

  it("adds no row, picture or further address to the Markdown", () => {
    for (const link of links) {
      const text = toMarkdown(layers, provenanceOf(link));
      const [table = "", source = "", ...rest] = text.trimEnd().split("\n\n");
      expect(rest).toEqual([]);
      expect(table.split("\n")).toHaveLength(2 + layers.length);
      // One autolink, which ends where the address ends.
      expect(source.match(/<[^<>\s]*>/g)).toEqual([`<${link}>`]);
      expect(source.endsWith(`: <${link}>`)).toBe(true);
    }
  });

  it("comes back from the JSON as it was", () => {
    for (const link of links) expect(JSON.parse(toJson(layers, provenanceOf(link)))).toMatchObject({ link });
  });

  it("is a line without invisible characters in a lecture's file", () => {
    for (const title of HOSTILE) {
      const file = writeLecture({ title, hasStart: false, entries: [{ title, link: "#v=1&seed=1" }] });
      const read = readLecture(file);
      expect(read).toMatchObject({ lecture: { title: lectureTitle(title) } });
      expect(lectureTitle(title)).not.toMatch(/[\p{C}\n]/u);
    }
  });

  it("is letters, digits and hyphens in the name of a file, and few of them", () => {
    const nameOf = (label: string): string => label;
    for (let index = 0; index < 300; index++) {
      const { config } = decodeLink(anyLink(chooserOf(index)));
      expect(fileName(config, { nameOf })).toMatch(/^initscope-[\p{L}\p{N}-]{1,100}$/u);
    }
    for (const title of HOSTILE)
      expect(fileName(DEFAULT_CONFIG, { nameOf: () => title })).toMatch(/^initscope-[\p{L}\p{N}-]{1,100}$/u);
    const wide = { ...DEFAULT_CONFIG, depth: 200, width: Array<number>(200).fill(8192) };
    expect(fileName(wide, { nameOf })).toMatch(/^initscope-[\p{L}\p{N}-]{1,100}$/u);
  });
});
