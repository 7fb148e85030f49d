/** Words of the strips below the charts, fetched with them. */
import { definePartText } from "./partText.ts";

export const {
  messages: stripsMessages,
  inLanguage: stripsTranslator,
  useText: useStripsText,
} = definePartText({
  en: {
    title: "Shares per layer",
    summary:
      "Shares per layer. At layer {depth}: saturated {saturated}, dead units {dead}, exactly zero {zero}, not finite {nonFinite}; cosine between inputs {cosine}, directions {directions}.",
    saturated: "saturated",
    dead: "dead units",
    zero: "exactly zero",
    nonFinite: "not finite",
    cosine: "input cosine",
    directions: "directions",
    logitStd: "logit std",
    entropy: "entropy / max",
    tokenCosine: "token cosine",
    "summary.attention":
      "Attention at layer {layer}: logit std {logitStd}, entropy {entropy} of its largest, cosine between tokens {tokenCosine}.",
    "logitStd.title": "Standard deviation of the logits of attention over heads and pairs of tokens",
    "entropy.title":
      "Mean entropy of the softmax as a share of its largest value, that of equal weights: small where few tokens get all weight",
    "tokenCosine.title":
      "Mean cosine between the tokens of a sequence behind attention: 1 when they are all alike",
    none: "{names}: none",
    and: ", ",
    "saturated.title": "Share of values where the slope |φ′| is below 6 % of its maximum",
    "dead.title": "Share of units whose slope is 0 for every input of the batch",
    "zero.title": "Share of activations that are exactly 0 (or below 2⁻¹²⁶)",
    "nonFinite.title": "Share of activations and gradients that are Inf or NaN",
    "cosine.title":
      "Mean cosine between the activations of two different inputs: 1 when the layer cannot tell them apart",
    "directions.title":
      "In how many directions the inputs differ: participation ratio (Σλ)² / Σλ² of the covariance, over the first 128 inputs",
  },
  zh: {
    title: "各层占比",
    summary:
      "各层占比。第 {depth} 层：饱和 {saturated}，死神经元 {dead}，恰好为零 {zero}，非有限 {nonFinite}；输入间余弦 {cosine}，有效方向 {directions}。",
    saturated: "饱和",
    dead: "死神经元",
    zero: "恰好为零",
    nonFinite: "非有限",
    cosine: "输入间余弦",
    directions: "有效方向",
    logitStd: "logit 标准差",
    entropy: "熵 / 最大",
    tokenCosine: "词元余弦",
    "summary.attention":
      "第 {layer} 层的注意力：logit 标准差 {logitStd}，熵为最大值的 {entropy}，词元间余弦 {tokenCosine}。",
    "logitStd.title": "注意力 logit 的标准差，取所有头和词元对",
    "entropy.title": "softmax 的平均熵与其最大值（均匀加权时的熵）之比：权重集中在少数词元上时较小",
    "tokenCosine.title": "注意力之后同一序列中词元之间的平均余弦：为 1 时所有词元都相同",
    none: "{names}：无",
    and: "、",
    "saturated.title": "斜率 |φ′| 低于其最大值 6 % 的数值占比",
    "dead.title": "对批中每个输入斜率都为 0 的单元占比",
    "zero.title": "恰好为 0（或小于 2⁻¹²⁶）的激活值占比",
    "nonFinite.title": "激活值和梯度中 Inf 或 NaN 的占比",
    "cosine.title": "两个不同输入的激活值之间的平均余弦：为 1 时该层无法区分它们",
    "directions.title": "输入在多少个方向上不同：协方差的参与率 (Σλ)² / Σλ²，取前 128 个输入",
  },
});

export type StripsTextKey = keyof typeof stripsMessages.en;
