/** The thresholds in the docs are those of the rules. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as thresholds from "./thresholds.ts";

describe.each(["model.md", "model.zh.md"])("docs/%s", (name) => {
  const rows = readFileSync(new URL(`../../../docs/${name}`, import.meta.url), "utf8")
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()));

  it.each(Object.entries(thresholds))("states %s", (id, value) => {
    const row = rows.find((cells) => cells[3] === `\`${id}\``);
    expect(Number(row?.[2]?.replaceAll(",", ""))).toBe(value);
  });
});
