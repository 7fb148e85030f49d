/** Why zeros never learn, and constants learn as one unit a layer: symmetry under training. */
import { byNumber } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

const ZEROS = "#v=1&depth=3&width=16&batch=64&act=tanh&init=zeros&task=circles&n=256&lr=0.3&steps=600&seed=1";
const CONSTANT =
  "#v=1&depth=3&width=16&batch=64&act=tanh&init=constant&task=circles&n=256&lr=0.3&steps=600&seed=1";
const RANDOM =
  "#v=1&depth=3&width=16&batch=64&act=tanh&init=xavier_normal&task=circles&n=256&lr=0.3&steps=600&seed=1";

export const zerosTrained: Lesson = {
  id: "zeros_trained",
  title: { en: "Why zeros never learn", zh: "全零为什么永远学不会" },
  summary: {
    en: "Training does not break a symmetry: what zeros and constants become after 600 steps.",
    zh: "训练打不破对称：全零和常数在 600 步之后变成什么。",
  },
  minutes: 7,
  takeHome: {
    en: "Training cannot break a symmetry that the start does not break. With zeros no weight ever moves; with a constant all units of a layer stay one unit. Random weights are there to tell units apart, not to be near a solution.",
    zh: "初始化没有打破的对称，训练也打不破。全零时没有一个权重会动；取常数时一层的所有单元始终是同一个单元。随机权重的作用是让单元彼此不同，而不是离解更近。",
  },
  steps: [
    {
      title: { en: "All weights zero", zh: "权重全为零" },
      text: {
        en: "Three tanh layers with all weights 0; the task is to tell a small circle from a large one around it. Guessing costs $\\ln 2 \\approx 0.693$. After 600 steps of SGD, where is the loss?",
        zh: "三层 tanh 网络，权重全为 0；任务是区分小圆和围着它的大圆。猜测的损失是 $\\ln 2 \\approx 0.693$。600 步 SGD 之后损失在哪里？",
      },
      link: ZEROS,
      isTrained: true,
      prediction: {
        kind: "choice",
        options: [
          { id: "stays", text: { en: "Where it was", zh: "原地不动" } },
          { id: "slow", text: { en: "A little lower", zh: "略低一些" } },
          { id: "learnt", text: { en: "Below 0.3", zh: "低于 0.3" } },
        ],
        judge: byNumber("loss", [0.3, "learnt"], [0.68, "slow"], [Infinity, "stays"]),
      },
      explanation: {
        en: "From {{first_loss}} to {{loss}}. The weights of the last layer have RMS {{weight_rms}}. A weight gradient is $\\delta_l^\\top a_{l-1}$: the activations are $\\tanh 0 = 0$, and $\\delta$ passes through weights that are 0. Both factors stay 0, at every step: only the last bias ever moves.",
        zh: "从 {{first_loss}} 到 {{loss}}。最后一层权重的均方根是 {{weight_rms}}。权重梯度是 $\\delta_l^\\top a_{l-1}$：激活值是 $\\tanh 0 = 0$，而 $\\delta$ 要穿过为 0 的权重。两个因子在每一步都是 0：能动的只有最后一层的偏置。",
      },
      task: {
        text: {
          en: "Choose Adam and train again. Does it help that Adam divides by the size of the gradient?",
          zh: "改用 Adam 再训练一次。Adam 除以梯度的大小，有帮助吗？",
        },
      },
    },
    {
      title: { en: "All weights 0.1", zh: "权重全为 0.1" },
      text: {
        en: "Now every weight is 0.1: signal and gradient pass. Each hidden layer has 16 units. After 600 steps, how much do the 16 units of layer 2 differ from each other?",
        zh: "现在每个权重都是 0.1：信号和梯度都能通过。每个隐藏层有 16 个单元。600 步之后，第 2 层的 16 个单元彼此相差多少？",
      },
      link: CONSTANT,
      isTrained: true,
      prediction: {
        kind: "choice",
        options: [
          { id: "same", text: { en: "Not at all", zh: "完全一样" } },
          { id: "little", text: { en: "A little", zh: "略有不同" } },
          { id: "much", text: { en: "As much as after a random start", zh: "与随机初始化之后一样" } },
        ],
        judge: byNumber("contrast@2", [1e-5, "same"], [0.2, "little"], [Infinity, "much"]),
      },
      explanation: {
        en: "The spread between the units of layer 2 is {{contrast@2}} of their size, and the loss is {{loss}}. Equal units get equal gradients, so they stay equal at every step, with SGD and with Adam. Sixteen units that move together are one unit, and one unit per layer cannot close a circle.",
        zh: "第 2 层各单元之间的差异与其大小之比是 {{contrast@2}}，损失是 {{loss}}。相同的单元得到相同的梯度，因此每一步都保持相同，SGD 和 Adam 都一样。十六个一起动的单元就是一个单元，而每层一个单元围不成圆。",
      },
      task: {
        text: {
          en: "Look at the picture of the boundary. What shape can one unit per layer draw?",
          zh: "看看边界的小图。每层一个单元能画出什么形状？",
        },
      },
    },
    {
      title: { en: "Random weights", zh: "随机权重" },
      text: {
        en: "Xavier instead: the same size of network, the same 600 steps. Does it learn?",
        zh: "改用 Xavier：网络大小相同，同样 600 步。它学得会吗？",
      },
      link: RANDOM,
      others: [CONSTANT],
      isTrained: true,
      prediction: {
        kind: "choice",
        options: [
          { id: "no", text: { en: "No: the loss stays above 0.5", zh: "不会：损失仍高于 0.5" } },
          { id: "yes", text: { en: "Yes: it falls below 0.3", zh: "会：损失降到 0.3 以下" } },
        ],
        judge: byNumber("loss", [0.3, "yes"], [Infinity, "no"]),
      },
      explanation: {
        en: "{{loss}}, against {{2.loss}} for the constant. Randomness is not there to be near a solution: it tells units apart, so that each can take its own part of the circle.",
        zh: "{{loss}}，常数初始化则是 {{2.loss}}。随机不是为了离解更近，而是让单元彼此不同，好让每个单元各管圆的一段。",
      },
      task: {
        text: {
          en: "Set Width to 2. How many straight lines are needed to close a circle?",
          zh: "把宽度设为 2。围成一个圆至少需要几条直线？",
        },
      },
    },
  ],
};
