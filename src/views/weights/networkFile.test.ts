/** The saved weights of a network: opened again by the audit and as a network, with the same numbers. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { fetchGiven } from "../../experiment/fetchGiven.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { runReference } from "../../experiment/reference.ts";
import { collectAudit } from "../../testing/weights/collect.ts";
import { openWeights } from "../../weights/files/openWeights.ts";
import { findNetworks } from "../../weights/network/findNetworks.ts";
import { readNetwork } from "../../weights/network/readNetwork.ts";
import { networkConfig } from "./networkConfig.ts";
import { networkFile } from "./networkFile.ts";

const SMALL: ExperimentConfig = {
  ...DEFAULT_CONFIG,
  depth: 4,
  width: [13, 9, 9, 4],
  inputWidth: 6,
  batch: 8,
  activation: "tanh",
  lastActivation: "linear",
  seed: 3,
};
const CASES: readonly (readonly [name: string, patch: Partial<ExperimentConfig>])[] = [
  ["plain", { biasStd: 0.2 }],
  ["batch norm before", { normalization: "batch", normalizedLayers: "hidden", gamma: 1.5, beta: 0.25 }],
  [
    "layer norm after",
    { normalization: "layer", normalizationPosition: "after", normalizedLayers: "hidden" },
  ],
  ["RMS norm", { normalization: "rms", normalizedLayers: "all", initializer: "orthogonal" }],
  ["LSUV", { initializer: "lsuv" }],
];

describe.each(CASES)("a saved network, %s,", (_name, patch) => {
  const config = { ...SMALL, ...patch };
  const plan = planExperiment(config);
  const reference = runReference(plan, "float32");
  const save = () =>
    networkFile(
      plan,
      "#v=1",
      (index) => Promise.resolve(Float32Array.from(reference.captured.layers[index]?.weight ?? [])),
      () => Promise.resolve(),
    );

  it("has the same statistics in the audit", async () => {
    const { fault, rows } = await collectAudit(await save(), "own.safetensors");
    expect(fault).toBeNull();
    const weights = rows.filter(({ shape }) => shape.length === 2);
    expect(weights).toHaveLength(4);
    for (const [index, { stats }] of weights.entries())
      // Both sum the same float32 values in float64.
      expect(stats?.std).toBeCloseTo(reference.layers[index]?.tensors.weight?.std ?? NaN, 12);
  });

  it("runs again with the same numbers", async () => {
    const blob = await save();
    const { tensors } = await openWeights(blob, "own.safetensors");
    const listed = tensors.map(({ dtypeName, ...tensor }) => ({ ...tensor, dtype: dtypeName }));
    const [network] = findNetworks(listed, "outputs_first");
    if (network === undefined) throw new RangeError("invalid file (expected an MLP)");
    const file = { blob, name: "own.safetensors" };
    const given = await readNetwork(file, network, new AbortController().signal);
    const opened = { ...config, ...networkConfig(network, given) };
    const again = planExperiment(opened);
    await fetchGiven(again);
    expect(opened.normalization).toBe(config.normalization);
    const { layers } = runReference(again, "float32");
    for (const [index, { tensors: expected }] of reference.layers.entries())
      for (const tensor of ["activation", "grad_activation"] as const)
        // Gains, shifts and biases were rounded to float32 on their way.
        expect(layers[index]?.tensors[tensor]?.std).toBeWithin({
          of: expected[tensor]?.std ?? NaN,
          by: 1e-5 * (expected[tensor]?.std ?? NaN),
        });
  });
});
