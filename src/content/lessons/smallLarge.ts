/**
 * Too small, too large: the sigmoid experiments of introductions to initialisation, measured in both
 * directions.
 */
import { byNumber, bySteadiest } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

const LARGE = "#v=1&depth=5&width=100&batch=1000&act=sigmoid&init=normal&seed=1";
const SMALL = "#v=1&depth=5&width=100&batch=1000&act=sigmoid&init=normal&std=0.01&seed=1";
const XAVIER = "#v=1&depth=5&width=100&batch=1000&act=sigmoid&init=xavier_normal&seed=1";

export const smallLarge: Lesson = {
  id: "small_large",
  title: { en: "Too small, too large", zh: "太小与太大" },
  summary: {
    en: "Five sigmoid layers with N(0, 1), N(0, 0.01²) and Xavier weights: what the histograms show, and what they hide.",
    zh: "五层 sigmoid 网络，分别用 N(0, 1)、N(0, 0.01²) 和 Xavier 权重：直方图显示了什么，又掩盖了什么。",
  },
  minutes: 9,
  takeHome: {
    en: "A tidy histogram proves nothing. Ask two questions of every initialisation: do different inputs still give different outputs at the end, and does the gradient still reach the beginning? The sigmoid fails one or the other at every scale, because its outputs are not centred and its slope is at most 1/4.",
    zh: "直方图整齐说明不了什么。对每种初始化都要问两个问题：到了最后一层，不同的输入还分得开吗？回到第一层，梯度还在吗？sigmoid 无论权重多大都过不了其中一关，因为它的输出不以零为中心，斜率又至多 1/4。",
  },
  steps: [
    {
      title: { en: "Weights from N(0, 1)", zh: "权重取自 N(0, 1)" },
      text: {
        en: "1000 random inputs with 100 entries each pass through five sigmoid layers of 100 units. The weights are drawn from $\\mathcal N(0, 1)$.\n\nWhere will the outputs of layer 5 lie, between 0 and 1?",
        zh: "1000 个随机输入，每个 100 维，通过五层、每层 100 个单元的 sigmoid 网络。权重取自 $\\mathcal N(0, 1)$。\n\n第 5 层的输出在 0 与 1 之间如何分布？",
      },
      link: LARGE,
      asks: "forward",
      prediction: {
        kind: "choice",
        options: [
          { id: "bell", text: { en: "In a bell around 0.5", zh: "以 0.5 为中心的钟形" } },
          { id: "even", text: { en: "Evenly from 0 to 1", zh: "从 0 到 1 均匀分布" } },
          { id: "ends", text: { en: "Piled up at 0 and 1", zh: "堆积在 0 和 1 两端" } },
        ],
        judge: byNumber("saturated", [0.05, "bell"], [0.3, "even"], [1, "ends"]),
      },
      explanation: {
        en: "A unit adds up 100 terms, so its pre-activation has\n\n$$\\mathbb E[z^2] = n \\operatorname{Var}(W)\\, \\mathbb E[a^2].$$\n\nMeasured in layer 5: RMS {{z_rms}}. The sigmoid is flat out there: {{saturated}} of the values sit where its slope is below 6 % of its maximum. They are saturated.",
        zh: "每个单元累加 100 项，预激活值满足\n\n$$\\mathbb E[z^2] = n \\operatorname{Var}(W)\\, \\mathbb E[a^2].$$\n\n第 5 层实测均方根为 {{z_rms}}。sigmoid 在那里已经很平：{{saturated}} 的值所处位置的斜率不到最大值的 6 %，也就是饱和了。",
      },
      task: {
        text: {
          en: "Make the layers narrower, 10 units. Why are they less saturated with the same N(0, 1)?",
          zh: "把宽度改为 10。同样是 N(0, 1)，为什么饱和减轻了？",
        },
      },
    },
    {
      title: { en: "Weights from N(0, 0.01²)", zh: "权重取自 N(0, 0.01²)" },
      text: {
        en: "Now the weights are a hundred times smaller. Every $z$ is close to 0 and every output close to 0.5.\n\nSketch the std of the activations over the five layers.",
        zh: "现在权重缩小到百分之一。每个 $z$ 都接近 0，每个输出都接近 0.5。\n\n画出五层激活值的标准差。",
      },
      link: SMALL,
      prediction: { kind: "sketch", quantity: "std", decades: [-5, 1] },
      explanation: {
        en: "It falls to {{std@2}} and then stays: {{std@5}} in layer 5. That looks stable and is not. What stays is how units differ from each other, a pattern of the weights. How one unit differs from input to input falls from {{batch_std@1}} to {{batch_std@5}}: the network gives the same answer to everything.",
        zh: "标准差降到 {{std@2}} 后就不再变：第 5 层为 {{std@5}}。看似稳定，其实不然。保持不变的是单元之间的差别，即由权重决定的图样；而同一单元随输入的变化从 {{batch_std@1}} 降到 {{batch_std@5}}：无论输入什么，网络给出的都是同样的回答。",
      },
      task: {
        text: {
          en: "Select a layer and compare batch std with unit std. Which std would a monitoring tool plot?",
          zh: "选中一层，比较“批内标准差”和“单元间标准差”。常见的监控工具画的是哪一个？",
        },
      },
    },
    {
      title: { en: "Xavier to the rescue?", zh: "Xavier 能救场吗？" },
      text: {
        en: "With Xavier weights, std 0.1, the histograms become beautiful bells, and many texts stop there. But training needs gradients.\n\nWhich of the three initialisations keeps the RMS of the gradients best on their way back?",
        zh: "换成 Xavier 权重（标准差 0.1），直方图变成漂亮的钟形，许多教程到此为止。但训练需要梯度。\n\n三种初始化中，哪一种在反向传播时最能保持梯度的均方根？",
      },
      link: XAVIER,
      others: [LARGE, SMALL],
      asks: "backward",
      prediction: {
        kind: "choice",
        options: [
          { id: "xavier", text: { en: "Xavier", zh: "Xavier" } },
          { id: "large", text: { en: "N(0, 1)", zh: "N(0, 1)" } },
          { id: "small", text: { en: "N(0, 0.01²)", zh: "N(0, 0.01²)" } },
        ],
        judge: bySteadiest("backward", "xavier", "large", "small"),
      },
      explanation: {
        en: "Going back, each layer keeps {{backward_kept}} of the gradient with Xavier, {{2.backward_kept}} with N(0, 1) and {{3.backward_kept}} with N(0, 0.01²). In theory the last is $\\sqrt n\\, \\sigma \\cdot \\tfrac14 = 10 \\cdot 0.01 \\cdot \\tfrac14$.\n\nWith N(0, 1) a few units near $z = 0$ have large weights and the full slope, and make up for the many that are saturated. The price is a sparse gradient: {{2.tiny_gradients@1}} of its entries in layer 1 are below a thousandth of its RMS.\n\nXavier assumes slope 1 and mean 0 at the centre. The sigmoid has slope 1/4 and mean 0.5: the formula is not at fault, the activation is.",
        zh: "反向每过一层，梯度还剩：Xavier {{backward_kept}}，N(0, 1) {{2.backward_kept}}，N(0, 0.01²) {{3.backward_kept}}；对最后一种，理论给出 $\\sqrt n\\, \\sigma \\cdot \\tfrac14 = 10 \\cdot 0.01 \\cdot \\tfrac14$。\n\nN(0, 1) 下少数 $z$ 接近 0 的单元有很大的权重和完整的斜率，弥补了众多饱和的单元。代价是梯度变得稀疏：第 1 层有 {{2.tiny_gradients@1}} 的梯度不到均方根的千分之一。\n\nXavier 假定激活函数在中心斜率为 1、均值为 0，而 sigmoid 的斜率是 1/4、均值是 0.5：错不在公式，而在激活函数。",
      },
      task: {
        text: {
          en: "Raise the gain of Xavier to 4, as Theano once did for sigmoid. What becomes of both lines?",
          zh: "把 Xavier 的增益提高到 4（Theano 曾为 sigmoid 这样做）。两条线会怎样？",
        },
      },
    },
    {
      title: { en: "Move the centre to zero", zh: "把中心移到零" },
      text: {
        en: "$\\tanh(z) = 2\\sigma(2z) - 1$ is the same curve, stretched: mean 0 and slope 1 at the centre. The same five layers with tanh and Xavier.",
        zh: "$\\tanh(z) = 2\\sigma(2z) - 1$ 是同一条曲线经过拉伸：中心处均值为 0、斜率为 1。同样五层，换成 tanh 和 Xavier。",
      },
      link: "#v=1&depth=5&width=100&batch=1000&act=tanh&init=xavier_normal&seed=1",
      explanation: {
        en: "Each layer keeps {{forward_kept}} of the spread and, going back, {{backward_kept}} of the gradient. And inputs stay apart: the batch std of layer 5 is {{batch_std@5}}. This is the case Glorot and Bengio had in mind in 2010; their paper advises against the sigmoid in hidden layers.",
        zh: "前向每层还剩 {{forward_kept}}，反向每层还剩 {{backward_kept}}，不同输入依然可分：第 5 层的批内标准差为 {{batch_std@5}}。这正是 Glorot 与 Bengio 2010 年论文设想的情形；他们不建议在隐藏层使用 sigmoid。",
      },
      task: {
        text: {
          en: "Go to 50 layers. Does it still hold? The lesson “Order, chaos and the edge” says why.",
          zh: "把深度加到 50 层，还能保持吗？“有序、混沌与边缘”一课会解释原因。",
        },
      },
    },
  ],
};
