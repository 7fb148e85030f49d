/** Words of the recipes of codebases: fetched with their control. */
import { definePartText } from "./partText.ts";

const en = {
  label: "Recipe",
  none: "None, or changed",
  hint: "One press sets activation, block, weights, head, norms and branches; depth and width stay.",
  source: "{what} Source: {source}.",
  gpt2: "N(0, 0.02²) for embedding, weights and head; branches times 1/√(2L); layer norm in front.",
  neox: "N(0, 2/(5d)) everywhere; outputs of branches have std 2/(L√d), here for this depth.",
  llama: "N(0, 0.02²) for everything, without a depth factor; SwiGLU; RMS norm in front.",
  nanochat: "Var 1/n; embedding of std 1; outputs of branches and head start at zero.",
  bert: "N(0, 0.02²) cut at two sigmas and not corrected; layer norm behind every sum and behind the embedding.",
  vit: "N(0, 0.02²), “truncated” at ±2, which never cuts; layer norm in front; no depth factor.",
  layer_scale: "As ViT, with branches times 0.1 up to 18 blocks, then 10⁻⁵, then 10⁻⁶.",
  deepnorm: "Xavier, weights of branches times (8L)^−¼, the stream times (2L)^¼.",
  fixup: "He without any norm: inner weights times 1/√L, outputs of branches and head zero.",
  ppo: "Orthogonal with gain √2, a policy head of gain 0.01; tanh. A value head has gain 1.",
  pinn: "Xavier and tanh; usual are 20 to 50 units, 4 to 8 layers, 1 to 3 inputs.",
  siren: "Layer 1 from U(±1/n), the others from U(±√(6/n)/30); sine with ω₀ = 30.",
} as const;

type RecipesTextKey = keyof typeof en;

const zh: Readonly<Record<RecipesTextKey, string>> = {
  label: "配方",
  none: "无，或已改动",
  hint: "一按即设好激活函数、块、权重、输出层、归一化和分支；深度与宽度不变。",
  source: "{what}来源：{source}。",
  gpt2: "嵌入、权重和输出层都取 N(0, 0.02²)；分支乘 1/√(2L)；层归一化在前。",
  neox: "处处取 N(0, 2/(5d))；分支输出的标准差为 2/(L√d)，按当前深度计算。",
  llama: "全部取 N(0, 0.02²)，没有深度系数；SwiGLU；RMS 归一化在前。",
  nanochat: "方差 1/n；嵌入的标准差为 1；分支输出与输出层从零开始。",
  bert: "N(0, 0.02²)，在两倍标准差处截断且不修正；每个和与嵌入之后都有层归一化。",
  vit: "N(0, 0.02²)，“截断”在 ±2，其实从不截断；层归一化在前；没有深度系数。",
  layer_scale: "同 ViT，但分支乘 0.1（18 块以内），更深时乘 10⁻⁵，再深乘 10⁻⁶。",
  deepnorm: "Xavier，分支权重乘 (8L)^−¼，主干乘 (2L)^¼。",
  fixup: "He，完全不用归一化：块内权重乘 1/√L，分支输出与输出层取零。",
  ppo: "正交，增益 √2；策略输出层增益 0.01；tanh。价值输出层增益为 1。",
  pinn: "Xavier 与 tanh；通常 20 至 50 个单元，4 至 8 层，1 至 3 个输入。",
  siren: "第 1 层取 U(±1/n)，其余取 U(±√(6/n)/30)；正弦，ω₀ = 30。",
};

export const { messages: recipesMessages, useText: useRecipesText } = definePartText({ en, zh });

export type RecipesText = RecipesTextKey;
