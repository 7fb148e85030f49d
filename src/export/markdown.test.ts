/** The Markdown table: one row per layer, its numbers those of the run, undefined ones empty. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import { runReference } from "../experiment/reference.ts";
import { predict } from "../experiment/theory/theory.ts";
import { toMarkdown } from "./markdown.ts";

function tableOf(patch: Partial<typeof DEFAULT_CONFIG>) {
  const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 3, width: 8, batch: 4, ...patch });
  const { layers, loss } = runReference(plan, "float32");
  const text = toMarkdown(layers, {
    link: "https://example.org/#v=1&seed=1",
    appVersion: "0.0.0",
    report: {
      engine: "wasm",
      backend: "simd",
      precision: "float32",
      workers: 1,
      flushesDenormals: false,
      declined: [],
    },
    theory: predict(plan),
    loss,
  });
  const rows = text
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
  return { text, rows, layers };
}

describe("toMarkdown", () => {
  it("has a head, a rule and a row per layer, all of one width", () => {
    const { rows, text } = tableOf({});
    expect(rows).toHaveLength(2 + 3);
    expect(new Set(rows.map((cells) => cells.length)).size).toBe(1);
    expect(text).toContain("<https://example.org/#v=1&seed=1>");
  });

  it("rounds the run's numbers to four digits", () => {
    const { rows, layers } = tableOf({});
    const std = Number(rows[2]?.[rows[0]?.indexOf("std a") ?? -1]);
    const exact = layers[0]?.tensors.activation?.std ?? NaN;
    // Half a unit of the fourth digit is at most 5e-4 of the number.
    expect(Math.abs(std / exact - 1)).toBeLessThan(5e-4);
  });

  it("leaves theory empty where there is none, and has a column for what is not finite", () => {
    const { rows } = tableOf({ initializer: "constant" });
    expect(rows[2]?.[rows[0]?.indexOf("std a, theory") ?? -1]).toBe("");
    const overflow = tableOf({ initializer: "normal", initializerParameters: { std: 1e30 } });
    const last = overflow.layers.at(-1)?.tensors.activation;
    const share = 1 - (last?.finite ?? NaN) / (last?.sketch.count ?? NaN);
    expect(share).toBeGreaterThan(0);
    const written = Number(overflow.rows.at(-1)?.[overflow.rows[0]?.indexOf("not finite") ?? -1]);
    expect(Math.abs(written / share - 1)).toBeLessThan(5e-4);
  });
});
