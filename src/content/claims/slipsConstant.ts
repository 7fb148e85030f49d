/** Errors in print about constant weights: zeros, ones, one tenth. */
import type { Plan } from "../../experiment/plan.ts";
import { backwardRatio, firstOverflow, statsOf, unitContrast } from "../../experiment/readings.ts";
import type { ClaimRun } from "./claim.ts";
import { falseIf, holdsIn, measured } from "./claim.ts";
import { article, number, link } from "./claimParts.ts";

/**
 * Units with equal weights add the same products in the same order. An engine that divides the sum
 * differently for some of them differs by the rounding of float32 per term at most.
 */
function roundingOf({ inputUnits }: Plan): number {
  return 2 ** -24 * inputUnits;
}

/** RMS of the largest weight gradient of the network. */
const largestWeightGradient = ({ layers }: ClaimRun) =>
  Math.max(...layers.map((_, layer) => statsOf(layers, layer, "grad_weight").rms));

const spreadBetweenUnits = number(
  "spread between units over the RMS",
  "单元之间的离散与均方根之比",
  "number",
  ({ layers }) => unitContrast(statsOf(layers, -1, "activation")),
);

export const slipsConstant = [
  measured(
    {
      id: "zeros_linear_model",
      group: "print",
      claim: {
        en: "With all weights zero the network is just a linear model.",
        zh: "权重全为零时，网络等价于线性模型。",
      },
      source: article("B"),
      correct: {
        en: "It is a constant. With tanh or ReLU and two layers or more every activation and every weight gradient is zero, so only the last bias ever learns.",
        zh: "它是一个常数。两层以上的 tanh 或 ReLU 网络，所有激活值和权重梯度都为零，只有最后的偏置能学习。",
      },
    },
    {
      links: [link("#v=1&depth=4&width=32&batch=32&act=tanh&init=zeros&seed=1", "tanh")],
      numbers: {
        activation: number(
          "RMS of the output",
          "输出的均方根",
          "number",
          ({ layers }) => statsOf(layers, -1, "activation").rms,
        ),
        gradient: number(
          "largest RMS of a weight gradient",
          "权重梯度均方根的最大值",
          "number",
          largestWeightGradient,
        ),
      },
      verdict: ({ activation, gradient }) => falseIf(activation === 0 && gradient === 0),
    },
  ),
  measured(
    {
      id: "zeros_identical_updates",
      group: "print",
      claim: {
        en: "With zero weights all neurons receive the same update, and so they stay the same.",
        zh: "权重全为零时，各神经元得到相同的更新，因而始终相同。",
      },
      source: article("C"),
      correct: {
        en: "True of sigmoid, whose outputs of 0.5 give the last layer something to learn from. With ReLU or tanh there is no update of the weights at all.",
        zh: "sigmoid 是这样：输出 0.5 使最后一层有东西可学。ReLU 或 tanh 的权重则根本没有更新。",
      },
    },
    {
      links: [
        link("#v=1&depth=4&width=32&batch=32&act=sigmoid&init=zeros&seed=1", "sigmoid"),
        link("#v=1&depth=4&width=32&batch=32&init=zeros&seed=1", "ReLU"),
      ],
      numbers: {
        sigmoid: number(
          "sigmoid: largest RMS of a weight gradient",
          "sigmoid：权重梯度均方根的最大值",
          "number",
          largestWeightGradient,
        ),
        relu: number(
          "ReLU: largest RMS of a weight gradient",
          "ReLU：权重梯度均方根的最大值",
          "number",
          largestWeightGradient,
          1,
        ),
      },
      // There must be an update before it can be the same.
      verdict: ({ sigmoid, relu }) => holdsIn(sigmoid > 0, relu > 0),
    },
  ),
  measured(
    {
      id: "zero_bias_units_differ",
      group: "print",
      claim: {
        en: "With zero biases the neurons still compute different values.",
        zh: "偏置全为零时，各神经元的值仍然不同。",
      },
      source: article("B"),
      correct: {
        en: "If the weights are random, yes. With zero weights, the case under discussion, all neurons compute the same.",
        zh: "权重随机时确实如此；但若权重为零（原文讨论的情形），所有神经元的值都相同。",
      },
    },
    {
      links: [
        link("#v=1&depth=2&width=32&batch=32&act=sigmoid&init=xavier_normal&seed=1", {
          en: "random",
          zh: "随机",
        }),
        link("#v=1&depth=2&width=32&batch=32&act=sigmoid&init=zeros&seed=1", { en: "zeros", zh: "全零" }),
      ],
      numbers: {
        random: number(
          "random weights: std of the activations",
          "随机权重：激活值的标准差",
          "number",
          (run) => statsOf(run.layers, 0, "activation").std,
        ),
        zeros: number(
          "zero weights: std of the activations",
          "零权重：激活值的标准差",
          "number",
          (run) => statsOf(run.layers, 0, "activation").std,
          1,
        ),
      },
      verdict: ({ random, zeros }) => holdsIn(random > 0, zeros > 0),
    },
  ),
  measured(
    {
      id: "zeros_explode",
      group: "print",
      claim: {
        en: "Zero weights can make gradients explode.",
        zh: "全零权重可能使梯度爆炸。",
      },
      source: article("D"),
      correct: {
        en: "They never explode: after one layer on the way back, gradients are exactly zero.",
        zh: "绝不会爆炸：反向经过一层之后，梯度恰好为零。",
      },
    },
    {
      links: [link("#v=1&depth=4&width=32&batch=32&init=zeros&seed=1", "ReLU")],
      numbers: {
        ratio: number("gradient, layer 1 over layer 4", "梯度，第 1 层比第 4 层", "number", ({ layers }) =>
          backwardRatio(layers),
        ),
      },
      verdict: ({ ratio }) => falseIf(ratio <= 1),
    },
  ),
  measured(
    {
      id: "ones_train_fast",
      group: "print",
      claim: {
        en: "With all weights 1 every neuron is active and training is fast.",
        zh: "权重全为 1 时，所有神经元都被激活，训练很快。",
      },
      source: article("D"),
      correct: {
        en: "All neurons of a layer are one and the same, and with 100 of them each layer makes the signal 100 times as large: at layer 20 it leaves the range of float32.",
        zh: "一层中的神经元全都相同；有 100 个时信号每层增大 100 倍，到第 20 层超出 float32。",
      },
    },
    {
      links: [link("#v=1&depth=25&width=100&batch=32&init=ones&seed=1", "ones, ReLU")],
      numbers: {
        overflow: number("first layer with Inf", "首次出现 Inf 的层", "count", ({ layers }) =>
          firstOverflow(layers),
        ),
        units: number("spread between units, layer 10", "单元之间的离散，第 10 层", "share", ({ layers }) =>
          unitContrast(statsOf(layers, 9, "activation")),
        ),
      },
      verdict: ({ overflow, units }, plan) => falseIf(overflow < Infinity || units <= roundingOf(plan)),
    },
  ),
  measured(
    {
      id: "constant_local_optimum",
      group: "print",
      claim: {
        en: "A constant start such as 0.1 or 0.01 merely ends in a local optimum.",
        zh: "用 0.1 或 0.01 这样的常数初始化，只是会陷入局部最优。",
      },
      source: article("D"),
      correct: {
        en: "It fails by symmetry: all units of a layer compute the same and are updated alike, for ever. The layer works as one unit.",
        zh: "问题在于对称：一层的所有单元计算相同、更新也相同，永远如此，整层只相当于一个单元。",
      },
    },
    {
      links: [
        link("#v=1&depth=5&width=64&batch=64&act=tanh&init=constant&seed=1", {
          en: "tanh, all weights 0.1",
          zh: "tanh，权重全为 0.1",
        }),
      ],
      numbers: {
        units: spreadBetweenUnits,
        rounding: number("rounding of float32 could give", "float32 舍入至多可达", "number", ({ plan }) =>
          roundingOf(plan),
        ),
      },
      verdict: ({ units, rounding }) => falseIf(units <= rounding),
    },
  ),
];
