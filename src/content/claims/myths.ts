/**
 * The myths: statements from lectures, books and forums about random networks, each with a network that tests
 * it.
 */
import { predict } from "../../experiment/theory/theory.ts";
import type { Plan } from "../../experiment/plan.ts";
import {
  backwardFactor,
  backwardRatio,
  commonShare,
  isNearer,
  isSteady,
  shareBelow,
  statsOf,
} from "../../experiment/readings.ts";
import { falseIf, holdsIn, measured } from "./claim.ts";
import { backward, number, forward, link, same } from "./claimParts.ts";

const TANH_WIDE = link("#v=1&width=500&batch=32&act=tanh&init=normal&seed=1", "tanh, N(0, 1)");
const BATCH_NORM_RELU = link("#v=1&depth=20&width=128&batch=128&norm=batch&seed=1", "batch norm, ReLU");
const SIGMOID_XAVIER = link(
  "#v=1&width=128&batch=128&act=sigmoid&init=xavier_normal&seed=1",
  "sigmoid, Xavier",
);
const TANH_SMALL = link("#v=1&width=200&batch=64&act=tanh&init=normal&std=0.01&seed=1", "tanh, N(0, 0.01²)");

/** The factor of one backward step on the gradient's RMS that theory expects in the last layer. */
function expectedBackward(plan: Plan): number {
  return Math.sqrt(predict(plan).layers.at(-1)?.chi ?? NaN);
}

/** tanh with critical weights: Var(a_l) tends to 1 / (2 l). */
const slowDecay = (layer: number): number => 1 / (2 * layer);

const variance = (layer: number) =>
  number(`variance at layer ${layer}`, `第 ${layer} 层的方差`, "number", ({ layers }) => {
    return statsOf(layers, layer - 1, "activation").std ** 2;
  });

/** Half of these layers are enough for the length of the activations to settle. */
const SETTLED_LAYER = 50;

const settledBackward = (gain: string, index: number) =>
  number(
    `gain ${gain}: gradients, per layer going back, layers 50 to 100`,
    `增益 ${gain}：梯度，反向每层，第 50 至 100 层`,
    "percent",
    ({ layers }) => backwardFactor(layers, SETTLED_LAYER - 1),
    index,
  );

/** Inputs count as lost where most of the signal no longer depends on them. */
const MOST = 0.5;

