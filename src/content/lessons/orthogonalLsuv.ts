/** Orthogonal and LSUV: exact instead of on average, and measured instead of derived. */
import { bySteadiest } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

export const orthogonalLsuv: Lesson = {
  id: "orthogonal_lsuv",
  title: { en: "Orthogonal and LSUV", zh: "正交初始化与 LSUV" },
  summary: {
    en: "Two ways past the variance: rotate exactly, or measure and correct.",
    zh: "方差之外的两条路：精确的旋转，或者先测量再校正。",
  },
  minutes: 8,
  takeHome: {
    en: "Gaussian weights keep lengths on average, orthogonal ones exactly; what the activation takes, neither gives back. LSUV measures instead of deriving. It works for any layer, and it makes the weights depend on one batch of data.",
    zh: "高斯权重平均而言保持长度，正交权重则精确保持；激活函数拿走的，两者都补不回来。LSUV 以测量代替推导，对任何层都管用，代价是权重依赖于一批数据。",
  },
  steps: [
    {
      title: { en: "Exact, not on average", zh: "精确，而非平均" },
      text: {
        en: "Fifty linear layers of 128 units. Gaussian weights with $\\operatorname{Var}(W) = 1/n$ keep the signal on average. An orthogonal matrix, $W^\\top W = I$, is a rotation.\n\nWhich keeps the std nearer to its start, in a single network?",
        zh: "五十层、每层 128 个单元的线性网络。$\\operatorname{Var}(W) = 1/n$ 的高斯权重平均而言保持信号。正交矩阵 $W^\\top W = I$ 则是一个旋转。\n\n在单个网络中，哪一种更能保持标准差？",
      },
      link: "#v=1&depth=50&width=128&batch=128&act=linear&init=orthogonal&seed=1",
      others: ["#v=1&depth=50&width=128&batch=128&act=linear&init=lecun_normal&seed=1"],
      prediction: {
        kind: "choice",
        options: [
          { id: "orthogonal", text: { en: "Orthogonal", zh: "正交" } },
          { id: "gaussian", text: { en: "Gaussian, 1/n", zh: "高斯，1/n" } },
        ],
        judge: bySteadiest("forward", "orthogonal", "gaussian"),
      },
      explanation: {
        en: "Layer 50 has {{forward_ratio}} times the std of layer 1 with orthogonal weights, and {{2.forward_ratio}} times with Gaussian ones. A rotation keeps every length, $\\lVert W x \\rVert = \\lVert x \\rVert$, and so does any product of rotations.\n\nThe product of fifty Gaussian matrices keeps the mean of the squared length, but stretches a few directions enormously and flattens the rest: its squared singular values have mean 1 and variance 50 (Saxe et al. 2014).",
        zh: "第 50 层的标准差与第 1 层相比，正交权重为 {{forward_ratio}} 倍，高斯权重为 {{2.forward_ratio}} 倍。旋转保持每个向量的长度，$\\lVert W x \\rVert = \\lVert x \\rVert$，多个旋转的乘积也是如此。\n\n五十个高斯矩阵的乘积保持的是长度平方的均值，但它把少数方向极度拉长，把其余方向压扁：奇异值平方的均值为 1，方差为 50（Saxe 等 2014）。",
      },
      task: {
        text: {
          en: "Draw both several times. Which of the two depends on the seed?",
          zh: "两种都多抽几次样。哪一种与随机种子有关？",
        },
      },
    },
    {
      title: { en: "Then comes tanh", zh: "再加上 tanh" },
      text: {
        en: "Orthogonal weights, twenty tanh layers of 256 units. Sketch the std of the activations.",
        zh: "正交权重，二十层、每层 256 个单元的 tanh 网络。画出激活值的标准差。",
      },
      link: "#v=1&depth=20&act=tanh&init=orthogonal&seed=1",
      others: ["#v=1&depth=20&act=tanh&init=xavier_normal&seed=1"],
      prediction: { kind: "sketch", quantity: "std", decades: [-2, 1] },
      explanation: {
        en: "From {{std@1}} to {{std@20}}, with Xavier {{2.std@20}}: nearly the same. The rotation loses nothing; tanh loses the same as ever, for lengths in a wide layer depend on $n \\operatorname{Var}(W)$ only, and that is 1 for both.\n\nWhat orthogonal weights improve is the spread of singular values, and with it how gradients of different directions fare in a deep, nearly linear network.",
        zh: "从 {{std@1}} 到 {{std@20}}，Xavier 为 {{2.std@20}}：几乎一样。旋转不损失什么，损失来自 tanh，而且与以前一样多：在宽的层里，长度只取决于 $n \\operatorname{Var}(W)$，两者都是 1。\n\n正交权重改善的是奇异值的分布，也就是深而近似线性的网络中各方向梯度的命运。",
      },
      task: {
        text: {
          en: "With ReLU, which gain does orthogonal need, and why the same as He?",
          zh: "配 ReLU 时，正交初始化需要多大的增益？为什么与 He 相同？",
        },
        link: "#v=1&depth=20&init=orthogonal&seed=1",
      },
    },
    {
      title: { en: "LSUV: measure, then correct", zh: "LSUV：先测量，再校正" },
      text: {
        en: "Layer-sequential unit variance (Mishkin and Matas 2016) needs no formula for the activation: start orthogonal, send a batch through, divide each layer’s weights by the std that is measured, layer after layer.\n\nHere the target is the output of each ReLU layer. Sketch its std.",
        zh: "LSUV（逐层单位方差，Mishkin 与 Matas 2016）不需要针对激活函数的公式：从正交权重出发，送入一批数据，逐层把权重除以实测的标准差。\n\n这里以每个 ReLU 层的输出为目标。画出它的标准差。",
      },
      link: "#v=1&init=lsuv&target=after&seed=1",
      prediction: { kind: "sketch", quantity: "std", decades: [-2, 2] },
      explanation: {
        en: "The std is {{std@1}} in layer 1, {{std@5}} in layer 5 and {{std@10}} in layer 10: every layer is brought within 0.1 of variance 1 before the next one is measured. Nothing was done for the gradients; each layer multiplies them by {{backward}}.\n\nNo theory was needed, only a batch. That is its strength with unusual layers, and its weakness: the weights now depend on the data.",
        zh: "第 1、5、10 层的标准差分别是 {{std@1}}、{{std@5}}、{{std@10}}：每层的方差都先调到与 1 相差不超过 0.1，再测量下一层。梯度没有人管，反向每层变为 {{backward}} 倍。\n\n不需要理论，只需要一批数据。面对不常见的层，这是它的长处；短处是权重从此依赖于数据。",
      },
      task: {
        text: {
          en: "Change the activation. Does LSUV need to know?",
          zh: "换一种激活函数。LSUV 需要知道你换了吗？",
        },
      },
    },
  ],
};
