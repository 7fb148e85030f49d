/**
 * Meanings of a layer's numbers, and headings of the table: fetched with the readout, after the first
 * picture.
 */
import { definePartText } from "./partText.ts";

const en = {
  "mean.title": "Mean of the finite entries over units and inputs",
  "std.title": "Standard deviation over units and inputs together; std² = batch std² + unit std²",
  "batchStd.title":
    "How much a unit varies from input to input: root of the mean over units of the variance over the batch",
  "unitStd.title": "How much units differ from each other: standard deviation of the unit means",
  "rms.title": "Root of the mean square of the finite entries",
  "min.title": "Smallest finite entry",
  "p05.title": "5 % of the finite entries lie below",
  "p25.title": "25 % of the finite entries lie below",
  "p50.title": "Half of the finite entries lie below",
  "p75.title": "75 % of the finite entries lie below",
  "p95.title": "95 % of the finite entries lie below",
  "max.title": "Largest finite entry",
  "zero.title": "Share of entries that are exactly 0 (or below 2⁻¹²⁶)",
  "saturated.title": "Share of values where the slope |φ′| is below 6 % of its maximum",
  "dead.title": "Share of units whose slope is 0 for every input of the batch",
  "nonFinite.title": "Share of entries that are +Inf, −Inf or NaN",
  "cosine.title":
    "Mean cosine between the activations of two different inputs: 1 when the layer cannot tell them apart",
  "stream.title": "Root mean square of the stream behind the block, and of its gradient",
  "streamShare.title":
    "What the block adds, over the root of both squares, the block’s and that of the stream it is added to",
  "directions.title":
    "In how many directions the inputs differ: participation ratio (Σλ)² / Σλ² of the covariance, over the first 128 inputs",
  "weightStd.title": "Standard deviation of the weights",
  "gradWeightStd.title": "Standard deviation of the gradient of the weights, dL/dW",
  "gradToWeight.title":
    "Gradient to data: std(dW) / std(W). Layers whose ratios differ much learn at different speeds",
  "calibration.title": "How often LSUV rescaled the weights, and by what in all",
  caption: "Layer statistics",
  layer: "Layer",
  units: "Units",
  activation: "Activation",
  gradient: "Gradient dL/da",
  wholeLayer: "Layer as a whole",
  weight: "Weights W",
  gradWeight: "Gradient dL/dW",
  theory: "Theory",
  "theory.gradient": "dL/da RMS",
  "theory.gradWeight": "dL/dW RMS",
} as const;

export type ReadingsTextKey = keyof typeof en;

const zh: Readonly<Record<ReadingsTextKey, string>> = {
  "mean.title": "所有单元和输入上有限值的均值",
  "std.title": "所有单元和输入上的标准差；标准差² = 批内标准差² + 单元间标准差²",
  "batchStd.title": "同一单元随输入变化的程度：各单元批内方差的均值的平方根",
  "unitStd.title": "单元之间的差异：各单元均值的标准差",
  "rms.title": "有限值的均方根",
  "min.title": "最小的有限值",
  "p05.title": "5 % 的有限值低于它",
  "p25.title": "25 % 的有限值低于它",
  "p50.title": "一半的有限值低于它",
  "p75.title": "75 % 的有限值低于它",
  "p95.title": "95 % 的有限值低于它",
  "max.title": "最大的有限值",
  "zero.title": "恰好为 0（或小于 2⁻¹²⁶）的占比",
  "saturated.title": "斜率 |φ′| 低于其最大值 6 % 的数值占比",
  "dead.title": "对批中每个输入斜率都为 0 的单元占比",
  "nonFinite.title": "+Inf、−Inf 或 NaN 的占比",
  "cosine.title": "两个不同输入的激活值之间的平均余弦：为 1 时该层无法区分它们",
  "stream.title": "块后主干的均方根，以及其梯度的均方根",
  "streamShare.title": "块所加的部分，除以它与所加入的主干两者平方和的平方根",
  "directions.title": "输入在多少个方向上不同：协方差的参与率 (Σλ)² / Σλ²，取前 128 个输入",
  "weightStd.title": "权重的标准差",
  "gradWeightStd.title": "权重梯度 dL/dW 的标准差",
  "gradToWeight.title": "梯度与权重之比：std(dW) / std(W)。各层相差很大时，学习速度不同",
  "calibration.title": "LSUV 缩放权重的次数，以及总倍数",
  caption: "各层统计",
  layer: "层",
  units: "单元数",
  activation: "激活值",
  gradient: "梯度 dL/da",
  wholeLayer: "整层",
  weight: "权重 W",
  gradWeight: "梯度 dL/dW",
  theory: "理论",
  "theory.gradient": "dL/da 均方根",
  "theory.gradWeight": "dL/dW 均方根",
};

export const { messages: readingsMessages, useText: useReadingsText } = definePartText({ en, zh });
