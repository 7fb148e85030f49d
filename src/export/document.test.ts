/** The exports: the contract's columns, and numbers that survive the trip. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import { runReference } from "../experiment/reference.ts";
import { predictAttention } from "../experiment/theory/attentionTheory.ts";
import { predict } from "../experiment/theory/theory.ts";
import { toCsv, toJson } from "./document.ts";

const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 2, width: 5, batch: 4 });
const { layers, loss } = runReference(plan, "float32");
const provenance = {
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
} as const;

describe("toCsv", () => {
  const text = toCsv(layers, provenance);
  const lines = text.trimEnd().split("\n");
  const body = lines.filter((line) => !line.replace("\uFEFF", "").startsWith("#"));

  it("has the public header, a BOM and its provenance", () => {
    expect(text.startsWith("\uFEFF# Initscope")).toBe(true);
    expect(lines).toContain("# link: https://example.org/#v=1&seed=1");
    expect(body[0]).toBe(
      "layer,tensor,count,finite,nan,pos_inf,neg_inf,zeros,mean,std,rms,min,max,p01,p05,p25,p50,p75,p95,p99,skewness,excess_kurtosis,batch_std,unit_std,saturated,dead_units,theory_mean,theory_std,theory_rms",
    );
  });

  it("has one row per layer and tensor, with numbers that read back exactly", () => {
    expect(body).toHaveLength(1 + 2 * 6);
    const cells = (body[2] ?? "").split(",");
    expect(cells[1]).toBe("activation");
    expect(Number(cells[9])).toBe(layers[0]?.tensors.activation?.std);
    expect(cells[22]).not.toBe("");
    // He and ReLU: std sqrt(1 - 1/pi), rms 1, whatever the width.
    expect(Number(cells[27])).toBeCloseTo(Math.sqrt(1 - 1 / Math.PI), 12);
    expect(Number(cells[28])).toBeCloseTo(1, 12);
    const weight = (body[5] ?? "").split(",");
    expect(weight[1]).toBe("weight");
    // Weights have no batch to split their variance over, and nothing saturates.
    expect(weight.slice(22, 26)).toEqual(["", "", "", ""]);
  });
});

describe("toCsv of blocks with attention", () => {
  const blocks = planExperiment({ ...DEFAULT_CONFIG, depth: 8, width: 8, batch: 8, block: "pre", tokens: 4 });
  const run = runReference(blocks);
  const document = toCsv(run.layers, {
    ...provenance,
    theory: predict(blocks),
    plans: blocks.layers,
    attentionTheory: (layer) => predictAttention(blocks, layer),
  });
  const [header = [], ...rows] = document
    .split("\n")
    .filter((line) => line !== "" && !line.replace("\uFEFF", "").startsWith("#"))
    .map((line) => line.split(","));

  it("names the part of every layer in a last column", () => {
    expect(header.slice(0, -1).join(",")).toBe(
      toCsv(layers, provenance)
        .split("\n")
        .find((line) => line.startsWith("layer,")),
    );
    expect(header.at(-1)).toBe("role");
    expect(rows.every((row) => row.length === header.length)).toBe(true);
    expect([...new Set(rows.map((row) => `${row[0] ?? ""} ${row.at(-1) ?? ""}`))]).toEqual(
      ["", "query", "key", "value", "output", "inner", "end", ""].map(
        (role, index) => `${index + 1} ${role}`,
      ),
    );
  });

  it("has what attention does to the tokens as rows of the layer of the values", () => {
    const of = (tensor: string, column: string): number[] =>
      rows.filter((row) => row[1] === tensor).map((row) => Number(row[header.indexOf(column)]));
    const attention = run.layers[3]?.attention;
    expect(of("attention_logit", "std")).toEqual([attention?.logitStd]);
    expect(of("attention_entropy", "mean")).toEqual([attention?.entropy]);
    expect(of("attention_entropy_uniform", "mean")).toEqual([attention?.uniform]);
    expect(of("token_cosine_in", "mean")).toEqual([attention?.cosineIn]);
    expect(of("token_cosine_out", "mean")).toEqual([attention?.cosineOut]);
    expect(of("attention_entropy_uniform", "layer")).toEqual([4]);
    const expected = predictAttention(blocks, 3);
    expect(expected?.entropy).toBeGreaterThan(0);
    expect(of("attention_logit", "theory_std")).toEqual([expected?.logitStd]);
    expect(of("attention_entropy", "theory_mean")).toEqual([expected?.entropy]);
  });
});

describe("toJson", () => {
  it("carries the rows and sketches whose counts are whole", () => {
    const document = JSON.parse(toJson(layers, provenance)) as {
      rows: { count: number }[];
      sketches: { tensors: { activation: { count: number; zeros: number } } }[];
    };
    expect(document.rows).toHaveLength(12);
    expect(document.sketches[1]?.tensors.activation.count).toBe(20);
  });

  it("carries the loss, how alike the inputs are, and what calibration did", () => {
    const calibrated = planExperiment({
      ...DEFAULT_CONFIG,
      depth: 2,
      width: 5,
      batch: 4,
      initializer: "lsuv",
      gradient: "cross_entropy",
    });
    const run = runReference(calibrated, "float32");
    const document = JSON.parse(
      toJson(run.layers, { ...provenance, theory: predict(calibrated), loss: run.loss }),
    ) as {
      loss: number;
      layers: { layer: number; cosine: number; participationRatio: number; calibration: object }[];
    };
    expect(document.loss).toBe(run.loss);
    expect(document.layers[1]).toEqual({
      layer: 2,
      cosine: run.layers[1]?.similarity.cosine,
      participationRatio: run.layers[1]?.similarity.participationRatio,
      calibration: run.layers[1]?.calibration,
    });
    expect(document.layers[1]?.calibration).toHaveProperty("iterations");
    const drawn = JSON.parse(toJson(layers, provenance)) as { loss: null; layers: { calibration: null }[] };
    expect(drawn.loss).toBeNull();
    expect(drawn.layers[0]?.calibration).toBeNull();
  });
});
