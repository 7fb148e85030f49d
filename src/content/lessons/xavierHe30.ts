/** Thirty layers, Xavier against He: the experiment of He et al. 2015 at the start of training. */
import { byNumber } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

export const xavierHe30: Lesson = {
  id: "xavier_he_30",
  title: { en: "Thirty layers: Xavier against He", zh: "三十层：Xavier 对 He" },
  summary: {
    en: "A factor of √2 per layer does not look like much. Thirty times over it decides whether a network trains.",
    zh: "每层差 √2 倍看似不多，连乘三十次却决定网络能否训练。",
  },
  minutes: 8,
  takeHome: {
    en: "A small loss per layer is a large loss in the end: what a single layer multiplies by is raised to the power of the depth. Judge an initialisation by its factor per layer, forward and backward, at the depth you use.",
    zh: "每层一点小损失，累积起来就是大损失：单层的倍数要按深度做乘方。评判一种初始化，要看它在你所用的深度下，前向和反向每层各乘以多少。",
  },
  steps: [
    {
      title: { en: "Xavier on ReLU", zh: "Xavier 配 ReLU" },
      text: {
        en: "Thirty layers of 256 units with ReLU, weights drawn by Xavier: $\\operatorname{Var}(W) = 2/(n_\\text{in}+n_\\text{out}) = 1/n$. Xavier was made for activations like tanh.\n\nSketch the std of the activations from layer 1 to layer 30.",
        zh: "三十层、每层 256 个单元的 ReLU 网络，权重按 Xavier 抽取：$\\operatorname{Var}(W) = 2/(n_\\text{in}+n_\\text{out}) = 1/n$。Xavier 是为 tanh 一类激活函数设计的。\n\n画出从第 1 层到第 30 层激活值的标准差。",
      },
      link: "#v=1&depth=30&batch=128&init=xavier_normal&seed=1",
      prediction: { kind: "sketch", quantity: "std", decades: [-8, 2] },
      explanation: {
        en: "ReLU sets half of the values to zero, so half of the second moment is lost in every layer: the spread is multiplied by $\\sqrt{1/2} \\approx 0.71$. Measured: each layer keeps {{forward_kept}}.\n\n$$\\left(\\tfrac{1}{\\sqrt 2}\\right)^{29} \\approx 4.3 \\cdot 10^{-5}, \\qquad \\text{here: } {{forward_ratio}}$$\n\nThat is what layer 30 has of the spread of layer 1. In the paper by He et al. (2015) such a network of 30 layers stalls completely.",
        zh: "ReLU 把一半的值置零，每层损失一半的二阶矩，标准差变为 $\\sqrt{1/2} \\approx 0.71$ 倍。实测：每层还剩 {{forward_kept}}。\n\n$$\\left(\\tfrac{1}{\\sqrt 2}\\right)^{29} \\approx 4.3 \\cdot 10^{-5}, \\qquad \\text{实测：} {{forward_ratio}}$$\n\n这就是第 30 层与第 1 层标准差之比。在何恺明等人（2015）的论文中，这样的 30 层网络完全无法训练。",
      },
      task: {
        text: {
          en: "Set the depth to 10. Would you have noticed the loss there?",
          zh: "把深度改为 10。这时你还会注意到衰减吗？",
        },
      },
    },
    {
      title: { en: "The gradients of the same network", zh: "同一网络的梯度" },
      text: {
        en: "You have seen the forward pass. The gradient enters at layer 30 and goes back through the same weights. Sketch the RMS of the gradients $\\partial L/\\partial a_l$. In layer 30 it is 1.",
        zh: "前向的情形已经看过。梯度从第 30 层进入，经过同样的权重往回传。画出梯度 $\\partial L/\\partial a_l$ 的均方根：第 30 层为 1。",
      },
      link: "#v=1&depth=30&batch=128&init=xavier_normal&seed=1",
      shows: "forward",
      prediction: { kind: "sketch", quantity: "gradient", decades: [-8, 2] },
      explanation: {
        en: "Going back, the mean squared gradient is multiplied by\n\n$$\\chi = n_\\text{out} \\operatorname{Var}(W)\\, \\mathbb E[\\varphi'(z)^2] = 1 \\cdot \\tfrac12$$\n\nper layer: ReLU's slope is 1 for half of the values and 0 for the others. Measured: each layer keeps {{backward_kept}}, and {{gradient@1}} arrives at layer 1. The signal fades going forward and the gradient fades going back, both by the same factor.",
        zh: "反向每传一层，梯度的均方乘以\n\n$$\\chi = n_\\text{out} \\operatorname{Var}(W)\\, \\mathbb E[\\varphi'(z)^2] = 1 \\cdot \\tfrac12,$$\n\n因为 ReLU 的斜率对一半的值是 1，对另一半是 0。实测：反向每层还剩 {{backward_kept}}，到第 1 层只有 {{gradient@1}}。前向信号与反向梯度以同样的比例衰减。",
      },
      task: {
        text: {
          en: "Make the network narrower, 32 units. The measured line now wanders around the theory line; the band shows how far chance may carry it.",
          zh: "把网络变窄，改为 32 个单元。测量线会在理论线附近游走，灰带表示偶然性能带它走多远。",
        },
      },
    },
    {
      title: { en: "He: twice the variance", zh: "He：方差加倍" },
      text: {
        en: "He et al. double the variance: $\\operatorname{Var}(W) = 2/n_\\text{in}$. How will the std of layer 30 compare with that of layer 1?",
        zh: "何恺明等人把方差加倍：$\\operatorname{Var}(W) = 2/n_\\text{in}$。第 30 层的标准差与第 1 层相比会怎样？",
      },
      link: "#v=1&depth=30&batch=128&seed=1",
      prediction: {
        kind: "choice",
        options: [
          { id: "smaller", text: { en: "Less than a tenth of it", zh: "缩小十倍以上" } },
          {
            id: "same",
            text: { en: "About the same, within a factor of ten", zh: "大小相当，相差不到十倍" },
          },
          { id: "larger", text: { en: "More than ten times as large", zh: "放大十倍以上" } },
        ],
        judge: byNumber("forward_ratio", [0.1, "smaller"], [10, "same"], [Infinity, "larger"]),
      },
      explanation: {
        en: "Each layer passes on {{forward_kept}} of the spread and, going back, {{backward_kept}} of the gradient: the doubled variance makes up exactly for the half that ReLU drops, $\\tfrac12 \\cdot n \\cdot \\tfrac2n = 1$. The spread ends at {{std@30}}, theory says {{theory_std@30}}.\n\nIt is not exact for one draw: a finite network wanders. The second moment after $l$ layers of $n$ units has a relative variance of about $5l/n$.",
        zh: "前向每层传下去 {{forward_kept}}，反向每层传回 {{backward_kept}}：加倍的方差正好补上 ReLU 丢掉的一半，$\\tfrac12 \\cdot n \\cdot \\tfrac2n = 1$。第 30 层的标准差是 {{std@30}}，理论值 {{theory_std@30}}。\n\n对单次抽样而言并不精确：有限宽度的网络会随机游走，$l$ 层、每层 $n$ 个单元时，二阶矩的相对方差约为 $5l/n$。",
      },
      task: {
        text: {
          en: "Go to 100 layers. Which quantity is kept, and what has happened to the inputs? (The strips and the verdict tell.)",
          zh: "把深度加到 100 层。什么保持住了？各个输入又发生了什么？（看占比条和结论。）",
        },
        link: "#v=1&depth=100&batch=128&seed=1",
      },
    },
  ],
};
