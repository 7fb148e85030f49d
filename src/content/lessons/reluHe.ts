/**
 * ReLU and the factor two: the loss that He initialisation compensates, and the role of the second moment.
 */
import { byNumber, bySteadiest } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

export const reluHe: Lesson = {
  id: "relu_he",
  title: { en: "ReLU and the factor two", zh: "ReLU 与因子 2" },
  summary: {
    en: "What half a signal weighs: mean, variance and second moment after a ReLU, and He’s answer.",
    zh: "半个信号有多重：ReLU 之后的均值、方差与二阶矩，以及 He 的答案。",
  },
  minutes: 9,
  takeHome: {
    en: "ReLU throws away half of the power, so He doubles the variance of the weights: 2/n. What the next layer receives is the second moment, not the variance. The same reasoning gives the right factor for any activation.",
    zh: "ReLU 丢掉一半的功率，所以 He 把权重的方差加倍，取 2/n。传给下一层的是二阶矩，不是方差。同样的推理可以为任何激活函数找到合适的倍数。",
  },
  steps: [
    {
      title: { en: "Half of a bell", zh: "半个钟形" },
      text: {
        en: "One layer with $z \\sim \\mathcal N(0, 1)$, then ReLU: $a = \\max(0, z)$. How large is the second moment $\\mathbb E[a^2]$?",
        zh: "一层网络，$z \\sim \\mathcal N(0, 1)$，再经过 ReLU：$a = \\max(0, z)$。二阶矩 $\\mathbb E[a^2]$ 有多大？",
      },
      link: "#v=1&depth=1&width=500&batch=500&init=lecun_normal&seed=1",
      prediction: {
        kind: "choice",
        options: [
          { id: "third", text: { en: "About 0.34", zh: "约 0.34" } },
          { id: "half", text: { en: "About 0.5", zh: "约 0.5" } },
          { id: "one", text: { en: "About 1", zh: "约 1" } },
        ],
        judge: byNumber("second_moment", [0.41, "third"], [0.71, "half"], [Infinity, "one"]),
      },
      explanation: {
        en: "Measured {{second_moment}}. By symmetry each half of the bell holds half of $\\mathbb E[z^2] = 1$.\n\nThe variance is less, {{variance}}, because the mean is no longer 0 but {{mean}}:\n\n$$\\operatorname{Var}(a) = \\tfrac12 - \\tfrac{1}{2\\pi} \\approx 0.341$$\n\n“ReLU halves the variance” is a common slip. It halves the second moment.",
        zh: "实测 {{second_moment}}。由对称性，钟形的每一半各占 $\\mathbb E[z^2] = 1$ 的一半。\n\n方差更小，为 {{variance}}，因为均值不再是 0，而是 {{mean}}：\n\n$$\\operatorname{Var}(a) = \\tfrac12 - \\tfrac{1}{2\\pi} \\approx 0.341$$\n\n“ReLU 使方差减半”是常见的笔误，减半的是二阶矩。",
      },
      task: {
        text: {
          en: "Try Leaky ReLU and ELU. Whose mean is nearest to 0?",
          zh: "试试 Leaky ReLU 和 ELU。哪一个的均值最接近 0？",
        },
      },
    },
    {
      title: { en: "It is the second moment that counts", zh: "起作用的是二阶矩" },
      text: {
        en: "The next layer adds up $W_{ij} a_j$ with weights of mean 0, so $\\mathbb E[z^2] = n \\operatorname{Var}(W)\\, \\mathbb E[a^2]$. Here $\\operatorname{Var}(W) = 1/n$, ten ReLU layers.\n\nSketch the std of the activations.",
        zh: "下一层对 $W_{ij} a_j$ 求和，权重均值为 0，因此 $\\mathbb E[z^2] = n \\operatorname{Var}(W)\\, \\mathbb E[a^2]$。这里取 $\\operatorname{Var}(W) = 1/n$，十层 ReLU。\n\n画出激活值的标准差。",
      },
      link: "#v=1&width=500&batch=128&init=lecun_normal&seed=2",
      prediction: { kind: "sketch", quantity: "std", decades: [-3, 1] },
      explanation: {
        en: "Each layer keeps {{forward_kept}} of the spread, as $\\sqrt{1/2} \\approx 0.707$ says. Layer 10 has {{std@10}}; theory says\n\n$$0.584 \\cdot 2^{-9/2} = {{theory_std@10}}.$$\n\nIf it were the variance that is carried on, each layer would keep $\\sqrt{0.341} \\approx 0.58$. The run decides.",
        zh: "每层还剩 {{forward_kept}}，正是 $\\sqrt{1/2} \\approx 0.707$。第 10 层为 {{std@10}}，理论值\n\n$$0.584 \\cdot 2^{-9/2} = {{theory_std@10}}.$$\n\n假如传下去的是方差，每层应剩 $\\sqrt{0.341} \\approx 0.58$。孰是孰非，由实测决定。",
      },
      task: {
        text: {
          en: "At which depth does the signal of this network fall below 10⁻³? Work it out, then set the depth.",
          zh: "这个网络在第几层信号会低于 10⁻³？先算一算，再设置深度验证。",
        },
      },
    },
    {
      title: { en: "He", zh: "He 初始化" },
      text: {
        en: "So $n \\operatorname{Var}(W) \\cdot \\tfrac12 = 1$, and $\\operatorname{Var}(W) = 2/n_\\text{in}$: the factor two of He et al. (2015). Now sketch again.",
        zh: "于是 $n \\operatorname{Var}(W) \\cdot \\tfrac12 = 1$，得 $\\operatorname{Var}(W) = 2/n_\\text{in}$：这就是何恺明等人（2015）的因子 2。再画一次。",
      },
      link: "#v=1&width=500&batch=128&seed=2",
      prediction: { kind: "sketch", quantity: "std", decades: [-3, 1] },
      explanation: {
        en: "Level: {{std@1}} in layer 1 and {{std@10}} in layer 10. Each layer passes on {{forward_kept}} of the spread; theory says {{theory_std@10}} everywhere. Going back, each layer passes on {{backward_kept}} of the gradient, because the slope of ReLU is 1 on one half and 0 on the other, so that $\\mathbb E[\\varphi'^2] = \\tfrac12$ as well.\n\nThat both directions ask for the same factor is a lucky property of ReLU.",
        zh: "水平线：第 1 层 {{std@1}}，第 10 层 {{std@10}}，每层传下去 {{forward_kept}}；理论值处处为 {{theory_std@10}}。反向每层传回梯度的 {{backward_kept}}，因为 ReLU 的斜率一半为 1、一半为 0，$\\mathbb E[\\varphi'^2]$ 也是 $\\tfrac12$。\n\n两个方向恰好需要同一个因子，这是 ReLU 的幸运之处。",
      },
      task: {
        text: {
          en: "Draw several times with width 32. How far does a single network stray from the theory line?",
          zh: "把宽度改为 32，多抽几次样。单个网络会偏离理论线多远？",
        },
      },
    },
    {
      title: { en: "Leaky ReLU", zh: "Leaky ReLU" },
      text: {
        en: "Thirty layers of Leaky ReLU with slope $\\alpha = 0.5$ on the negative side. Which variance keeps the signal?",
        zh: "三十层 Leaky ReLU，负半轴斜率 $\\alpha = 0.5$。哪种方差能保持信号？",
      },
      link: "#v=1&depth=30&batch=128&act=leaky_relu&slope=0.5&seed=1",
      others: [
        "#v=1&depth=30&batch=128&act=leaky_relu&slope=0.5&init=lecun_normal&seed=1",
        "#v=1&depth=30&batch=128&act=leaky_relu&slope=0.5&gain=1.4142&seed=1",
      ],
      prediction: {
        kind: "choice",
        options: [
          { id: "leaky", text: { en: "1.6/n", zh: "1.6/n" } },
          { id: "one", text: { en: "1/n", zh: "1/n" } },
          { id: "two", text: { en: "2/n, as for ReLU", zh: "2/n，与 ReLU 相同" } },
        ],
        judge: bySteadiest("forward", "leaky", "one", "two"),
      },
      explanation: {
        en: "The negative half keeps $\\alpha^2 = \\tfrac14$ of its power, so\n\n$$\\mathbb E[\\varphi(z)^2] = \\tfrac12 (1 + \\alpha^2)\\, \\mathbb E[z^2], \\quad \\operatorname{Var}(W) = \\frac{2}{(1 + \\alpha^2)\\,n}.$$\n\nMeasured: with 1.6/n each layer passes on {{forward_kept}} of the spread, with 1/n {{2.forward_kept}}, with 2/n {{3.forward_kept}}. He initialisation is not for ReLU only.",
        zh: "负半轴保留 $\\alpha^2 = \\tfrac14$ 的功率，因此\n\n$$\\mathbb E[\\varphi(z)^2] = \\tfrac12 (1 + \\alpha^2)\\, \\mathbb E[z^2], \\quad \\operatorname{Var}(W) = \\frac{2}{(1 + \\alpha^2)\\,n}.$$\n\n实测：取 1.6/n 时每层传下去 {{forward_kept}}，取 1/n 时 {{2.forward_kept}}，取 2/n 时 {{3.forward_kept}}。He 初始化并非只适用于 ReLU。",
      },
      task: {
        text: {
          en: "With slope 1 the leaky ReLU is linear. Which variance does the formula give then, and do you know it?",
          zh: "斜率为 1 时 Leaky ReLU 就是线性函数。此时公式给出什么方差？你认得它吗？",
        },
      },
    },
  ],
};
