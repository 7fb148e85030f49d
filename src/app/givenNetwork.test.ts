/**
 * Networks of files: state dicts that PyTorch made, run by every engine, against PyTorch's own statistics of
 * them (tools/goldens/mlp.py); and the same network by other files.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createReferenceEngine } from "../engine/referenceEngine.ts";
import { createWasmEngine } from "../engine/wasm/wasmEngine.ts";
import type { Engine } from "../engine/engine.ts";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { fetchGiven } from "../experiment/fetchGiven.ts";
import { planExperiment } from "../experiment/plan.ts";
import { requestOf } from "../experiment/runRequest.ts";
import { FAKE_GLOBALS, rigOf } from "../testing/gpu/rig.ts";
import { BACKENDS, loadNodeKernels } from "../testing/wasm/nodeKernels.ts";
import { npz, safetensors } from "../testing/weights/writeFiles.ts";
import type { OwnTensor } from "../testing/weights/writeFiles.ts";
import { networkConfig } from "../views/weights/networkConfig.ts";
import { openWeights } from "../weights/files/openWeights.ts";
import { guessLayout } from "../weights/judge/fans.ts";
import { findNetworks } from "../weights/network/findNetworks.ts";
import golden from "../weights/network/golden/statistics.json" with { type: "json" };
import { readNetwork } from "../weights/network/readNetwork.ts";

const FOLDER = join(import.meta.dirname, "../weights/network/golden");

/** The experiment of the one network in a file. */
async function opened(blob: Blob, name: string, patch: Partial<ExperimentConfig> = {}) {
  const { tensors } = await openWeights(blob, name);
  const listed = tensors.map(({ dtypeName, ...tensor }) => ({ ...tensor, dtype: dtypeName }));
  const [network, ...others] = findNetworks(listed, guessLayout(listed));
  if (network === undefined) throw new RangeError(`invalid file: ${name} (expected an MLP)`);
  expect(others).toEqual([]);
  const given = await readNetwork({ blob, name }, network, new AbortController().signal);
  return { ...DEFAULT_CONFIG, ...networkConfig(network, given), ...patch };
}

const fileOf = (name: string): Blob =>
  new Blob([Uint8Array.from(readFileSync(join(FOLDER, `${name}.safetensors`)))]);

const SHARED = { seed: golden.seed, batch: golden.batch } as const;
const MODELS = [
  ["layer_norm", { activation: "tanh" }],
  ["batch_norm", { activation: "relu" }],
  ["deep", { activation: "gelu" }],
] as const;

const { backend = "simd" } = BACKENDS.find(({ isAbsent }) => !isAbsent) ?? {};
const ENGINES: readonly (readonly [name: string, engine: () => Promise<Engine>])[] = [
  ["the reference", () => Promise.resolve(createReferenceEngine())],
  [
    "WASM",
    () =>
      Promise.resolve(
        createWasmEngine({ loadModule: () => loadNodeKernels(backend), startShard: null, cores: 1 }),
      ),
  ],
  ["GPU.js", () => Promise.resolve(rigOf("webgl2").engine)],
];

beforeEach(() => {
  for (const [name, value] of Object.entries(FAKE_GLOBALS)) vi.stubGlobal(name, value);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(MODELS)("the state dict %s", (name, patch) => {
  const planOf = async () => {
    const plan = planExperiment(await opened(fileOf(name), `${name}.safetensors`, { ...SHARED, ...patch }));
    await fetchGiven(plan);
    return plan;
  };

  it.each(ENGINES)("has PyTorch's statistics on %s", async (_engine, create) => {
    const plan = await planOf();
    const engine = await create();
    await engine.prepare();
    const { result } = await engine.run(requestOf(plan));
    const expected = golden.models[name];
    expect(result.layers).toHaveLength(expected.length);
    for (const [index, layer] of expected.entries())
      for (const tensor of Object.keys(layer) as (keyof typeof layer)[]) {
        const { mean, std } = result.layers[index]?.tensors[tensor] ?? { mean: NaN, std: NaN };
        // The issue's own tolerance; means of nearly nothing are measured against the std.
        const by = 1e-4 * layer[tensor].std;
        expect(std, `${tensor} of layer ${index + 1}`).toBeWithin({ of: layer[tensor].std, by });
        expect(mean, `${tensor} of layer ${index + 1}`).toBeWithin({ of: layer[tensor].mean, by });
      }
    engine.dispose();
  });
});

describe("a network of a file", () => {
  const tensors: readonly OwnTensor[] = [
    { name: "fc1.weight", shape: [6, 4], values: Float64Array.from({ length: 24 }, (_, i) => Math.sin(i)) },
    { name: "fc1.bias", shape: [6], values: Float64Array.from({ length: 6 }, (_, i) => i / 10) },
    { name: "fc2.weight", shape: [2, 6], values: Float64Array.from({ length: 12 }, (_, i) => Math.cos(i)) },
  ];
  const own = (patch: Partial<ExperimentConfig> = {}) =>
    opened(new Blob([safetensors(tensors)]), "own.safetensors", patch);
  const turned = tensors.map(({ name, shape, values }): OwnTensor => {
    const [rows = 1, columns = 1] = shape;
    const isMatrix = shape.length === 2;
    return {
      name: name.replace("weight", "kernel"),
      shape: shape.toReversed(),
      values: isMatrix
        ? Array.from(values, (_, at) => values[(at % rows) * columns + Math.floor(at / rows)] ?? 0)
        : values,
    };
  });

  it("is the same from safetensors, from NumPy, and with the outputs last", async () => {
    const { given, ...settings } = await own();
    const blobs = [npz(tensors, 1), safetensors(turned)].map((bytes) => new Blob([bytes]));
    for (const blob of blobs) {
      const { given: other, epsilon: _, ...otherSettings } = await opened(blob, "other");
      expect(other?.key).toBe(given?.key);
      expect(other?.layers).toEqual(given?.layers);
      expect(otherSettings).toEqual(
        Object.fromEntries(Object.entries(settings).filter(([key]) => key !== "epsilon")),
      );
    }
  });

  it("mixes with other initialisers, layer by layer", async () => {
    const mixed = await own({ initializerOverrides: [{ from: 1, to: 1, id: "he_normal", value: null }] });
    const drawn = planExperiment({
      ...mixed,
      initializer: "he_normal",
      initializerOverrides: [],
      given: null,
    });
    const [first, second] = planExperiment(mixed).layers;
    expect(first).toEqual(drawn.layers[0]);
    expect(second?.weight).toMatchObject({ draw: "given", scale: 1 });
    expect(second?.bias).toBeNull();
  });

  it("is He's without its file, and where the sizes are others", async () => {
    const config = await own();
    for (const patch of [{ given: null }, { width: 7, inputWidth: null }]) {
      const plan = planExperiment({ ...config, ...patch });
      const drawn = planExperiment({ ...config, ...patch, initializer: "he_normal" });
      expect(plan.layers.map((layer) => ({ ...layer, initializer: "he_normal" }))).toEqual(drawn.layers);
    }
  });

  it("says in its plan's key which file it has", async () => {
    const plan = planExperiment(await own());
    const changed = tensors.map((tensor) => ({
      ...tensor,
      values: Array.from(tensor.values, (w) => w + 1e-3),
    }));
    const other = planExperiment(await opened(new Blob([safetensors(changed)]), "own.safetensors"));
    expect(other.key).not.toBe(plan.key);
    expect(plan.key.length).toBeLessThan(4000);
  });
});
