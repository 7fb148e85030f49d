/** Learnt by heart, understood later: the scale of the start decides (Liu, Michaud, Tegmark 2023). */
import { byNumber } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

const NETWORK = "#v=1&depth=3&width=64&in=8&batch=100&act=tanh&init=xavier_normal";
const TASK = "task=teacher&n=100&noise=0&opt=adamw&lr=0.001&wd=0.5";
const LARGE = `${NETWORK}&gain=5&${TASK}&steps=600&seed=1`;
const LATER = `${NETWORK}&gain=5&${TASK}&steps=4000&seed=1`;
const SMALL = `${NETWORK}&${TASK}&steps=600&seed=1`;

const OPTIONS = [
  { id: "small", text: { en: "Below 0.3", zh: "低于 0.3" } },
  { id: "middle", text: { en: "Between 0.3 and 1", zh: "0.3 到 1 之间" } },
  { id: "worse", text: { en: "Above 1: worse than guessing", zh: "高于 1：还不如猜" } },
] as const;

const byValidation = byNumber("validation_loss", [0.3, "small"], [1, "middle"], [Infinity, "worse"]);

export const byHeart: Lesson = {
  id: "by_heart",
  title: { en: "Learnt by heart, understood later", zh: "先死记，后理解" },
  summary: {
    en: "A network that starts with large weights learns its points by heart at once and their rule much later.",
    zh: "权重一开始很大的网络，马上就能背下样本，很久以后才学会规律。",
  },
  minutes: 8,
  takeHome: {
    en: "A small training loss does not say that the rule is learnt. Large initial weights make a network that can bend to any hundred points at once; weight decay takes the size back slowly, and only then the points that were never seen come right. A small start finds the rule at once.",
    zh: "训练损失小，并不说明学会了规律。大的初始权重让网络立刻就能迁就任何一百个点；权重衰减慢慢收回它的大小，直到那时没见过的点才会答对。从小权重开始，马上就能找到规律。",
  },
  steps: [
    {
      title: { en: "A large start", zh: "大的初始权重" },
      text: {
        en: "A tanh network learns what a teacher network answers to 100 points: AdamW, learning rate 0.001, weight decay 0.5. Its weights are five times as large as Xavier's. After 600 steps its loss on the 100 points is small. Always answering the mean would cost about 1.\n\nWhat is the loss on points that it has never seen?",
        zh: "一个 tanh 网络学习教师网络对 100 个点的回答：AdamW，学习率 0.001，权重衰减 0.5。它的权重是 Xavier 的五倍。600 步之后，这 100 个点上的损失已经很小。总是回答平均值，损失约为 1。\n\n在从未见过的点上，损失是多少？",
      },
      link: LARGE,
      isTrained: true,
      prediction: { kind: "choice", options: OPTIONS, judge: byValidation },
      explanation: {
        en: "{{loss}} on the points it learns from, and {{validation_loss}} on others: learnt by heart. With weights this large the hidden units jump between $-1$ and $1$, and far from any training point the answers are still those of the random start.",
        zh: "学过的点上是 {{loss}}，其他点上是 {{validation_loss}}：这是死记硬背。权重这么大，隐藏单元在 $-1$ 和 $1$ 之间跳变，而远离训练点的地方，回答还是当初随机抽出来的样子。",
      },
      task: {
        text: {
          en: "Train, and look at the two lines of the loss. From which step on do they part?",
          zh: "训练并观察损失的两条线。它们从哪一步开始分开？",
        },
      },
    },
    {
      title: { en: "The same, much later", zh: "同一个网络，很久以后" },
      text: {
        en: "Nothing is changed but the number of steps: 4000. On the training points there has been almost nothing left to learn since step 600. What is the loss on the others now?",
        zh: "除了步数改为 4000，什么都没变。从第 600 步起，训练点上几乎已经没什么可学。其他点上的损失现在是多少？",
      },
      link: LATER,
      others: [LARGE],
      isTrained: true,
      prediction: { kind: "choice", options: OPTIONS, judge: byValidation },
      explanation: {
        en: "{{validation_loss}} instead of {{2.validation_loss}}, while the training loss went from {{2.loss}} to {{loss}}. Weight decay multiplies all weights by $0.9995$ in every step, so the RMS of those of layer 2 fell from {{2.weight_rms@2}} to {{weight_rms@2}}. Of all networks that fit the 100 points it moves towards smaller ones, and these are smooth. Understanding long after learning by heart is called grokking (Power et al. 2022); Liu et al. (2023) traced it to the size of the start.",
        zh: "从 {{2.validation_loss}} 降到 {{validation_loss}}，而训练损失只是从 {{2.loss}} 变到 {{loss}}。权重衰减每一步把所有权重乘以 $0.9995$，第 2 层权重的均方根因此从 {{2.weight_rms@2}} 降到 {{weight_rms@2}}。在所有能拟合这 100 个点的网络中，它走向权重更小、也更平滑的网络。背下来很久以后才理解，这叫 grokking（Power 等人，2022）；Liu 等人（2023）发现根源在于初始权重的大小。",
      },
      task: {
        text: {
          en: "Set the weight decay to 0 and train again. Does the network still come to understand?",
          zh: "把权重衰减设为 0 再训练。网络还会理解吗？",
        },
      },
    },
    {
      title: { en: "A usual start", zh: "通常的初始权重" },
      text: {
        en: "The same network and data with Xavier's own weights, a fifth of those before, and 600 steps. What is the loss on points that it has never seen?",
        zh: "网络和数据相同，改用 Xavier 本来的权重，是之前的五分之一，600 步。在从未见过的点上，损失是多少？",
      },
      link: SMALL,
      others: [LARGE],
      isTrained: true,
      prediction: { kind: "choice", options: OPTIONS, judge: byValidation },
      explanation: {
        en: "{{validation_loss}} on points never seen and {{loss}} on those it learns from, after the same 600 steps that left the large start at {{2.validation_loss}}. A network with small weights is smooth from the beginning: to fit the points it has to find the rule. The size of the start decides what is learnt first, by heart or the rule.",
        zh: "没见过的点上是 {{validation_loss}}，学过的点上是 {{loss}}；同样 600 步，大的初始权重只到 {{2.validation_loss}}。权重小的网络一开始就是平滑的：要拟合这些点，就得找到规律。初始权重的大小决定了先学会什么，是死记还是规律。",
      },
      task: {
        text: {
          en: "Move the gain between 1 and 5. From where on does the network learn by heart first?",
          zh: "在 1 和 5 之间调节增益。从哪里开始，网络会先死记？",
        },
      },
    },
  ],
};
