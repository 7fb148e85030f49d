/**
 * Order, chaos and the edge: the effect of depth on two inputs, and why the good initialisations lie on one
 * line.
 */
import { readNumber } from "./format/numbers.ts";
import { byNumber } from "./format/judges.ts";
import type { Lesson, LessonRun } from "./format/lesson.ts";

/** Equal weights: the two laws differ by rounding only. */
const ROUNDING = 1e-6;

/** The network with the weights of the edge. */
function byEdgeWeights(...runs: readonly LessonRun[]): string {
  const edge = readNumber("weight_std", runs).value;
  const isEdge = (run: string): boolean =>
    Math.abs(readNumber(`${run}.weight_std`, runs).value / edge - 1) < ROUNDING;
  if (isEdge("2")) return "he";
  return isEdge("3") ? "lecun" : "other";
}

export const orderChaos: Lesson = {
  id: "order_chaos",
  title: { en: "Order, chaos and the edge", zh: "有序、混沌与边缘" },
  summary: {
    en: "Small weights make all inputs alike, large ones tear them apart. Deep networks train between the two.",
    zh: "权重小，所有输入趋于相同；权重大，输入被撕开。深层网络只能在两者之间训练。",
  },
  minutes: 10,
  takeHome: {
    en: "Between order, where all inputs become alike, and chaos, where they fly apart, lies a line on which gradients keep their size. He for ReLU and Xavier for tanh are points on it. The farther from the line, the shallower a network must be to train.",
    zh: "有序使各输入趋同，混沌使它们四散，两者之间有一条线，线上的梯度保持大小。配 ReLU 的 He、配 tanh 的 Xavier，都是线上的点。离线越远，能训练的网络就越浅。",
  },
  steps: [
    {
      title: { en: "Order", zh: "有序" },
      text: {
        en: "Thirty tanh layers, $W_{ij} \\sim \\mathcal N(0, \\sigma_w^2/n)$ and biases $b_i \\sim \\mathcal N(0, \\sigma_b^2)$ with $\\sigma_w = 0.8$, $\\sigma_b = 0.3$. The inputs are independent: their cosine is 0.\n\nSketch the mean cosine between two inputs over the layers.",
        zh: "三十层 tanh，$W_{ij} \\sim \\mathcal N(0, \\sigma_w^2/n)$，偏置 $b_i \\sim \\mathcal N(0, \\sigma_b^2)$，其中 $\\sigma_w = 0.8$，$\\sigma_b = 0.3$。各输入相互独立，余弦为 0。\n\n画出两个输入之间的平均余弦随层数的变化。",
      },
      link: "#v=1&depth=30&batch=128&act=tanh&init=mean_field&std=0.8&bias=0.3&seed=1",
      prediction: { kind: "sketch", quantity: "cosine", decades: [-1, 1] },
      explanation: {
        en: "It rises from {{cosine@1}} in layer 1 to {{cosine@5}} in layer 5 and {{cosine@30}} in layer 30. The bias is the same for every input; what the weights carry on of the difference shrinks in every layer. Two inputs become one: the ordered phase.\n\nWhat shrinks differences forward shrinks gradients backward, by the same number:\n\n$$\\chi = \\sigma_w^2\\, \\mathbb E[\\varphi'(z)^2] < 1$$\n\nGoing back, each layer keeps {{backward_kept}} of the gradient; theory says $\\sqrt\\chi = {{theory_backward@20}}$.",
        zh: "余弦从第 1 层的 {{cosine@1}} 升到第 5 层的 {{cosine@5}} 和第 30 层的 {{cosine@30}}。偏置对每个输入都相同，而权重传递的差别逐层缩小。两个输入合而为一：这就是有序相。\n\n前向缩小差别的因子，也正是反向缩小梯度的因子：\n\n$$\\chi = \\sigma_w^2\\, \\mathbb E[\\varphi'(z)^2] < 1$$\n\n实测反向每层还剩 {{backward_kept}}，理论值 $\\sqrt\\chi = {{theory_backward@20}}$。",
      },
      task: {
        text: {
          en: "Set Bias std to 0. Where do the inputs meet now?",
          zh: "把偏置标准差设为 0。现在各输入汇聚到哪里？",
        },
      },
    },
    {
      title: { en: "Chaos", zh: "混沌" },
      text: {
        en: "Only $\\sigma_w$ changes, from 0.8 to 2.5. And this time the inputs are alike to begin with: any two have cosine 0.5. How alike are they after thirty layers?",
        zh: "只把 $\\sigma_w$ 从 0.8 改为 2.5。而且这次各输入一开始就相似：任意两个的余弦为 0.5。三十层之后，它们有多相似？",
      },
      link: "#v=1&depth=30&batch=128&act=tanh&init=mean_field&std=2.5&bias=0.3&x=correlated&seed=1",
      prediction: {
        kind: "choice",
        options: [
          { id: "same", text: { en: "More alike: cosine above 0.7", zh: "更相似：余弦大于 0.7" } },
          { id: "kept", text: { en: "About as alike: 0.3 to 0.7", zh: "差不多：0.3 到 0.7 之间" } },
          { id: "apart", text: { en: "Less alike: below 0.3", zh: "更不相似：小于 0.3" } },
        ],
        judge: byNumber("cosine", [0.3, "apart"], [0.7, "kept"], [1.01, "same"]),
      },
      explanation: {
        en: "{{cosine@1}} after one layer, {{cosine@30}} after thirty. Poole et al. (2016) computed where it ends for wide layers: $c^* = 0.122$, for any two inputs, however alike they were. A tiny difference is blown up layer by layer: chaos.\n\nGradients explode with it: each layer makes them {{backward}} times as large. Theory says $\\sqrt{\\chi} = {{theory_backward@15}}$.",
        zh: "一层之后 {{cosine@1}}，三十层之后 {{cosine@30}}。Poole 等（2016）算出了宽层的终点：$c^* = 0.122$，任意两个输入，无论起初多么相似，都到达那里。微小的差别逐层放大：这就是混沌。\n\n梯度也随之爆炸，反向每层变为 {{backward}} 倍；理论值 $\\sqrt{\\chi} = {{theory_backward@15}}$。",
      },
      task: {
        text: {
          en: "Raise the std slowly from 0.8 to 2.5. Where does the gradient line turn from falling to rising?",
          zh: "把标准差从 0.8 慢慢拖到 2.5。梯度线在哪里由下降转为上升？",
        },
      },
    },
    {
      title: { en: "The edge", zh: "边缘" },
      text: {
        en: "Between the two lies the line $\\chi = 1$. For $\\sigma_b^2 = 0.05$ it runs through $\\sigma_w^2 = 1.761$. The initialiser “Edge of chaos” solves for it. Fifty layers.\n\nSketch the RMS of the gradients.",
        zh: "两者之间有一条线 $\\chi = 1$。当 $\\sigma_b^2 = 0.05$ 时，它经过 $\\sigma_w^2 = 1.761$。初始化“混沌边缘”会求出它。五十层。\n\n画出梯度的均方根。",
      },
      link: "#v=1&depth=50&batch=128&act=tanh&init=edge_of_chaos&bias=0.22361&seed=1",
      prediction: { kind: "sketch", quantity: "gradient", decades: [-4, 4] },
      explanation: {
        en: "Nearly level. Each layer passes on {{backward_kept}} of the gradient, and {{gradient@1}} arrives at layer 1. Going forward, the std settles at {{std@50}}.\n\nHow deep information travels is set by the distance from this line. Schoenholz et al. (2017) found networks trainable down to about six times the depth scale $\\xi$ of the signal, and $\\xi$ diverges on this line.",
        zh: "几乎水平：反向每层传回梯度的 {{backward_kept}}，到第 1 层还有 {{gradient@1}}。前向标准差稳定在 {{std@50}}。\n\n信息能传多深，取决于离这条线有多远。Schoenholz 等（2017）发现，可训练的深度约为深度尺度 $\\xi$ 的六倍，而在这条线上 $\\xi$ 发散。",
      },
      task: {
        text: {
          en: "Choose other activations with the same initialiser. Which $\\sigma_w$ does it find for each?",
          zh: "保持这种初始化，换其他激活函数。它为每种激活函数求出多大的 $\\sigma_w$？",
        },
      },
    },
    {
      title: { en: "Old friends on the edge", zh: "边缘上的老朋友" },
      text: {
        en: "For ReLU without biases $\\chi = \\sigma_w^2/2$ at any length of the signal. Which initialisation lies on its edge of chaos?",
        zh: "没有偏置的 ReLU，无论信号多长，都有 $\\chi = \\sigma_w^2/2$。哪种初始化位于它的混沌边缘？",
      },
      link: "#v=1&batch=128&init=edge_of_chaos&seed=1",
      others: ["#v=1&batch=128&seed=1", "#v=1&batch=128&init=lecun_normal&seed=1"],
      prediction: {
        kind: "choice",
        options: [
          { id: "he", text: { en: "He, 2/n", zh: "He，2/n" } },
          { id: "lecun", text: { en: "LeCun, 1/n", zh: "LeCun，1/n" } },
          { id: "other", text: { en: "Neither", zh: "都不是" } },
        ],
        judge: byEdgeWeights,
      },
      explanation: {
        en: "The edge asks for weights of std {{weight_std}}, He draws {{2.weight_std}}, LeCun {{3.weight_std}}. He is the edge of chaos of ReLU; Xavier and LeCun are that of tanh without biases ($\\sigma_w = 1$).\n\nThe good initialisations were found one by one, from the variance. They turn out to be points of one line.",
        zh: "边缘要求权重的标准差为 {{weight_std}}，He 抽取的是 {{2.weight_std}}，LeCun 是 {{3.weight_std}}。He 就是 ReLU 的混沌边缘；Xavier 和 LeCun 则是无偏置 tanh 的边缘（$\\sigma_w = 1$）。\n\n好的初始化当初是从方差出发逐个找到的，原来它们都在同一条线上。",
      },
      task: {
        text: {
          en: "Go to 50 layers and look at the cosine of ReLU’s edge in the lesson “The histogram lies”. On the edge differences fade slowly, but they fade.",
          zh: "加到 50 层，再对照“直方图会骗人”一课中 ReLU 的余弦。在边缘上，差别消失得慢，但仍会消失。",
        },
      },
    },
  ],
};
