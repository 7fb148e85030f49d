/** MLPs among the tensors of a file, by names and shapes alone. */
import { describe, expect, it } from "vitest";
import type { ListedTensor } from "../audit.ts";
import { findNetworks } from "./findNetworks.ts";

const tensor = (name: string, ...shape: number[]): ListedTensor => {
  const count = shape.reduce((product, length) => product * length, 1);
  return { name, shape, dtype: "F32", count, bytes: 4 * count };
};

const found = (
  tensors: readonly ListedTensor[],
  layout: "outputs_first" | "outputs_last" = "outputs_first",
) =>
  findNetworks(tensors, layout).map(({ prefix, layers, norms }) => ({
    prefix,
    weights: layers.map(({ weight }) => tensors[weight]?.name),
    biases: layers.map(({ bias }) => (bias === null ? null : tensors[bias]?.name)),
    norms,
  }));

describe("an MLP is found", () => {
  it("by the numbers of its layers, whatever their order in the file", () => {
    const names = ["0", "10", "2", "4", "6", "8"];
    const tensors = names.flatMap((name) => [tensor(`${name}.bias`, 8), tensor(`${name}.weight`, 8, 8)]);
    const [network] = found(tensors);
    // As safetensors sorts them: the shapes chain in any order.
    expect(network?.weights).toEqual(["0", "2", "4", "6", "8", "10"].map((name) => `${name}.weight`));
  });

  it("by its shapes, where names say nothing", () => {
    const tensors = [tensor("out.weight", 3, 7), tensor("in.weight", 5, 2), tensor("mid.weight", 7, 5)];
    expect(found(tensors)).toMatchObject([{ weights: ["in.weight", "mid.weight", "out.weight"] }]);
  });

  it("in arrays without names, each with the vector behind it", () => {
    const tensors = [tensor("arr_0", 4, 6), tensor("arr_1", 6), tensor("arr_2", 6, 3), tensor("arr_3", 3)];
    expect(found(tensors, "outputs_last")).toMatchObject([
      { weights: ["arr_0", "arr_2"], biases: ["arr_1", "arr_3"] },
    ]);
  });

  it("by the names of papers: W1, b1", () => {
    const tensors = [tensor("W1", 4, 6), tensor("W2", 2, 4), tensor("b1", 4), tensor("b2", 2)];
    expect(found(tensors)).toMatchObject([{ weights: ["W1", "W2"], biases: ["b1", "b2"] }]);
  });

  it("beside another one, and in a larger model", () => {
    const tensors = ["actor", "critic"].flatMap((name, index) => [
      tensor(`${name}.0.weight`, 6, 4),
      tensor(`${name}.2.weight`, 2 - index, 6),
    ]);
    expect(found([...tensors, tensor("conv.weight", 8, 3, 3, 3)]).map(({ prefix }) => prefix)).toEqual([
      "actor",
      "critic",
    ]);
  });

  it("with the norms behind its layers, and where they stand", () => {
    const norm = (name: string, units: number, ...others: string[]) =>
      ["weight", "bias", ...others].map((part) => tensor(`${name}.${part}`, units));
    const sequence = (step: number, ...others: string[]) => [
      tensor("0.weight", 6, 4),
      ...norm(String(step), 6, ...others),
      tensor("3.weight", 2, 6),
    ];
    expect(found(sequence(1))).toMatchObject([{ norms: { kind: "layer", at: "before", layers: "hidden" } }]);
    expect(found(sequence(2, "running_mean", "running_var"))).toMatchObject([
      { norms: { kind: "batch", at: "after", layers: "hidden" } },
    ]);
    const rms = [
      tensor("fc1.weight", 6, 4),
      tensor("norm1.weight", 6),
      tensor("fc2.weight", 6, 6),
      tensor("norm2.weight", 6),
    ];
    expect(found(rms)).toMatchObject([{ norms: { kind: "rms", at: null, layers: "all" } }]);
  });
});

describe("no MLP is found", () => {
  it.each([
    ["in a convolution", [tensor("conv.weight", 8, 3, 3, 3), tensor("fc.weight", 10, 8)]],
    [
      "in the square matrices of attention",
      ["q_proj", "k_proj", "v_proj", "out_proj"].map((name) => tensor(`attn.${name}.weight`, 8, 8)),
    ],
    ["where shapes do not follow", [tensor("a.weight", 3, 2), tensor("b.weight", 5, 4)]],
    ["with a norm in front", [tensor("0.weight", 4), tensor("1.weight", 4, 4), tensor("3.weight", 2, 4)]],
    ["with a bias of another length", [tensor("a.weight", 3, 2), tensor("a.bias", 4)]],
    ["with a vector of unknown meaning", [tensor("a.weight", 3, 2), tensor("a.slope", 3)]],
    ["in empty tensors", [tensor("a.weight", 0, 2)]],
    ["in nothing", []],
    [
      "in moments of an optimiser",
      [tensor("optimizer.0.exp_avg", 3, 2), tensor("optimizer.1.exp_avg", 4, 3)],
    ],
  ])("%s", (_where, tensors) => {
    expect(found(tensors)).toEqual([]);
  });

  it("in names that mean something to JavaScript", () => {
    expect(found([tensor("__proto__.weight", 3, 2), tensor("constructor.weight", 2, 3)])).toHaveLength(1);
    expect(found([tensor("__proto__", 3, 2), tensor("toString.weight", 2, 2)])).toEqual([]);
  });
});
