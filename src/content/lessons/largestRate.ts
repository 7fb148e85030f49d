/** The largest learning rate: sharpness before the training begins, and what happens above it. */
import type { Lesson, LessonRun } from "./format/lesson.ts";

const at = (rate: string): string =>
  `#v=1&depth=3&width=64&batch=128&act=tanh&init=lecun_normal&grad=mse&task=noise&n=128&noise=0&lr=${rate}&steps=300&seed=1`;

/** Whether a training has broken, or its loss has grown. */
function byOutcome(run: LessonRun): string {
  const { loss = NaN, firstLoss = NaN } = run.training ?? {};
  if (!Number.isFinite(loss) || loss > 10 * firstLoss) return "breaks";
  return loss < firstLoss ? "falls" : "rises";
}

const OPTIONS = [
  { id: "falls", text: { en: "It falls", zh: "下降" } },
  { id: "rises", text: { en: "It rises a little", zh: "略微上升" } },
  { id: "breaks", text: { en: "It breaks down", zh: "崩溃" } },
] as const;

export const largestRate: Lesson = {
  id: "largest_rate",
  title: { en: "The largest rate", zh: "最大的学习率" },
  summary: {
    en: "How steep a loss is can be measured before a single step, and says which rates will not work.",
    zh: "一步都不走就能测出损失有多陡，并知道哪些学习率行不通。",
  },
  minutes: 8,
  takeHome: {
    en: "The sharpness of the loss, measured before the first step, gives the largest rate: two over the sharpness. Above it the loss does not fall smoothly, and far above it training breaks down. Gradient descent drives the sharpness up to that border by itself.",
    zh: "第一步之前就能测出损失的尖锐度，它给出最大的学习率：2 除以尖锐度。高于它，损失不再平稳下降；远高于它，训练就会崩溃。梯度下降自己会把尖锐度推到这条边界。",
  },
  steps: [
    {
      title: { en: "A careful rate", zh: "谨慎的学习率" },
      text: {
        en: "Three tanh layers learn random labels by squared error, all 128 points in every step. The learning rate is 0.1. What does the loss do in 300 steps?",
        zh: "三层 tanh 网络用平方误差学习随机标签，每一步用全部 128 个点。学习率为 0.1。300 步内损失会怎样？",
      },
      link: at("0.1"),
      isTrained: true,
      prediction: { kind: "choice", options: OPTIONS, judge: byOutcome },
      explanation: {
        en: "From {{first_loss}} to {{loss}}. Along the direction in which the loss is steepest it looks like a parabola $\\tfrac12 \\lambda x^2$, and a step takes\n\n$$x \\leftarrow (1 - \\eta \\lambda)\\, x.$$\n\nAs long as $\\eta < 2 / \\lambda$, $x$ gets smaller. $\\lambda$ is the sharpness, the largest eigenvalue of the Hessian. Press “Largest rate?” beside Train: it is measured without a single step.",
        zh: "从 {{first_loss}} 到 {{loss}}。在损失最陡的方向上，它像抛物线 $\\tfrac12 \\lambda x^2$，一步的效果是\n\n$$x \\leftarrow (1 - \\eta \\lambda)\\, x.$$\n\n只要 $\\eta < 2 / \\lambda$，$x$ 就会变小。$\\lambda$ 叫尖锐度，是 Hessian 的最大特征值。按“训练”旁边的“最大学习率？”，不走一步就能测出来。",
      },
      task: {
        text: {
          en: "Make the weights larger with Gain, and measure again. What does a larger start do to the largest rate?",
          zh: "用增益把权重放大，再测一次。更大的初始值对最大学习率有什么影响？",
        },
      },
    },
    {
      title: { en: "Far above it", zh: "远高于它" },
      text: {
        en: "The same network with learning rate 20, many times the largest stable rate. What does the loss do now?",
        zh: "同样的网络，学习率为 20，是最大稳定学习率的许多倍。现在损失会怎样？",
      },
      link: at("20"),
      isTrained: true,
      prediction: {
        kind: "choice",
        options: OPTIONS,
        judge: (run) => (byOutcome(run) === "falls" ? "falls" : "breaks"),
      },
      explanation: {
        en: "It does not come down: $|1 - \\eta\\lambda|$ is far above 1, and every step overshoots by more than the one before. The bar says at which step and in which layer the first value was not finite, if one was; tanh may also saturate first, and then nothing moves at all.",
        zh: "它不会下降：$|1 - \\eta\\lambda|$ 远大于 1，每一步都比前一步冲得更远。如果出现了非有限值，训练栏会指出是在第几步、哪一层；tanh 也可能先饱和，那时就完全不动了。",
      },
      task: {
        text: {
          en: "Limit the gradients by norm to 1. Does that save the training?",
          zh: "把梯度按范数限制到 1。这能挽救训练吗？",
        },
      },
    },
    {
      title: { en: "Just above it", zh: "略高于它" },
      text: {
        en: "Cohen et al. (2021) found that real networks survive more than the parabola does: above $2/\\lambda$ the loss jumps up, and the network moves to a place that is less steep. Here the rate is 1. Does the loss still fall in 300 steps?",
        zh: "Cohen 等人（2021）发现真实网络比抛物线更耐受：高于 $2/\\lambda$ 时损失会跳高，网络随之移到不那么陡的地方。这里学习率为 1。300 步内损失还会下降吗？",
      },
      link: at("1"),
      others: [at("0.1")],
      isTrained: true,
      prediction: { kind: "choice", options: OPTIONS, judge: byOutcome },
      explanation: {
        en: "{{loss}}, against {{2.loss}} with the careful rate. In the steps before, gradient descent has made the loss steeper until the sharpness is about $2/\\eta$, and then stayed there: the edge of stability.",
        zh: "{{loss}}，谨慎的学习率则为 {{2.loss}}。梯度下降会先让损失变陡，直到尖锐度约为 $2/\\eta$，然后停在那里：稳定的边缘。",
      },
      task: {
        text: {
          en: "Train, then go to several steps and press “Largest rate?” at each. How does the sharpness change?",
          zh: "训练之后，选几个不同的步，分别按“最大学习率？”。尖锐度怎样变化？",
        },
      },
    },
  ],
};
