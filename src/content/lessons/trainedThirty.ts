/** Thirty layers, Xavier against He, now trained: He et al. 2015, figure 3, in a small setting. */
import { byNumber } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

const XAVIER = "#v=1&depth=30&width=64&batch=64&init=xavier_normal&task=blobs&steps=600&seed=1";
const HE = "#v=1&depth=30&width=64&batch=64&task=blobs&steps=600&seed=1";
const XAVIER_ADAM =
  "#v=1&depth=30&width=64&batch=64&init=xavier_normal&task=blobs&opt=adam&lr=0.001&steps=400&seed=1";

export const trainedThirty: Lesson = {
  id: "trained_thirty",
  title: { en: "Thirty layers, now trained", zh: "三十层，现在来训练" },
  summary: {
    en: "Xavier against He on a ReLU network: what a factor of √2 per layer does to learning.",
    zh: "ReLU 网络上 Xavier 对 He：每层 √2 倍之差对学习意味着什么。",
  },
  minutes: 8,
  takeHome: {
    en: "A factor of two in the variance decides whether thirty ReLU layers learn with SGD, because it decides how much gradient reaches the first layers. Adam divides by the size of the gradient and does not mind. A claim about training names its optimiser, rate and task.",
    zh: "方差差两倍，就决定了三十层 ReLU 用 SGD 能否学会，因为它决定有多少梯度能到达前面的层。Adam 会除以梯度的大小，所以不受影响。凡是关于训练的说法，都要说明优化器、学习率和任务。",
  },
  steps: [
    {
      title: { en: "Xavier, 600 steps", zh: "Xavier，600 步" },
      text: {
        en: "Thirty ReLU layers of 64 units, Xavier weights, plain SGD with learning rate 0.01. The task: eight clouds of points in ten dimensions, four classes. Giving every class the same chance costs $\\ln 4 \\approx 1.39$.\n\nWhat is the loss after 600 steps?",
        zh: "三十层、每层 64 个单元的 ReLU 网络，Xavier 权重，普通 SGD，学习率 0.01。任务：十维空间中的八团点，分为四类。给每一类同样的概率，损失是 $\\ln 4 \\approx 1.39$。\n\n600 步之后损失是多少？",
      },
      link: XAVIER,
      isTrained: true,
      prediction: {
        kind: "choice",
        options: [
          { id: "stays", text: { en: "Still above 1", zh: "仍高于 1" } },
          { id: "half", text: { en: "Between 0.2 and 1", zh: "0.2 到 1 之间" } },
          { id: "learnt", text: { en: "Below 0.2", zh: "低于 0.2" } },
        ],
        judge: byNumber("loss", [0.2, "learnt"], [1, "half"], [Infinity, "stays"]),
      },
      explanation: {
        en: "It goes from {{first_loss}} to {{loss}}: the network has learnt next to nothing. ReLU halves the second moment in every layer, and the gradient with it, so layer 1 gets $\\sqrt{1/2}^{\\,29} \\approx 4 \\cdot 10^{-5}$ of the last layer's. A step of SGD is the learning rate times the gradient: the first layers hardly move.",
        zh: "从 {{first_loss}} 变到 {{loss}}：网络几乎什么也没学到。ReLU 使每层的二阶矩减半，梯度也随之减半，第 1 层只得到最后一层梯度的 $\\sqrt{1/2}^{\\,29} \\approx 4 \\cdot 10^{-5}$。SGD 的一步是学习率乘以梯度：前面的层几乎不动。",
      },
      task: {
        text: {
          en: "Open Layers over time and choose update : weights. Which layers hardly change?",
          zh: "打开“各层随时间变化”，选择“更新量 : 权重”。哪些层几乎没有变化？",
        },
      },
    },
    {
      title: { en: "He, the same 600 steps", zh: "He，同样的 600 步" },
      text: {
        en: "The same network, data and batches; only the variance of the weights is doubled. What is the loss now?",
        zh: "网络、数据和批次都相同，只把权重方差加倍。现在损失是多少？",
      },
      link: HE,
      others: [XAVIER],
      isTrained: true,
      prediction: {
        kind: "choice",
        options: [
          { id: "stays", text: { en: "Still above 1", zh: "仍高于 1" } },
          { id: "half", text: { en: "Between 0.2 and 1", zh: "0.2 到 1 之间" } },
          { id: "learnt", text: { en: "Below 0.2", zh: "低于 0.2" } },
        ],
        judge: byNumber("loss", [0.2, "learnt"], [1, "half"], [Infinity, "stays"]),
      },
      explanation: {
        en: "{{loss}} instead of {{2.loss}}. Now $\\tfrac12 \\cdot n \\cdot \\tfrac2n = 1$ keeps signal and gradient, and every layer learns. On points it has not seen the loss is {{validation_loss}}. He et al. (2015) show the same for thirty layers on images.",
        zh: "{{loss}}，而 Xavier 是 {{2.loss}}。现在 $\\tfrac12 \\cdot n \\cdot \\tfrac2n = 1$ 保住了信号和梯度，每层都在学习。没见过的点上损失为 {{validation_loss}}。何恺明等人（2015）在图像上对三十层网络展示了同样的结果。",
      },
      task: {
        text: {
          en: "Go back to the initialisation and step through the first 20 steps. When does the loss begin to fall?",
          zh: "回到初始化，逐步走过前 20 步。损失从什么时候开始下降？",
        },
      },
    },
    {
      title: { en: "Xavier with Adam", zh: "Xavier 配 Adam" },
      text: {
        en: "Back to Xavier, but with Adam and learning rate 0.001, for 400 steps. Adam divides each step by the size of the gradient. Does the network learn?",
        zh: "回到 Xavier，但改用 Adam，学习率 0.001，400 步。Adam 会把每一步除以梯度的大小。网络能学会吗？",
      },
      link: XAVIER_ADAM,
      others: [XAVIER],
      isTrained: true,
      prediction: {
        kind: "choice",
        options: [
          { id: "stays", text: { en: "No, the loss stays above 1", zh: "不能，损失仍高于 1" } },
          { id: "learnt", text: { en: "Yes, the loss falls below 0.5", zh: "能，损失降到 0.5 以下" } },
        ],
        judge: byNumber("loss", [0.5, "learnt"], [Infinity, "stays"]),
      },
      explanation: {
        en: "{{loss}}, against {{2.loss}} with SGD. What vanished was the size of the gradient, and Adam does not look at the size. So “Xavier does not train thirty ReLU layers” is true of SGD and not of Adam: the optimiser, the rate and the task are part of every such claim.",
        zh: "{{loss}}，而 SGD 是 {{2.loss}}。消失的只是梯度的大小，Adam 并不看大小。所以“Xavier 训练不了三十层 ReLU”对 SGD 成立，对 Adam 不成立：优化器、学习率和任务是每个这类说法的一部分。",
      },
      task: {
        text: {
          en: "Choose PyTorch's default initialisation, a third of the variance of Xavier. Does Adam still manage?",
          zh: "改用 PyTorch 的默认初始化，方差只有 Xavier 的三分之一。Adam 还能应付吗？",
        },
      },
    },
  ],
};
