/** GPT-2's std of 0.02: a gain that depends on the width, and what the blocks make of it. */
import { byNumber } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

const linear = (depth: number, width: string, batch: number): string =>
  `#v=1&depth=${depth}${width}&batch=${batch}&act=linear&init=normal&std=0.02&seed=1`;

export const whereTwoHundredths: Lesson = {
  id: "where_002",
  title: { en: "Where does 0.02 come from?", zh: "0.02 从哪里来？" },
  summary: {
    en: "Many models draw every weight with std 0.02. It is a gain in disguise, and the gain depends on the width.",
    zh: "许多模型的权重标准差都是 0.02。它其实是一个增益，而且取决于宽度。",
  },
  minutes: 7,
  takeHome: {
    en: "A fixed std is a gain of std times the root of the width. 0.02 is small at a few hundred units, right at 2500 and too large beyond. Norms hide the difference in size, yet it decides how much a block adds.",
    zh: "固定的标准差相当于“标准差乘以宽度的平方根”这样的增益。0.02 在几百个单元时偏小，2500 时正好，再宽就偏大。归一化掩盖了大小的差别，但它决定了每块加上多少。",
  },
  steps: [
    {
      title: { en: "One number, 256 units", zh: "一个数，256 个单元" },
      text: {
        en: "Six linear layers of 256 units, every weight from $\\mathcal N(0, 0.02^2)$, as GPT-2 and BERT draw them. No norm, no activation. What does a layer leave of the spread?",
        zh: "六个线性层，每层 256 个单元，权重都取自 $\\mathcal N(0, 0.02^2)$，与 GPT-2、BERT 相同。没有归一化，也没有激活函数。每层的离散程度剩下多少？",
      },
      link: linear(6, "", 64),
      prediction: {
        kind: "choice",
        options: [
          { id: "little", text: { en: "About 2 %", zh: "约 2 %" } },
          { id: "third", text: { en: "About a third", zh: "约三分之一" } },
          { id: "all", text: { en: "Nearly all", zh: "几乎全部" } },
        ],
        judge: byNumber("forward", [0.1, "little"], [0.6, "third"], [Infinity, "all"]),
      },
      explanation: {
        en: "{{forward_kept}} per layer. A unit adds up $n$ products, so its spread is $0.02\\sqrt{n}$ times that of its inputs: $0.02 \\cdot 16 = 0.32$. What counts is this gain, not 0.02.",
        zh: "每层 {{forward_kept}}。一个单元把 $n$ 个乘积相加，因此它的离散程度是输入的 $0.02\\sqrt{n}$ 倍：$0.02 \\cdot 16 = 0.32$。起作用的是这个增益，而不是 0.02。",
      },
      task: {
        text: {
          en: "Set the width to 1024, four times as much. By what factor does the gain change?",
          zh: "把宽度改为 1024，即四倍。增益变为原来的多少倍？",
        },
      },
    },
    {
      title: { en: "2500 units", zh: "2500 个单元" },
      text: {
        en: "The same weights in layers of 2500 units. What happens to the spread?",
        zh: "同样的权重，每层 2500 个单元。离散程度会怎样？",
      },
      link: linear(3, "&width=2500", 16),
      prediction: {
        kind: "choice",
        options: [
          { id: "fades", text: { en: "It still fades", zh: "仍然衰减" } },
          { id: "holds", text: { en: "It holds, within 10 %", zh: "保持不变，相差不到 10 %" } },
          { id: "grows", text: { en: "It grows", zh: "增大" } },
        ],
        judge: byNumber("forward", [0.9, "fades"], [1.1, "holds"], [Infinity, "grows"]),
      },
      explanation: {
        en: "{{forward_kept}} per layer: $0.02\\sqrt{2500} = 1$. GPT-2 has 768 to 1600 units, gains of 0.55 to 0.8; GPT-3 has 12288, a gain of 2.2. One std for all of them means another network for each.",
        zh: "每层 {{forward_kept}}：$0.02\\sqrt{2500} = 1$。GPT-2 有 768 至 1600 个单元，增益 0.55 至 0.8；GPT-3 有 12288 个，增益 2.2。同一个标准差，对每个宽度来说都是不同的网络。",
      },
      task: {
        text: {
          en: "Choose LeCun normal, whose std is one over the root of the width. Which width would you have to fear now?",
          zh: "改选 LeCun 正态，它的标准差是宽度平方根的倒数。现在还有哪个宽度需要担心？",
        },
      },
    },
    {
      title: { en: "Behind a norm", zh: "归一化之后" },
      text: {
        en: "Real models have norms. 12 pre-norm blocks of 256 units, weights of std 0.02, no factor in front of the branches: whatever the stream is, a branch gets inputs of size 1. How large is the first branch, as its RMS?",
        zh: "真实的模型有归一化。12 个 pre-norm 块，256 个单元，权重标准差 0.02，分支前没有系数：无论主干多大，分支得到的输入大小都是 1。第一个分支的均方根有多大？",
      },
      link: "#v=1&depth=26&batch=64&block=pre&init=normal&std=0.02&norm=rms&seed=1",
      prediction: {
        kind: "choice",
        options: [
          { id: "tenth", text: { en: "Below 0.2", zh: "小于 0.2" } },
          { id: "half", text: { en: "About half", zh: "约二分之一" } },
          { id: "one", text: { en: "About 1, as its input", zh: "约 1，与输入相同" } },
        ],
        judge: byNumber("rms@3", [0.2, "tenth"], [0.75, "half"], [Infinity, "one"]),
      },
      explanation: {
        en: "{{rms@3}}: two gains of 0.32, and ReLU takes half of the power between them. The norm sets what goes in, the weights what comes out. A model of width 256 with 0.02 begins with blocks that do very little; at 2500 the same number would make them eleven times as strong.",
        zh: "{{rms@3}}：两个 0.32 的增益，中间 ReLU 又去掉一半功率。归一化决定进入的大小，权重决定出来的大小。宽度 256 的模型用 0.02，开始时各块几乎不起作用；宽度 2500 时，同一个数会使它们强约十倍。",
      },
      task: {
        text: {
          en: "Set the std to 0.0625, which is one over the root of 256. How large is the branch now?",
          zh: "把标准差改为 0.0625，即 256 的平方根的倒数。现在分支有多大？",
        },
      },
    },
  ],
};
