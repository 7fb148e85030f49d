/** Networks in damaged files: each is read whole, or refused with a fault of the file. */
import { expect, it } from "vitest";
import { chooserOf } from "../../testing/fuzz/random.ts";
import { npz, safetensors, torchZip } from "../../testing/weights/writeFiles.ts";
import type { OwnTensor } from "../../testing/weights/writeFiles.ts";
import { WeightFileError } from "../files/fault.ts";
import { openWeights } from "../files/openWeights.ts";
import { findNetworks } from "./findNetworks.ts";
import { readNetwork } from "./readNetwork.ts";

const ramp = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => Math.sin(i));
const TENSORS: readonly OwnTensor[] = [
  { name: "0.weight", shape: [6, 4], values: ramp(24) },
  { name: "0.bias", shape: [6], values: ramp(6), dtype: "F64" },
  { name: "1.weight", shape: [6], values: ramp(6) },
  { name: "3.weight", shape: [2, 6], values: ramp(12), dtype: "F16" },
];
const SOUND = [safetensors(TENSORS), npz(TENSORS, 0), npz(TENSORS, 1), torchZip(TENSORS)];

async function outcomeOf(bytes: Uint8Array<ArrayBuffer>, layout: "outputs_first" | "outputs_last") {
  const blob = new Blob([bytes]);
  try {
    const { tensors } = await openWeights(blob, "x");
    const listed = tensors.map(({ dtypeName, ...tensor }) => ({ ...tensor, dtype: dtypeName }));
    const [network] = findNetworks(listed, layout);
    if (network === undefined) return "none";
    const given = await readNetwork({ blob, name: "x" }, network, new AbortController().signal);
    const { layers, data } = given;
    const last = layers.flatMap(({ units, fanIn, weight, bias, gain, shift }) => [
      weight.at + units * fanIn,
      ...[bias, gain, shift].map((vector) => (vector === null ? 0 : vector.at + units)),
    ]);
    expect(data.size).toBe(4 * Math.max(...last));
    return "read";
  } catch (error) {
    if (error instanceof WeightFileError) return "refused";
    throw error;
  }
}

it("answers every changed file", async () => {
  const outcomes = new Set<string>();
  for (let index = 0; index < 400; index++) {
    const choose = chooserOf(index);
    const bytes = choose.of(SOUND).slice();
    for (let times = choose.below(4); times > 0; times--)
      bytes[choose.below(choose.of([bytes.length, Math.min(300, bytes.length)]))] = choose.below(256);
    outcomes.add(await outcomeOf(bytes, choose.of(["outputs_first", "outputs_last"] as const)));
  }
  expect(outcomes).toEqual(new Set(["none", "read", "refused"]));
});
