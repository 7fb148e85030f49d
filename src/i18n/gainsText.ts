/** Words of the gains of an activation: fetched with the first note that shows them. */
import { definePartText } from "./partText.ts";

const en = {
  about:
    "g multiplies the spread of the weights. For {activation}, computed by integration over a normally distributed z:",
  variance: "Variance of z",
  forward: "Holds the signal",
  backward: "Holds the gradient",
  critical: "Holds both",
  none: "no gain does, whatever the biases",
  use: "Use",
  "use.gain": "Use the gain {value}",
  "use.critical": "Use σ_w {weight} and σ_b {bias}",
  "signal.stable":
    "The signal’s fixed point is stable: each layer keeps only {share} of a deviation from this variance.",
  "signal.neutral": "No variance is special: with the first gain, every variance stays as it is.",
  "signal.unstable":
    "The signal’s fixed point is not stable: each layer makes a deviation from this variance {factor} times as large.",
} as const;

type GainsTextKey = keyof typeof en;

const zh: Readonly<Record<GainsTextKey, string>> = {
  about: "g 乘在权重的离散程度上。对 {activation}，在正态分布的 z 上积分求得：",
  variance: "z 的方差",
  forward: "保持信号",
  backward: "保持梯度",
  critical: "两者都保持",
  none: "没有这样的增益，偏置取什么都不行",
  use: "采用",
  "use.gain": "采用增益 {value}",
  "use.critical": "采用 σ_w {weight} 和 σ_b {bias}",
  "signal.stable": "信号的不动点稳定：对这一方差的偏离，每过一层只剩 {share}。",
  "signal.neutral": "没有特殊的方差：用第一个增益时，任何方差都保持不变。",
  "signal.unstable": "信号的不动点不稳定：每过一层，对这一方差的偏离变为 {factor} 倍。",
};

export const { messages: gainsMessages, useText: useGainsText } = definePartText({ en, zh });
