/** Errors in print about the behaviour of networks: which direction, layer, activation or normalisation. */
import {
  backwardRatio,
  firstOverflow,
  isNearer,
  isSteady,
  nonFiniteShare,
  statsOf,
} from "../../experiment/readings.ts";
import { falseIf, holdsIn, measured } from "./claim.ts";
import type { ClaimRun } from "./claim.ts";
import { article, backward, number, forward, link, runAt, weightStd } from "./claimParts.ts";

const SIGMOID_XAVIER = link(
  "#v=1&width=128&batch=128&act=sigmoid&init=xavier_normal&seed=1",
  "sigmoid, Xavier",
);
const SCALED = 2;
const SCALED_LAYERS = 5;

/** std of the last layer's activations, run `index + 1` over run `index`. */
const scaledRatio = (en: string, zh: string, index: number) => ({
  label: { en, zh },
  format: "number" as const,
  read: (...runs: readonly ClaimRun[]) =>
    statsOf(runAt(runs, index + 1).layers, -1, "activation").std /
    statsOf(runAt(runs, index).layers, -1, "activation").std,
});

export const slipsNetwork = [
  measured(
    {
      id: "batch_norm_over_units",
      group: "print",
      claim: {
        en: "Batch norm takes mean and variance over the n neurons of a layer.",
        zh: "批归一化对一层的 n 个神经元求均值和方差。",
      },
      source: article("A"),
      correct: {
        en: "Over the m examples of the mini-batch, for each neuron apart; afterwards every neuron has mean 0. Over the neurons of one example, that is layer normalisation.",
        zh: "应对小批量中的 m 个样本、逐个神经元计算，之后每个神经元的均值都为 0。对单个样本的各神经元求平均，那是层归一化。",
      },
    },
    {
      links: [link("#v=1&depth=5&width=100&batch=100&norm=batch&at=after&seed=1", "batch norm")],
      numbers: {
        within: number(
          "std of a neuron over the batch",
          "单个神经元在批内的标准差",
          "number",
          ({ layers }) => statsOf(layers, -1, "activation").batchStd,
        ),
        between: number(
          "std of the neurons' means",
          "各神经元均值的标准差",
          "number",
          ({ layers }) => statsOf(layers, -1, "activation").unitStd,
        ),
      },
      // Without normalisation, means of m independent values of std 1 would still scatter by 1/sqrt m.
      verdict: ({ within, between }, { batch }) => falseIf(between / within < 0.5 / Math.sqrt(batch)),
    },
  ),
  measured(
    {
      id: "batch_norm_both_ways",
      group: "print",
      claim: {
        en: "Batch norm fixes the distributions, so signals stay steady in both directions.",
        zh: "批归一化固定了分布，所以信号在两个方向上都稳定。",
      },
      source: article("A"),
      correct: {
        en: "Going forward, yes. Going back, a freshly initialised ReLU network with batch norm explodes: each layer makes the gradient {{backward}} as large, and beyond some fifty layers it cannot be trained (Yang et al. 2019).",
        zh: "前向如此。反向时，刚初始化的 ReLU 加批归一化网络会爆炸：反向每过一层，梯度变为 {{backward}}，超过约五十层便无法训练（Yang 等人 2019）。",
      },
    },
    {
      links: [link("#v=1&depth=20&width=128&batch=128&norm=batch&seed=1", "batch norm, ReLU")],
      numbers: { forward: forward(), backward: backward() },
      verdict: ({ forward: ahead, backward: back }, plan) =>
        holdsIn(isSteady(ahead, plan), isSteady(back, plan)),
    },
  ),
  measured(
    {
      id: "xavier_suits_sigmoid",
      group: "print",
      claim: {
        en: "Sigmoid and tanh are both symmetric and linear at the centre, so Xavier suits both alike.",
        zh: "sigmoid 和 tanh 都左右对称、中间近似线性，所以 Xavier 同样适合两者。",
      },
      source: article("C"),
      correct: {
        en: "Sigmoid is symmetric about 0.5, not 0, and its slope at the centre is 1/4, not 1. Glorot and Bengio found it unsuitable: here each layer keeps {{sigmoid}} of the gradient.",
        zh: "sigmoid 关于 0.5 而不是 0 对称，中心斜率是 1/4 而不是 1。Glorot 与 Bengio 的结论正是它不合适：这里反向每过一层，梯度只剩 {{sigmoid}}。",
      },
    },
    {
      links: [
        link("#v=1&width=128&batch=128&act=tanh&init=xavier_normal&seed=1", "tanh"),
        link("#v=1&width=128&batch=128&act=sigmoid&init=xavier_normal&seed=1", "sigmoid"),
      ],
      numbers: { tanh: backward("tanh"), sigmoid: backward("sigmoid", 1) },
      // Equal means: no further apart than those of two networks of this size are by chance.
      verdict: ({ tanh, sigmoid }, plan) => falseIf(!isSteady(sigmoid / tanh, plan)),
    },
  ),
  measured(
    {
      id: "xavier_fits_most",
      group: "print",
      claim: {
        en: "Xavier fits most activations, sigmoid and ReLU among them.",
        zh: "Xavier 适合大多数激活函数，包括 sigmoid 和 ReLU。",
      },
      source: article("E"),
      correct: {
        en: "It assumes slope 1 at zero and mean zero. With it, each layer of ReLU keeps {{relu}} of the signal, and each layer of sigmoid keeps {{sigmoid}} of the gradient.",
        zh: "它假定在零点斜率为 1、均值为零。用它时，ReLU 的信号每层只剩 {{relu}}，sigmoid 的梯度每层只剩 {{sigmoid}}。",
      },
    },
    {
      links: [link("#v=1&batch=64&init=xavier_normal&seed=1", "ReLU"), SIGMOID_XAVIER],
      numbers: { relu: forward("ReLU"), sigmoid: backward("sigmoid", 1) },
      verdict: ({ relu, sigmoid }, reluPlan, sigmoidPlan) =>
        holdsIn(isSteady(relu, reluPlan), isSteady(sigmoid, sigmoidPlan)),
    },
  ),
  measured(
    {
      id: "xavier_is_default",
      group: "print",
      claim: {
        en: "Xavier is the default initialiser of the frameworks.",
        zh: "Xavier 是各框架的默认初始化。",
      },
      source: article("C"),
      correct: {
        en: "Keras Dense uses Xavier uniform. PyTorch nn.Linear draws from U(±1/√n_in), whose variance is only 1/(3 n_in).",
        zh: "Keras 的 Dense 使用 Xavier 均匀分布。PyTorch 的 nn.Linear 从 U(±1/√n_in) 抽样，方差只有 1/(3 n_in)。",
      },
    },
    {
      links: [
        link("#v=1&batch=16&act=tanh&init=keras_dense&seed=1", "Keras Dense"),
        link("#v=1&batch=16&act=tanh&init=pytorch_linear&seed=1", "PyTorch nn.Linear"),
      ],
      numbers: { keras: weightStd("Keras Dense"), pytorch: weightStd("PyTorch nn.Linear", 1) },
      // Xavier's std is 1/sqrt n for a square layer, that of U(+-1/sqrt n) a third of the variance.
      verdict: ({ keras, pytorch }, { inputUnits: n }) =>
        holdsIn(
          isNearer(keras, 1 / Math.sqrt(n), 1 / Math.sqrt(3 * n)),
          isNearer(pytorch, 1 / Math.sqrt(n), 1 / Math.sqrt(3 * n)),
        ),
    },
  ),
  measured(
    {
      id: "vanishing_hits_output",
      group: "print",
      claim: {
        en: "Vanishing gradients starve the weights deep in the network, near the output.",
        zh: "梯度消失使网络深处、靠近输出的权重得不到更新。",
      },
      source: article("E"),
      correct: {
        en: "Gradients come from the output and fade on their way back: the layers near the input are starved.",
        zh: "梯度从输出端传来，在返回途中衰减：得不到更新的是靠近输入的层。",
      },
    },
    {
      links: [
        link("#v=1&depth=5&width=100&batch=500&act=sigmoid&init=xavier_normal&seed=1", "sigmoid, Xavier"),
      ],
      numbers: {
        weights: number(
          "weight gradient, layer 1 over layer 5",
          "权重梯度，第 1 层比第 5 层",
          "number",
          (run) => backwardRatio(run.layers, "grad_weight"),
        ),
        backward: backward(),
      },
      verdict: ({ backward: factor }, plan) => falseIf(factor < 1 && !isSteady(factor, plan)),
    },
  ),
  measured(
    {
      id: "explosion_underflows",
      group: "print",
      claim: {
        en: "An exploding network ends in underflow.",
        zh: "爆炸的网络最终会下溢。",
      },
      source: article("E"),
      correct: {
        en: "It ends in overflow, Inf and NaN. Underflow, numbers rounded to zero, belongs to vanishing.",
        zh: "最终是上溢，即 Inf 和 NaN。下溢（数值舍为零）属于消失。",
      },
    },
    {
      links: [link("#v=1&depth=60&width=100&batch=32&init=normal&seed=1", "ReLU, N(0, 1)")],
      numbers: {
        first: number("first layer with Inf", "首次出现 Inf 的层", "count", ({ layers }) =>
          firstOverflow(layers),
        ),
        share: number("not finite at layer 60", "第 60 层的非有限值", "share", ({ layers }) =>
          nonFiniteShare(statsOf(layers, -1, "activation")),
        ),
      },
      verdict: ({ first, share }) => falseIf(first < Infinity && share > 0),
    },
  ),
  measured(
    {
      id: "explosion_needs_small_activations",
      group: "print",
      claim: {
        en: "Gradients explode when the weights are large and the activations small.",
        zh: "权重大而激活值小时，梯度会爆炸。",
      },
      source: article("B"),
      correct: {
        en: "They explode when n Var(W) E[φ′²] is above 1: large weights where the slope is left. How large the activations are does not matter; here they are close to their limit 1.",
        zh: "当 n Var(W) E[φ′²] 大于 1，即权重大而斜率尚存时才会爆炸。激活值的大小无关紧要；这里它们接近上限 1。",
      },
    },
    {
      links: [link("#v=1&width=200&batch=64&act=tanh&init=normal&seed=1", "tanh, N(0, 1)")],
      numbers: {
        rms: number(
          "RMS of the activations",
          "激活值的均方根",
          "number",
          ({ layers }) => statsOf(layers, -1, "activation").rms,
        ),
        backward: backward(),
      },
      // Not small: more than half of the largest value of tanh.
      verdict: ({ rms, backward: factor }, plan) =>
        falseIf(rms > 0.5 && factor > 1 && !isSteady(factor, plan)),
    },
  ),
  measured(
    {
      id: "scale_invariance",
      group: "print",
      claim: {
        en: "Multiplying all weights by a constant leaves the output unchanged, and a good initialiser must have this scale invariance.",
        zh: "所有权重乘以同一常数，输出不变；好的初始化必须满足这种尺度不变性。",
      },
      source: article("E"),
      correct: {
        en: "In a plain ReLU network of L layers the output is multiplied by aᴸ: twice the weights, 32 times the output of five layers. Only weights that feed a batch norm may be scaled freely.",
        zh: "L 层的普通 ReLU 网络输出会乘以 aᴸ：权重加倍，五层的输出变为 32 倍。只有后面接批归一化的权重才可以任意缩放。",
      },
    },
    {
      links: [
        link(`#v=1&depth=${SCALED_LAYERS}&width=128&batch=64&init=xavier_normal&gain=1.4&seed=1`, "W"),
        link(`#v=1&depth=${SCALED_LAYERS}&width=128&batch=64&init=xavier_normal&gain=2.8&seed=1`, "2W"),
        link(`#v=1&depth=${SCALED_LAYERS}&width=128&batch=64&init=xavier_normal&gain=1.4&norm=batch&seed=1`, {
          en: "batch norm, W",
          zh: "批归一化，W",
        }),
        link(`#v=1&depth=${SCALED_LAYERS}&width=128&batch=64&init=xavier_normal&gain=2.8&norm=batch&seed=1`, {
          en: "batch norm, 2W",
          zh: "批归一化，2W",
        }),
      ],
      numbers: {
        plain: scaledRatio("plain: output for 2W over output for W", "普通网络：2W 的输出比 W 的输出", 0),
        norm: scaledRatio("batch norm: output for 2W over output for W", "批归一化：2W 的输出比 W 的输出", 2),
      },
      verdict: ({ plain, norm }) =>
        holdsIn(isNearer(plain, 1, SCALED ** SCALED_LAYERS), isNearer(norm, 1, SCALED ** SCALED_LAYERS)),
    },
  ),
  measured(
    {
      id: "small_values_are_safe",
      group: "print",
      claim: {
        en: "Small random weights avoid the trouble of zeros.",
        zh: "用很小的随机权重就能避免全零的问题。",
      },
      source: {
        en: "article D; CS231n shows why not",
        zh: "文章 D；CS231n 给出了反例",
      },
      correct: {
        en: "They tell the units apart, but the signal vanishes all the same: with std 0.01 and 200 tanh units, each layer keeps only {{forward}} of it.",
        zh: "它们能区分各单元，但信号照样消失：标准差 0.01、200 个 tanh 单元时，每层只剩 {{forward}} 的信号。",
      },
    },
    {
      links: [link("#v=1&width=200&batch=64&act=tanh&init=normal&std=0.01&seed=1", "tanh, N(0, 0.01²)")],
      numbers: { forward: forward(), backward: backward() },
      verdict: ({ forward: factor }, plan) => falseIf(factor < 1 && !isSteady(factor, plan)),
    },
  ),
];
