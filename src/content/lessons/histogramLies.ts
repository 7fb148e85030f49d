/**
 * Misleading histograms: one spread with two causes, and networks that lose their inputs behind perfect
 * statistics.
 */
import { byRatio } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

export const histogramLies: Lesson = {
  id: "histogram_lies",
  title: { en: "The histogram lies", zh: "直方图会骗人" },
  summary: {
    en: "A layer can have a perfect histogram and the same answer for every input. Two variances tell the difference.",
    zh: "一层的直方图可以很完美，却对所有输入给出同样的回答。两种方差能揭穿它。",
  },
  minutes: 9,
  takeHome: {
    en: "The spread of a layer has two parts: between inputs and between units. Only the first carries information. Look at batch std or at the cosine between inputs before you call a network healthy.",
    zh: "一层的离散分为两部分：输入之间的和单元之间的。只有前者携带信息。在说一个网络健康之前，先看批内标准差，或输入之间的余弦。",
  },
  steps: [
    {
      title: { en: "One spread, two causes", zh: "一个离散，两种来源" },
      text: {
        en: "Five sigmoid layers with N(0, 0.01²). You see the histograms of the activations: narrow, but from layer 2 on all the same.\n\nTake one unit of layer 5 and feed it 200 different inputs. How much of the spread you see comes from the inputs?",
        zh: "五层 sigmoid，N(0, 0.01²)。你看到激活值的直方图：很窄，但从第 2 层起形状都一样。\n\n取第 5 层的一个单元，输入 200 个不同的样本。你看到的离散中，有多少来自输入的差异？",
      },
      link: "#v=1&depth=5&width=100&batch=200&act=sigmoid&init=normal&std=0.01&seed=1",
      shows: "forward",
      prediction: {
        kind: "choice",
        options: [
          { id: "none", text: { en: "Next to nothing", zh: "几乎没有" } },
          { id: "half", text: { en: "About half", zh: "大约一半" } },
          { id: "all", text: { en: "Nearly all of it", zh: "几乎全部" } },
        ],
        judge: byRatio("batch_std", "std", [0.2, "none"], [0.9, "half"], [1.1, "all"]),
      },
      explanation: {
        en: "The spread of layer 5 is {{std}}. It splits exactly into two:\n\n$$\\operatorname{Var} = \\underbrace{\\operatorname{Var}_\\text{batch}}_{\\text{inputs}} + \\underbrace{\\operatorname{Var}_\\text{units}}_{\\text{weights}}$$\n\nBatch std: {{batch_std}}. Unit std: {{unit_std}}. The whole histogram shows how units differ from each other. For every input the layer gives the same pattern; a classifier on top of it has nothing to work with.",
        zh: "第 5 层的标准差为 {{std}}。方差可以精确地分成两部分：\n\n$$\\operatorname{Var} = \\underbrace{\\operatorname{Var}_\\text{batch}}_{\\text{输入}} + \\underbrace{\\operatorname{Var}_\\text{units}}_{\\text{权重}}$$\n\n批内标准差 {{batch_std}}，单元间标准差 {{unit_std}}。整个直方图反映的只是单元之间的差别。无论输入什么，这一层的图样都相同，后面的分类器无从下手。",
      },
      task: {
        text: {
          en: "Click through the layers and follow both numbers. In which layer are they equal?",
          zh: "逐层点击，跟踪这两个数字。它们在哪一层相等？",
        },
      },
    },
    {
      title: { en: "Perfect variance, lost inputs", zh: "方差完美，输入丢失" },
      text: {
        en: "Fifty ReLU layers with He initialisation: the variance is kept to the end. Sketch the mean cosine between two different inputs, layer by layer. 0 means they have nothing in common, 1 means they are the same.",
        zh: "五十层 ReLU，He 初始化：方差一直保持到最后。逐层画出两个不同输入之间的平均余弦。0 表示毫无共同之处，1 表示完全相同。",
      },
      link: "#v=1&depth=50&batch=128&seed=1",
      prediction: { kind: "sketch", quantity: "cosine", decades: [-1, 1] },
      explanation: {
        en: "{{cosine@1}} in layer 1, {{cosine@10}} in layer 10, {{cosine@50}} in layer 50; theory says {{theory_cosine@50}}. A ReLU maps everything into the positive corner, so angles shrink (Cho and Saul 2009):\n\n$$c_{l+1} = \\tfrac1\\pi \\left(\\sqrt{1 - c_l^2} + (\\pi - \\arccos c_l)\\, c_l\\right)$$\n\nIt starts at $1/\\pi \\approx 0.318$ and creeps towards 1. The histogram of layer 50 shows nothing of it.",
        zh: "第 1 层 {{cosine@1}}，第 10 层 {{cosine@10}}，第 50 层 {{cosine@50}}；理论值 {{theory_cosine@50}}。ReLU 把一切都映射到正的角落，夹角因此缩小（Cho 与 Saul 2009）：\n\n$$c_{l+1} = \\tfrac1\\pi \\left(\\sqrt{1 - c_l^2} + (\\pi - \\arccos c_l)\\, c_l\\right)$$\n\n它从 $1/\\pi \\approx 0.318$ 开始，慢慢逼近 1。第 50 层的直方图对此毫无反映。",
      },
      task: {
        text: {
          en: "Try tanh with Xavier. Does an activation that is symmetric about zero collapse too?",
          zh: "换成 tanh 和 Xavier。关于零对称的激活函数也会坍缩吗？",
        },
      },
    },
    {
      title: { en: "What batch norm does about it", zh: "批归一化的作用" },
      text: {
        en: "The same fifty layers with batch norm before the activation. It subtracts, unit by unit, what all inputs have in common. Sketch the cosine again.",
        zh: "同样五十层，在激活前加批归一化。它对每个单元减去所有输入的共同部分。再画一次余弦。",
      },
      link: "#v=1&depth=50&batch=128&norm=batch&seed=1",
      prediction: { kind: "sketch", quantity: "cosine", decades: [-1, 1] },
      explanation: {
        en: "It stays near $1/\\pi$: {{cosine@1}} in layer 1, {{cosine@50}} in layer 50. In every layer the ReLU brings the cosine from 0 to $1/\\pi$, and the next batch norm takes it back to 0. Inputs stay apart however deep the network is.\n\nThat is worth a lot, and it is not free: the lesson “Batch norm’s price” shows the bill.",
        zh: "它一直在 $1/\\pi$ 附近：第 1 层 {{cosine@1}}，第 50 层 {{cosine@50}}。每层 ReLU 把余弦从 0 提到 $1/\\pi$，下一个批归一化又把它拉回 0。无论网络多深，各输入始终分得开。\n\n这很有价值，但不是免费的：“批归一化的代价”一课会给出账单。",
      },
      task: {
        text: {
          en: "Choose layer norm instead. It also keeps every histogram; does it keep inputs apart?",
          zh: "换成层归一化。它同样能保持直方图，但能让各输入分得开吗？",
        },
      },
    },
  ],
};
