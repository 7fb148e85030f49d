/**
 * The published shape of blocks, measured: stream, gradient and cosine behind 12 and 48 of them, and the
 * moments of gated products. Width 192, expansion 4, ReLU, W1 He, W2 of variance 1/n, RMS norm, 64 inputs
 * N(0, 1), a gradient N(0, 1) behind a final norm. Expected numbers were measured with NumPy.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import type { LayerResult } from "../../experiment/result.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import { predict } from "../../experiment/theory/theory.ts";
import type { InitializerOverride } from "../../experiment/settings.ts";
import { loadNodeKernels } from "../../testing/wasm/nodeKernels.ts";
import type { Engine } from "../engine.ts";
import { createWasmEngine } from "./wasmEngine.ts";

const SEEDS = [1, 2, 3, 4];

let engine: Engine;
beforeAll(() => {
  engine = createWasmEngine({ loadModule: () => loadNodeKernels("simd") });
});

/** Blocks between two layers that change nothing: the stream begins with the inputs. */
function blocksOf(blocks: number, patch: Partial<ExperimentConfig>): ExperimentConfig {
  const depth = 2 * blocks + 2;
  const own = (layer: number, id: InitializerOverride["id"]): InitializerOverride => ({
    from: layer,
    to: layer,
    id,
    value: null,
  });
  return {
    ...DEFAULT_CONFIG,
    depth,
    width: 192,
    batch: 64,
    expansion: 4,
    normalization: "rms",
    activation: "relu",
    initializer: "he_normal",
    initializerOverrides: [
      own(1, "identity"),
      own(depth, "identity"),
      ...Array.from({ length: blocks }, (_, block) => own(2 * block + 3, "lecun_normal")),
    ],
    activationOverrides: [
      { from: 1, to: 1, id: "linear" },
      { from: depth, to: depth, id: "linear" },
    ],
    ...patch,
  };
}

async function run(config: ExperimentConfig): Promise<readonly LayerResult[]> {
  const { result } = await engine.run(requestOf(planExperiment(config), { parameterGradients: false }));
  return result.layers;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** What the table says of a row, the mean over the seeds. */
async function measured(blocks: number, patch: Partial<ExperimentConfig>) {
  const rows: { stream: number; cosine: number; gradient: number; share: number }[] = [];
  for (const seed of SEEDS) {
    const layers = await run(blocksOf(blocks, { ...patch, seed }));
    const [end, before, first] = [layers.at(-2), layers.at(-4), layers[0]];
    const streamOf = (layer: LayerResult | undefined): number =>
      layer?.tensors.stream?.rms ?? layer?.tensors.activation?.rms ?? NaN;
    const branch = end?.tensors.activation?.rms ?? NaN;
    rows.push({
      stream: streamOf(end),
      cosine: end?.similarity.cosine ?? NaN,
      gradient: (first?.tensors.grad_activation?.rms ?? NaN) / (end?.tensors.grad_stream?.rms ?? NaN),
      share: branch / Math.hypot(streamOf(before), branch),
    });
  }
  const of = (key: "stream" | "cosine" | "gradient" | "share"): number => mean(rows.map((row) => row[key]));
  return { stream: of("stream"), cosine: of("cosine"), gradient: of("gradient"), share: of("share") };
}

type Row = readonly [
  name: string,
  patch: Partial<ExperimentConfig>,
  blocks: number,
  stream: number,
  cosine: number,
  gradient: number,
];

const ROWS: readonly Row[] = [
  ["pre-norm", { block: "pre" }, 12, 3.53, 0.474, 3.74],
  ["pre-norm", { block: "pre" }, 48, 6.93, 0.581, 7.59],
  ["pre-norm, 1/sqrt(2L)", { block: "pre", branch: "depth2" }, 12, 1.22, 0.127, 1.24],
  ["pre-norm, 1/sqrt(2L)", { block: "pre", branch: "depth2" }, 48, 1.22, 0.128, 1.25],
  ["LayerScale 0.1", { block: "pre", branch: 0.1 }, 12, 1.06, 0.049, 1.06],
  ["LayerScale 1e-5", { block: "pre", branch: 1e-5 }, 48, 1, 0.012, 1],
  ["post-norm", { block: "post" }, 12, 1, 0.746, 1.14],
  ["post-norm", { block: "post" }, 48, 1, 0.963, 1.04],
  ["DeepNorm", { block: "deepnorm" }, 12, 1, 0.022, 1],
  ["DeepNorm", { block: "deepnorm" }, 48, 1, 0.018, 1.01],
  ["branch-norm", { block: "branch" }, 12, 3.54, 0.471, 3.77],
  ["branch-norm", { block: "branch" }, 48, 6.97, 0.58, 7.79],
];

describe("the table of blocks", () => {
  it.each(ROWS)(
    "%s: %j, %d blocks",
    async (_name, patch, blocks, stream, cosine, gradient) => {
      const found = await measured(blocks, patch);
      expect(Math.abs(found.stream / stream - 1)).toBeLessThan(0.03);
      expect(Math.abs(found.cosine - cosine)).toBeLessThan(0.03);
      // Two samples of four draws each: a gradient through 48 normalised sums varies by about a tenth.
      expect(Math.abs(found.gradient / gradient - 1)).toBeLessThan(0.2);
      if (patch.branch === undefined && (patch.block === "pre" || patch.block === "branch"))
        expect(Math.abs(found.share * Math.sqrt(1 + blocks) - 1)).toBeLessThan(0.05);
    },
    120_000,
  );

  it.each([12, 48])("theory: the stream of %d pre-norm blocks is sqrt(1 + L)", (blocks) => {
    // Drawn weights stand for the identity, which theory does not take: both keep the length.
    const config = blocksOf(blocks, { block: "pre" });
    const drawn = config.initializerOverrides.map((own) =>
      own.id === "identity" ? { ...own, id: "lecun_normal" as const } : own,
    );
    const { layers } = predict(planExperiment({ ...config, initializerOverrides: drawn }));
    expect(layers.at(-2)?.stream?.rms).toBeCloseTo(Math.sqrt(1 + blocks), 4);
    const share = (layers.at(-2)?.rms ?? NaN) / (layers.at(-2)?.stream?.rms ?? NaN);
    expect(share).toBeCloseTo(1 / Math.sqrt(1 + blocks), 4);
  });
});

describe("the product of a gated block", () => {
  it.each([
    ["silu", 0.596, 22],
    ["gelu", 0.652, 22],
    ["relu", 0.707, 18],
    ["sigmoid", 0.542, 4.6],
  ] as const)(
    "%s: rms %d, kurtosis %d",
    async (activation, rms, kurtosis) => {
      const products: { rms: number; kurtosis: number }[] = [];
      for (const seed of SEEDS) {
        const layers = await run({
          ...DEFAULT_CONFIG,
          depth: 5,
          width: 192,
          batch: 512,
          block: "pre",
          gate: "glu",
          normalization: "rms",
          expansion: 4,
          activation,
          initializer: "lecun_normal",
          // The block takes inputs that point everywhere.
          activationOverrides: [{ from: 1, to: 1, id: "linear" }],
          seed,
        });
        const product = layers[2]?.tensors.activation;
        products.push({ rms: product?.rms ?? NaN, kurtosis: (product?.excessKurtosis ?? NaN) + 3 });
      }
      expect(Math.abs(mean(products.map((one) => one.rms)) / rms - 1)).toBeLessThan(0.01);
      expect(Math.abs(mean(products.map((one) => one.kurtosis)) / kurtosis - 1)).toBeLessThan(0.15);
    },
    120_000,
  );
});
