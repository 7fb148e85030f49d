/** One step of SGD evens out the gradients of batch norm (Yang et al. 2019, first version), at a price. */
import { byNumber } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

const at = (rate: string): string =>
  `#v=1&depth=40&width=128&batch=64&norm=batch&eps=0.001&task=noise&lr=${rate}&steps=1&seed=1`;

export const oneStep: Lesson = {
  id: "one_step",
  title: { en: "One step of SGD and batch norm", zh: "一步 SGD 与批归一化" },
  summary: {
    en: "Forty layers of batch norm begin with exploding gradients. One large step removes them: how, and at what price?",
    zh: "四十层批归一化一开始梯度爆炸，一大步就能消除：怎样做到，代价又是什么？",
  },
  minutes: 7,
  takeHome: {
    en: "One large step of SGD evens out the exploding gradients of batch norm: layers with large gradients get large weights, and large weights have small gradients behind batch norm. The price is weights of very different sizes.",
    zh: "一大步 SGD 就能抹平批归一化的梯度爆炸：梯度大的层得到大权重，而在批归一化之后，大权重对应小梯度。代价是各层权重的大小相差悬殊。",
  },
  steps: [
    {
      title: { en: "Before the first step", zh: "第一步之前" },
      text: {
        en: "Forty ReLU layers with batch norm before each activation. Going back, each layer makes the gradient about 1.2 times as large.\n\nSketch the RMS of the gradients; layer 40 is where they enter.",
        zh: "四十层 ReLU，每个激活前都有批归一化。反向每过一层，梯度约变为 1.2 倍。\n\n画出梯度的均方根；梯度从第 40 层进入。",
      },
      link: "#v=1&depth=40&width=128&batch=64&norm=batch&eps=0.001&seed=1",
      prediction: { kind: "sketch", quantity: "gradient", decades: [-2, 6] },
      explanation: {
        en: "Layer 1 gets {{backward_ratio}} times the gradient of layer 40: each layer multiplies it by {{backward}} on the way back. Theory for large batches says $\\sqrt{\\pi / (\\pi - 1)} \\approx 1.21$.",
        zh: "第 1 层的梯度是第 40 层的 {{backward_ratio}} 倍：反向每过一层，梯度变为 {{backward}} 倍。大批量时理论值为 $\\sqrt{\\pi / (\\pi - 1)} \\approx 1.21$。",
      },
      task: {
        text: {
          en: "Set the batch to 8. Do the gradients grow faster or slower?",
          zh: "把批量设为 8。梯度增长得更快还是更慢？",
        },
      },
    },
    {
      title: { en: "One step with rate 1", zh: "学习率为 1 的一步" },
      text: {
        en: "Now one single step of SGD with learning rate 1, on random labels. After it, how does the gradient of layer 1 compare with that of layer 40?",
        zh: "现在在随机标签上走一步 SGD，学习率为 1。之后第 1 层的梯度是第 40 层的多少倍？",
      },
      link: at("1"),
      others: [at("0.001")],
      isTrained: true,
      prediction: {
        kind: "choice",
        options: [
          { id: "thousand", text: { en: "Still about a thousand times", zh: "仍是上千倍" } },
          { id: "hundred", text: { en: "About a hundred times", zh: "约一百倍" } },
          { id: "few", text: { en: "Less than twenty times", zh: "不到二十倍" } },
        ],
        judge: byNumber("delta_ratio", [20, "few"], [300, "hundred"], [Infinity, "thousand"]),
      },
      explanation: {
        en: "{{delta_ratio}} times; after a step with rate 0.001 it is {{2.delta_ratio}}. Batch norm does not care for the size of the weights, but its gradient goes like $1 / \\lVert W \\rVert$. The step adds $\\eta\\, \\lVert g_l \\rVert$ to layer $l$, most where the gradient is largest: large gradients make large weights, and large weights make small gradients.",
        zh: "{{delta_ratio}} 倍；学习率 0.001 时走一步之后是 {{2.delta_ratio}} 倍。批归一化不在乎权重的大小，但它的梯度与 $1 / \\lVert W \\rVert$ 成正比。一步给第 $l$ 层加上 $\\eta\\, \\lVert g_l \\rVert$，梯度最大的地方加得最多：大梯度造成大权重，大权重又使梯度变小。",
      },
      task: {
        text: {
          en: "Press One step two more times. What happens to the gradients of layer 1?",
          zh: "再按两次“走一步”。第 1 层的梯度怎样变化？",
        },
      },
    },
    {
      title: { en: "The price", zh: "代价" },
      text: {
        en: "The gradients are even now. What has become of the weights? Layers 1 and 40 began with weights of the same size.",
        zh: "梯度变得均匀了。权重怎么样了？第 1 层和第 40 层的权重原本一样大。",
      },
      link: at("1"),
      isTrained: true,
      prediction: {
        kind: "choice",
        options: [
          { id: "same", text: { en: "They are about the same size still", zh: "大小仍差不多" } },
          { id: "ten", text: { en: "Those of layer 1 are about ten times larger", zh: "第 1 层约大十倍" } },
          { id: "fifty", text: { en: "More than thirty times larger", zh: "第 1 层大三十倍以上" } },
        ],
        judge: byNumber("weight_rms_ratio", [3, "same"], [30, "ten"], [Infinity, "fifty"]),
      },
      explanation: {
        en: "The weights of layer 1 are {{weight_rms_ratio}} times as large as those of layer 40. From now on a step changes layer 1 by a far smaller share than layer 40: even gradients were bought with uneven weights.",
        zh: "第 1 层的权重是第 40 层的 {{weight_rms_ratio}} 倍。从此一步改变第 1 层的比例远小于第 40 层：梯度的均匀是用权重的不均匀换来的。",
      },
      task: {
        text: {
          en: "Move the learning rate from 0.001 to 1 and press One step each time. From which rate on are the gradients even?",
          zh: "把学习率从 0.001 调到 1，每次按“走一步”。从多大的学习率起梯度变得均匀？",
        },
      },
    },
  ],
};
