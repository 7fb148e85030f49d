/** Stable forward, unstable backward: each direction has a separate condition. */
import { byNumber } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

export const backwardOtherWay: Lesson = {
  id: "backward_other_way",
  title: { en: "Gradients go the other way", zh: "梯度走的是另一个方向" },
  summary: {
    en: "A signal that is kept going forward says nothing about the gradient coming back.",
    zh: "前向信号保持得好，并不说明反向梯度也好。",
  },
  minutes: 8,
  takeHome: {
    en: "Forward and backward have a condition each, and meeting one says nothing about the other. The gradient of the weights is the product of both: it can be the same in every layer while signal and gradient both fade.",
    zh: "前向和反向各有各的条件，满足一个并不说明另一个。权重的梯度是两者之积：即使信号和梯度都在衰减，它在各层仍可能相等。",
  },
  steps: [
    {
      title: { en: "Fine going forward", zh: "前向很正常" },
      text: {
        en: "Ten layers of sigmoid with Xavier weights. The chart shows the std of the activations: from layer 2 on it stays the same. Many texts would call this network healthy.\n\nNow sketch the RMS of the gradients. In layer 10 it is 1.",
        zh: "十层 sigmoid 网络，Xavier 权重。图中是激活值的标准差：从第 2 层起几乎不变，许多教材会说这个网络很健康。\n\n现在画出梯度的均方根：第 10 层为 1。",
      },
      link: "#v=1&width=128&act=sigmoid&init=xavier_normal&seed=1",
      shows: "forward",
      prediction: { kind: "sketch", quantity: "gradient", decades: [-9, 3] },
      explanation: {
        en: "Going back, each layer keeps {{backward_kept}} of the gradient, and {{gradient@1}} arrives at layer 1.\n\nForward, a sigmoid cannot vanish: its outputs lie around 0.5 whatever comes in. Backward, every layer multiplies by its slope, and the slope of the sigmoid is at most $1/4$:\n\n$$\\chi = n \\operatorname{Var}(W)\\, \\mathbb E[\\sigma'(z)^2] \\le 1 \\cdot \\tfrac{1}{16}$$\n\nSo at most a quarter of the RMS gets through a layer; here theory says {{theory_backward_kept@5}}. (The forward picture is not as healthy as it looks either: see “The histogram lies”.)",
        zh: "反向每过一层，梯度只剩 {{backward_kept}}，到第 1 层只有 {{gradient@1}}。\n\n前向时 sigmoid 的输出总在 0.5 附近，不会消失。反向时每层都要乘以斜率，而 sigmoid 的斜率至多为 $1/4$：\n\n$$\\chi = n \\operatorname{Var}(W)\\, \\mathbb E[\\sigma'(z)^2] \\le 1 \\cdot \\tfrac{1}{16}$$\n\n所以均方根每层至多剩四分之一；此处理论值为 {{theory_backward_kept@5}}。（其实前向的图也没有看上去那么健康，见“直方图会骗人”一课。）",
      },
      task: {
        text: {
          en: "Raise the gain until gradients are kept. What has become of the activations?",
          zh: "增大增益，直到梯度得以保持。这时激活值变成了什么样？",
        },
      },
    },
    {
      title: { en: "Fan-in or fan-out", zh: "扇入还是扇出" },
      text: {
        en: "A network that narrows from 512 to 32 units. He initialisation divides by the fan-in, so the forward signal is kept.\n\nThe gradient goes back through the same weights, from 32 units to 512. What will its RMS do?",
        zh: "一个从 512 个单元逐层变窄到 32 个单元的网络。He 初始化除以扇入，前向信号因此得以保持。\n\n梯度经过同样的权重，从 32 个单元传回 512 个单元。它的均方根会怎样？",
      },
      link: "#v=1&width=512-512-256-256-128-128-64-64-32-32&seed=1",
      shows: "forward",
      prediction: {
        kind: "choice",
        options: [
          { id: "shrinks", text: { en: "It shrinks on the way back", zh: "往回传时变小" } },
          { id: "kept", text: { en: "It is kept, within a factor of 1.5", zh: "保持不变，相差不到 1.5 倍" } },
          { id: "grows", text: { en: "It grows on the way back", zh: "往回传时变大" } },
        ],
        judge: byNumber("backward_ratio", [1 / 1.5, "shrinks"], [1.5, "kept"], [Infinity, "grows"]),
      },
      explanation: {
        en: "Layer 1 gets {{backward_ratio}} times the gradient of layer 10. Forward, a unit adds up $n_\\text{in}$ terms; backward, an input collects $n_\\text{out}$ of them. With $\\operatorname{Var}(W) = 2/n_\\text{in}$ the mean squared gradient is multiplied by\n\n$$n_\\text{out} \\cdot \\tfrac{2}{n_\\text{in}} \\cdot \\tfrac12 = \\frac{n_\\text{out}}{n_\\text{in}}$$\n\nper layer, together $32/512$; in the RMS theory expects $\\sqrt{1/16} = 0.25$. No variance serves both directions unless the layers are square.",
        zh: "第 1 层的梯度是第 10 层的 {{backward_ratio}} 倍。前向时一个单元累加 $n_\\text{in}$ 项；反向时一个输入汇集 $n_\\text{out}$ 项。取 $\\operatorname{Var}(W) = 2/n_\\text{in}$，梯度的均方每层乘以\n\n$$n_\\text{out} \\cdot \\tfrac{2}{n_\\text{in}} \\cdot \\tfrac12 = \\frac{n_\\text{out}}{n_\\text{in}},$$\n\n合起来是 $32/512$，均方根的理论值是 $\\sqrt{1/16} = 0.25$ 倍。除非各层是方阵，没有一种方差能同时照顾两个方向。",
      },
      task: {
        text: {
          en: "Set Fan to fan-out: which direction is kept now? Then take the average of both.",
          zh: "把“扇数”改为扇出：现在哪个方向得以保持？再试试两者平均。",
        },
      },
    },
    {
      title: { en: "The weight gradient is a product", zh: "权重梯度是一个乘积" },
      text: {
        en: "Ten tanh layers with weights $\\mathcal N(0, 0.01^2)$, far too small. The signal fades going forward, the gradient fades going back.\n\nThe weights themselves learn from $\\partial L/\\partial W_l = \\delta_l^\\top a_{l-1}$. Which layer has the smallest weight gradient?",
        zh: "十层 tanh 网络，权重 $\\mathcal N(0, 0.01^2)$，过小。信号前向衰减，梯度反向衰减。\n\n权重靠 $\\partial L/\\partial W_l = \\delta_l^\\top a_{l-1}$ 学习。哪一层的权重梯度最小？",
      },
      link: "#v=1&width=500&batch=100&act=tanh&init=normal&std=0.01&seed=1",
      shows: "forward",
      prediction: {
        kind: "choice",
        options: [
          { id: "first", text: { en: "The first, farthest from the output", zh: "第一层，离输出最远" } },
          { id: "last", text: { en: "The last, with the weakest signal", zh: "最后一层，信号最弱" } },
          { id: "equal", text: { en: "None: they are nearly equal", zh: "各层几乎相等" } },
        ],
        judge: byNumber("weight_gradient_ratio", [1 / 1.5, "first"], [1.5, "equal"], [Infinity, "last"]),
      },
      explanation: {
        en: "Layer 1 has {{weight_gradient_ratio}} times the weight gradient of layer 10, although $\\delta$ falls from {{delta@10}} to {{delta@1}}. The activation that $\\delta$ is multiplied with is largest where $\\delta$ is smallest:\n\n$$\\lVert \\partial L/\\partial W_l \\rVert \\propto \\underbrace{\\lVert\\delta_l\\rVert}_{\\text{grows with } l}\\; \\underbrace{\\lVert a_{l-1}\\rVert}_{\\text{falls with } l}$$\n\nGlorot and Bengio saw this in 2010 (number 8). All layers learn equally slowly.",
        zh: "第 1 层的权重梯度是第 10 层的 {{weight_gradient_ratio}} 倍，尽管 $\\delta$ 从 {{delta@10}} 降到 {{delta@1}}。$\\delta$ 最小的地方，与它相乘的激活值恰好最大：\n\n$$\\lVert \\partial L/\\partial W_l \\rVert \\propto \\underbrace{\\lVert\\delta_l\\rVert}_{\\text{随 } l \\text{ 增大}}\\; \\underbrace{\\lVert a_{l-1}\\rVert}_{\\text{随 } l \\text{ 减小}}$$\n\nGlorot 与 Bengio 2010 年就观察到这一点（图 8）。各层学得一样慢。",
      },
      task: {
        text: {
          en: "Take std 0.03. Do both lines still cross in the middle, and what does that say about their product?",
          zh: "把标准差改为 0.03。两条线还在中间相交吗？这对它们的乘积意味着什么？",
        },
      },
    },
  ],
};
