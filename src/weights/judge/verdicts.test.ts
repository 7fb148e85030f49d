/** Verdicts over groups: six mistakes of real codebases, each found and nothing else. */
import { describe, expect, it } from "vitest";
import { collectAudit } from "../../testing/weights/collect.ts";
import { faultyModels } from "../../testing/weights/faultyModels.ts";
import { blobOf, safetensors } from "../../testing/weights/writeFiles.ts";
import type { OwnTensor } from "../../testing/weights/writeFiles.ts";
import { fansOf, guessLayout } from "./fans.ts";
import { guessRecipe } from "./recipes.ts";
import { depthOf, groupName, roleOf } from "./roles.ts";
import { rowOf } from "./rows.ts";
import { findGroups, GOOD, judgeRows } from "./verdicts.ts";
import type { RecipeId } from "./recipes.ts";

async function groupsOf(tensors: readonly OwnTensor[], recipe: RecipeId) {
  const { rows } = await collectAudit(blobOf(safetensors(tensors)));
  const layout = guessLayout(rows);
  const audited = rows.map((row, index) => rowOf(index, row, row, layout));
  return findGroups(judgeRows(audited, recipe, new Map()));
}

describe("a model with a mistake that was made", () => {
  it.each(faultyModels())("$mistake", async ({ recipe, tensors, findings }) => {
    const groups = await groupsOf(tensors, recipe);
    const bad = groups.filter(({ kind }) => !GOOD.has(kind));
    expect(Object.fromEntries(bad.map(({ group, kind }) => [group, kind]))).toEqual(findings);
    expect(guessRecipe(tensors.map(({ name }) => name))).toBe(recipe === "vit" ? "pytorch" : "gpt2");
  });
});

it("says how far off a group is, and what the recipe has", async () => {
  const missing = faultyModels()[1];
  const groups = await groupsOf(missing?.tensors ?? [], "gpt2");
  const group = groups.find(({ kind }) => kind === "depthMissing");
  expect(group).toMatchObject({ role: "attentionOut", blocks: 12, expected: { rule: "0.02/√24" } });
  expect(group?.rows).toHaveLength(12);
  expect(group?.ratio).toBeCloseTo(Math.sqrt(24), 0);
});

it.each([
  ["transformer.h.3.attn.c_proj.weight", [64, 64], "attentionOut"],
  ["transformer.h.3.mlp.c_proj.weight", [64, 256], "mlpOut"],
  ["transformer.h.3.ln_2.weight", [64], "norm"],
  ["model.layers.0.self_attn.q_proj.weight", [64, 64], "qkv"],
  ["model.layers.0.self_attn.o_proj.weight", [64, 64], "attentionOut"],
  ["model.layers.0.mlp.gate_proj.weight", [172, 64], "gate"],
  ["model.layers.0.mlp.up_proj.weight", [172, 64], "mlpIn"],
  ["model.layers.0.mlp.down_proj.weight", [64, 172], "mlpOut"],
  ["model.layers.0.input_layernorm.weight", [64], "norm"],
  ["layers.0.feed_forward.w1.weight", [172, 64], "gate"],
  ["layers.0.feed_forward.w2.weight", [64, 172], "mlpOut"],
  ["layers.0.feed_forward.w3.weight", [172, 64], "mlpIn"],
  ["layers.0.attention.wo.weight", [64, 64], "attentionOut"],
  ["layers.0.attention.wq.weight", [64, 64], "qkv"],
  ["bert.encoder.layer.0.attention.output.dense.weight", [64, 64], "attentionOut"],
  ["bert.encoder.layer.0.attention.self.query.weight", [64, 64], "qkv"],
  ["bert.encoder.layer.0.intermediate.dense.weight", [256, 64], "mlpIn"],
  ["bert.encoder.layer.0.output.dense.weight", [64, 256], "mlpOut"],
  ["bert.embeddings.word_embeddings.weight", [200, 64], "embedding"],
  ["gpt_neox.layers.0.attention.query_key_value.weight", [192, 64], "qkv"],
  ["gpt_neox.layers.0.attention.dense.weight", [64, 64], "attentionOut"],
  ["gpt_neox.layers.0.mlp.dense_4h_to_h.weight", [64, 256], "mlpOut"],
  ["gpt_neox.embed_in.weight", [200, 64], "embedding"],
  ["encoder.layers.0.self_attn.in_proj_weight", [192, 64], "qkv"],
  ["encoder.layers.0.self_attn.out_proj.weight", [64, 64], "attentionOut"],
  ["encoder.layers.0.linear2.weight", [64, 256], "mlpOut"],
  ["blocks.0.ls1.gamma", [64], "layerScale"],
  ["patch_embed.proj.weight", [64, 3, 16, 16], "conv"],
  ["pos_embed", [1, 197, 64], "position"],
  ["lm_head.weight", [200, 64], "head"],
  ["0.weight", [64, 64], "linear"],
  ["features.0.weight", [64, 3, 3, 3], "conv"],
  ["bn1.running_var", [64], "state"],
  ["bn1.weight", [64], "norm"],
  ["fc.bias", [10], "bias"],
  ["params/Dense_0/kernel", [64, 64], "linear"],
  ["action_net.weight", [6, 64], "policyHead"],
] as const)("%s %j: %s", (name, shape, role) => {
  expect(roleOf(name, shape)).toBe(role);
});

it("stacks layers of one name by their first number", () => {
  expect(groupName("h.11.experts.3.w1.weight")).toBe("h.*.experts.*.w1.weight");
  expect(depthOf("h.11.experts.3.w1.weight")).toBe(11);
  expect(groupName("fc2.weight")).toBe("fc2.weight");
});

it("takes the fans of both layouts, receptive fields included", () => {
  expect(fansOf([64, 3, 5, 5], "outputs_first")).toEqual({ fanIn: 75, fanOut: 1600 });
  expect(fansOf([5, 5, 3, 64], "outputs_last")).toEqual({ fanIn: 75, fanOut: 1600 });
  expect(fansOf([64], "outputs_first")).toBeNull();
  expect(guessLayout([{ name: "h.0.attn.c_attn.weight", shape: [64, 192] }])).toBe("outputs_last");
  expect(guessLayout([{ name: "h.0.attn.c_attn.weight", shape: [192, 64] }])).toBe("outputs_first");
  expect(guessLayout([{ name: "params/Dense_0/kernel", shape: [64, 64] }])).toBe("outputs_last");
});