export const myths = [
  measured(
    {
      id: "tanh_zero_gradients",
      group: "myth",
      claim: {
        en: "Tanh with N(0, 1) weights is saturated, so all gradients are zero.",
        zh: "tanh 配 N(0, 1) 权重会饱和，所以梯度全部为零。",
      },
      source: same("CS231n"),
      correct: {
        en: "Most gradients are tiny, but the few units near zero make up for it: going back, each layer makes the RMS {{backward}} as large. The gradients become sparse, not zero.",
        zh: "多数梯度很小，但少数靠近零的单元弥补了这一点：反向每过一层，均方根变为原来的 {{backward}}。梯度变得稀疏，而不是为零。",
      },
    },
    {
      links: [TANH_WIDE],
      numbers: {
        backward: backward(),
        ratio: number("RMS at layer 1 over layer 10", "第 1 层与第 10 层均方根之比", "number", ({ layers }) =>
          backwardRatio(layers),
        ),
        tiny: number(
          "entries below a thousandth of the RMS, layer 10",
          "第 10 层小于均方根千分之一的比例",
          "share",
          ({ layers }) => {
            const delta = statsOf(layers, -1, "grad_pre_activation");
            return shareBelow(delta, delta.rms / 1000);
          },
        ),
      },
      // Gradients that vanish would be smaller at the first layer than at the last.
      verdict: ({ ratio }) => falseIf(ratio > 1),
    },
  ),
  measured(
    {
      id: "sigmoid_large_weights_vanish",
      group: "myth",
      claim: {
        en: "Sigmoid with N(0, 1) weights loses its gradients; with Xavier it is healthy.",
        zh: "sigmoid 配 N(0, 1) 权重会梯度消失，配 Xavier 就健康。",
      },
      source: { en: "a deep-learning textbook; article C", zh: "一本深度学习教材；文章 C" },
      correct: {
        en: "It is the other way round. With 100 units and N(0, 1), each layer passes on {{large}} of the gradient’s RMS (it becomes sparse); with Xavier it passes on {{xavier}}, because the slope of the sigmoid is at most 1/4.",
        zh: "正好相反。100 个单元、N(0, 1) 时，反向每过一层梯度的均方根还有 {{large}}（只是变稀疏）；Xavier 只剩 {{xavier}}，因为 sigmoid 的斜率至多 1/4。",
      },
    },
    {
      links: [
        link("#v=1&depth=5&width=100&batch=500&act=sigmoid&init=normal&seed=1", "N(0, 1)"),
        link("#v=1&depth=5&width=100&batch=500&act=sigmoid&init=xavier_normal&seed=1", "Xavier"),
      ],
      numbers: { large: backward("N(0, 1)", 0, "percent"), xavier: backward("Xavier", 1, "percent") },
      // The claim orders the two: a refutation must separate them the other way round by more than chance.
      verdict: ({ large, xavier }, plan) => falseIf(large > xavier && !isSteady(large / xavier, plan)),
    },
  ),
  measured(
    {
      id: "forward_kept_backward_kept",
      group: "myth",
      claim: {
        en: "If the variance is kept going forward, it is kept going backward.",
        zh: "前向方差保持不变，反向就也保持不变。",
      },
      source: { en: "a university course page", zh: "一份大学课程讲义" },
      correct: {
        en: "Two counterexamples. Batch norm keeps the forward spread exactly, while each layer makes the gradient {{normBackward}} as large. Sigmoid with Xavier keeps it too, while each layer keeps only {{sigmoidBackward}} of the gradient.",
        zh: "两个反例：批归一化使前向离散程度完全不变，反向每过一层，梯度却变为 {{normBackward}}；sigmoid 配 Xavier 前向也稳定，反向每过一层梯度却只剩 {{sigmoidBackward}}。",
      },
    },
    {
      links: [BATCH_NORM_RELU, SIGMOID_XAVIER],
      numbers: {
        normForward: forward("batch norm"),
        normBackward: backward("batch norm"),
        sigmoidForward: forward("sigmoid", 1),
        sigmoidBackward: backward("sigmoid", 1),
      },
      // One network with the one property and without the other is enough.
      verdict: ({ normForward, normBackward, sigmoidForward, sigmoidBackward }, norm, sigmoid) =>
        falseIf(
          (isSteady(normForward, norm) && !isSteady(normBackward, norm)) ||
            (isSteady(sigmoidForward, sigmoid) && !isSteady(sigmoidBackward, sigmoid)),
        ),
    },
  ),
  measured(
    {
      id: "tanh_xavier_quarter",
      group: "myth",
      claim: {
        en: "With tanh and Xavier the variance settles at about 0.25.",
        zh: "tanh 配 Xavier 时，方差稳定在 0.25 左右。",
      },
      source: { en: "a university deep-learning tutorial", zh: "一份大学深度学习教程" },
      correct: {
        en: "It never settles. At layer l it is about 1/(2l), which falls so slowly that it looks constant over a few layers. At layer 50 it is {{at50}}.",
        zh: "它从不稳定：第 l 层约为 1/(2l)，一直在下降，只是慢得在几层之内看起来像常数。到第 50 层为 {{at50}}。",
      },
    },
    {
      links: [link("#v=1&depth=50&width=200&batch=32&act=tanh&init=xavier_normal&seed=1", "tanh, Xavier")],
      numbers: { at5: variance(5), at10: variance(10), at50: variance(50) },
      verdict: ({ at50 }) => falseIf(isNearer(at50, slowDecay(50), 0.25)),
    },
  ),
  measured(
    {
      id: "small_weights_starve_early",
      group: "myth",
      claim: {
        en: "With small weights the weight gradients of the early layers vanish first.",
        zh: "权重过小时，靠前各层的权重梯度先消失。",
      },
      source: { en: "common saying; article B", zh: "常见说法；文章 B" },
      correct: {
        en: "The backpropagated signal does fade towards the input, but the activations fade towards the output, by the same factor. Their product, the weight gradient, is the same in all layers: equally tiny.",
        zh: "反向信号确实向输入方向衰减，但激活值以同样的比例向输出方向衰减。两者之积，即权重梯度，各层相同，同样微小。",
      },
    },
    {
      links: [TANH_SMALL],
      numbers: {
        weights: number(
          "weight gradient, layer 1 over layer 10",
          "权重梯度，第 1 层比第 10 层",
          "number",
          ({ layers }) => backwardRatio(layers, "grad_weight"),
        ),
        delta: number(
          "backpropagated signal, layer 1 over layer 10",
          "反向信号，第 1 层比第 10 层",
          "number",
          ({ layers }) => backwardRatio(layers, "grad_pre_activation"),
        ),
      },
      // The claim confuses the two: does the weight gradient fall with the signal, or stay at 1?
      verdict: ({ weights, delta }) => falseIf(isNearer(weights, 1, delta)),
    },
  ),
  measured(
    {
      id: "relu_halves_gradients",
      group: "myth",
      claim: {
        en: "Each ReLU layer halves the gradient.",
        zh: "每一层 ReLU 都会使梯度减半。",
      },
      source: { en: "a blog on deep learning", zh: "一篇深度学习博客" },
      correct: {
        en: "It halves the power of the gradient; the weights decide the rest. The RMS is multiplied by √(n Var(W)/2): here each layer passes on {{he}} with He, and {{lecun}} with variance 1/n.",
        zh: "减半的是梯度的功率，其余由权重决定。均方根要乘以 √(n Var(W)/2)：这里用 He 每层还有 {{he}}，方差取 1/n 时还有 {{lecun}}。",
      },
    },
    {
      links: [link("#v=1&batch=64&seed=1", "He"), link("#v=1&batch=64&init=lecun_normal&seed=1", "1/n")],
      numbers: { he: backward("He", 0, "percent"), lecun: backward("1/n", 1, "percent") },
      verdict: ({ he, lecun }, hePlan, lecunPlan) =>
        holdsIn(
          isNearer(he, 0.5, expectedBackward(hePlan)),
          isNearer(lecun, 0.5, expectedBackward(lecunPlan)),
        ),
    },
  ),
  measured(
    {
      id: "batch_norm_isometry",
      group: "myth",
      claim: {
        en: "Batch norm keeps the singular values of each layer's Jacobian near 1, so gradients keep their size.",
        zh: "批归一化使每层雅可比矩阵的奇异值接近 1，所以梯度大小不变。",
      },
      source: { en: "conjecture in Ioffe, Szegedy 2015", zh: "Ioffe、Szegedy 2015 的猜想" },
      correct: {
        en: "Disproved by Yang et al. 2019: before training, each ReLU layer multiplies the squared gradient by about π/(π−1) ≈ 1.47, and by more where batches are small. Here each layer makes it {{squared}} as large.",
        zh: "Yang 等人 2019 年已否定：训练之前，每个 ReLU 层把梯度平方变为约 π/(π−1) ≈ 1.47 倍，批小时更多。这里反向每过一层，变为 {{squared}}。",
      },
    },
    {
      links: [BATCH_NORM_RELU],
      numbers: {
        backward: backward(),
        squared: number(
          "squared gradients, layer over layer going back",
          "梯度平方，反向前一层比后一层",
          "factor",
          ({ layers }) => backwardFactor(layers) ** 2,
        ),
      },
      verdict: ({ backward: factor }, plan) => falseIf(!isSteady(factor, plan)),
    },
  ),
  measured(
    {
      id: "he_relu_stable",
      group: "myth",
      claim: {
        en: "With He a deep ReLU network is stable.",
        zh: "用 He 初始化，很深的 ReLU 网络就是稳定的。",
      },
      source: { en: "common saying", zh: "常见说法" },
      correct: {
        en: "Its variance is. But layer by layer all inputs turn into the same direction, and units die: after 30 layers {{last}} of the power is the same for every input, and {{dead}} of the units are silent.",
        zh: "方差是稳定的。但各个输入逐层趋向同一方向，神经元也逐渐死去：30 层之后，{{last}} 的功率与输入无关，{{dead}} 的单元不再响应。",
      },
    },
    {
      links: [link("#v=1&depth=30&width=200&batch=64&seed=1", "He, ReLU")],
      numbers: {
        forward: forward(),
        first: number("power common to all inputs, layer 1", "所有输入共有的功率，第 1 层", "share", (run) =>
          commonShare(statsOf(run.layers, 0, "activation"), run.plan.batch),
        ),
        last: number("power common to all inputs, layer 30", "所有输入共有的功率，第 30 层", "share", (run) =>
          commonShare(statsOf(run.layers, -1, "activation"), run.plan.batch),
        ),
        dead: number(
          "dead units, layer 30",
          "死神经元，第 30 层",
          "share",
          ({ layers }) => layers.at(-1)?.deadUnits ?? NaN,
        ),
      },
      verdict: ({ forward: factor, last }, plan) => holdsIn(isSteady(factor, plan), last < MOST),
    },
  ),
  measured(
    {
      id: "selu_gain_arbitrary",
      group: "myth",
      claim: {
        en: "The gain 3/4 for SELU is an arbitrary number.",
        zh: "SELU 的增益 3/4 是随意取的数。",
      },
      source: { en: "a PyTorch forum", zh: "PyTorch 论坛" },
      correct: {
        en: "With 3/4 the length at which SELU settles is the edge of chaos (χ = 1.004): from there on gradients keep their size. It takes some fifty layers to settle, and until then they shrink. With gain 1, each layer passes on {{one}} of the gradient.",
        zh: "取 3/4 时，SELU 最终稳定在混沌边缘（χ = 1.004），此后梯度大小不变；稳定下来约需五十层，在那之前梯度会缩小。取 1 时，反向每过一层，梯度变为原来的 {{one}}。",
      },
    },
    {
      links: [
        link("#v=1&depth=100&width=128&batch=32&act=selu&init=xavier_normal&gain=0.75&seed=1", "3/4"),
        link("#v=1&depth=100&width=128&batch=32&act=selu&init=xavier_normal&seed=1", "1"),
      ],
      numbers: {
        settled: settledBackward("3/4", 0),
        one: settledBackward("1", 1),
      },
      // At the edge of chaos the factor is 1; elsewhere it would be no better than that of the obvious gain
      // 1.
      verdict: ({ settled, one }) => falseIf(isNearer(settled, 1, one)),
    },
  ),
];
