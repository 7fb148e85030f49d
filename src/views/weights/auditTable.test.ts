/** The audit as words and files: names come out of files that anybody may have made. */
import { describe, expect, it } from "vitest";
import { weightsTranslator } from "../../i18n/weightsText.ts";
import { collectAudit } from "../../testing/weights/collect.ts";
import { blobOf, safetensors } from "../../testing/weights/writeFiles.ts";
import { rowOf } from "../../weights/judge/rows.ts";
import { findGroups, judgeRows } from "../../weights/judge/verdicts.ts";
import type { JudgedRow } from "../../weights/judge/verdicts.ts";
import { auditCsv, auditMarkdown } from "./auditTable.ts";
import { faultText, findingText, sizeText } from "./auditWords.ts";

async function judged(name: string, values: readonly number[]): Promise<readonly JudgedRow[]> {
  const { rows } = await collectAudit(blobOf(safetensors([{ name, shape: [1, values.length], values }])));
  return judgeRows(
    rows.map((row, index) => rowOf(index, row, row, "outputs_first")),
    "gpt2",
    new Map(),
  );
}

describe("a file of the audit", () => {
  it("has every number in full, and empty cells for what is undefined", async () => {
    const [header, line] = auditCsv(await judged("0.weight", [1, 2, 4])).split("\r\n");
    expect(header).toMatch(/^name,role,shape,dtype,count,mean,std,min,max,zeros,not_finite,kurtosis,law,/);
    expect(line).toMatch(
      /^0\.weight,linear,1x3,F32,3,2\.3333333333333335,1\.247219128924647,1,4,0,0,1\.5\d*,few,,3,1,/,
    );
    const [, constant] = auditCsv(await judged("0.weight", [1, 1])).split("\r\n");
    expect(constant).toContain(",0,1,1,0,0,,constant,ones,2,1,0,");
  });

  it.each([
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ["+1", "'+1"],
    ["a,b\nc", '"a,b\nc"'],
    ["__proto__", "__proto__"],
  ])("holds the name %j as a text", async (name, cell) => {
    expect(auditCsv(await judged(name, [1, 2])).split("\r\n")[1]).toMatch(
      new RegExp(`^${cell.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)},`),
    );
  });

  it("escapes what Markdown would read as its own", async () => {
    const text = auditMarkdown(await judged("a|b<img src=x>`c`", [1, 2]), "f|g");
    expect(text).toContain(String.raw`| a\|b\<img src=x\>\`c\` | linear |`);
    expect(text).toContain(String.raw`Initscope: f\|g`);
  });
});

describe.each(["en", "zh"] as const)("in %s", (language) => {
  const t = weightsTranslator(language);

  it("faults and findings have their numbers", async () => {
    expect(faultText(t, { kind: "truncated", needed: 20, bytes: 16 })).toMatch(/20.*16/);
    expect(faultText(t, { kind: "entry", name: "w", what: "shape" })).toContain("w");
    expect(faultText(t, { kind: "unknown" })).toContain("safetensors");
    const [finding] = findGroups(await judged("0.weight", [1, -1, 1.5, -1.5]));
    expect(finding?.kind).toBe("ratio");
    expect(finding === undefined ? "" : findingText(t, finding)).toMatch(/0\.02 = 0\.02/);
  });

  it("no text keeps a place for a number", async () => {
    const [finding] = findGroups(await judged("0.weight", [1, 2]));
    if (finding === undefined) throw new Error("missing finding");
    for (const kind of [
      "fits",
      "unsaid",
      "depthMissing",
      "depthTwice",
      "layerScale",
      "law",
      "cutStd",
    ] as const)
      expect(findingText(t, { ...finding, kind })).not.toMatch(/[{}]/);
  });
});

it("says sizes as people do", () => {
  expect([0, 4, 2048, 3 * 2 ** 30].map(sizeText)).toEqual(["0 B", "4 B", "2 kB", "3 GB"]);
});
