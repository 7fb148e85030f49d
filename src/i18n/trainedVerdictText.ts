/** Words of the verdict on a network in training, of its causes and of the changes that were tried. */
import { definePartText } from "./partText.ts";

export const { messages: trainedVerdictMessages, useText: useTrainedVerdictText } = definePartText({
  en: {
    "diverged.title": "The training breaks down.",
    "stalled.title": "It does not learn.",
    "slow.title": "It learns slowly.",
    "byHeart.title": "Learnt by heart.",
    "early.title": "It has only begun.",
    "learns.title": "It learns.",
    diverged: "At step {step} the loss is {loss}; it began at {first}.",
    stalled: "After {step} steps the loss is {loss}; giving every point the same answer would cost {guess}.",
    slow: "After {step} steps the loss has come to {loss}; giving every point the same answer would cost {guess}.",
    byHeart:
      "After {step} steps the loss is {loss} on the points it learns from and {validation} on points it has not seen; giving every point the same answer would cost {guess}.",
    early:
      "After {step} steps the loss has gone from {first} to {loss}; giving every point the same answer costs {guess}.",
    learns:
      "After {step} steps the loss has fallen from {first} to {loss}, and is {validation} on points it has not seen; giving every point the same answer would cost {guess}.",
    "cause.symmetry":
      "All units of layer {layer} compute the same thing and get the same gradient, so they stay the same.",
    "cause.dead": "{share} of the units of layer {layer} respond to no input: no gradient passes them.",
    "cause.saturated":
      "{share} of the values of layer {layer} lie where the activation is flat: hardly any gradient passes.",
    "cause.vanished":
      "The gradients vanish: layer 1 gets {value} of the gradient of the last layer, so no learning rate suits both.",
    "cause.rate_large":
      "The learning rate is too large: a step changes the weights by {value} of their size, where about 0.001 is usual.",
    "cause.rate_large.unmeasured": "The learning rate is too large for this network.",
    "cause.rate_small":
      "The learning rate is too small: a step changes the weights by {value} of their size, where about 0.001 is usual.",
    "cause.unknown":
      "No layer stands out: gradients arrive, and a step changes the weights by {value} of their size.",
    trying: "Changes are being tried…",
    none: "None of the changes that were tried helps.",
    "fix.law.he": "He initialisation",
    "fix.law.xavier": "Xavier initialisation",
    "fix.batch_norm": "Batch norm",
    "fix.leaky_relu": "Leaky ReLU",
    "fix.residual": "Residual blocks",
    "fix.adam": "Adam, learning rate {rate}",
    "fix.rate_up": "Learning rate {rate}",
    "fix.rate_far_up": "Learning rate {rate}",
    "fix.rate_down": "Learning rate {rate}",
    "fix.rate_far_down": "Learning rate {rate}",
    "fix.clip": "Clip gradients to norm 1",
    "fix.warm_up": "Warm-up of the learning rate",
    "fix.pre_norm": "Pre-norm blocks",
    promise: "→ loss {loss} after {steps} steps",
  },
  zh: {
    "diverged.title": "训练崩溃。",
    "stalled.title": "它没有在学习。",
    "slow.title": "它学得很慢。",
    "byHeart.title": "死记硬背。",
    "early.title": "训练刚刚开始。",
    "learns.title": "它在学习。",
    diverged: "第 {step} 步时损失为 {loss}；开始时为 {first}。",
    stalled: "{step} 步之后损失为 {loss}；对所有点都给同一个答案的损失是 {guess}。",
    slow: "{step} 步之后损失才到 {loss}；对所有点都给同一个答案的损失是 {guess}。",
    byHeart:
      "{step} 步之后，学过的点上损失为 {loss}，没见过的点上为 {validation}；对所有点都给同一个答案的损失是 {guess}。",
    early: "{step} 步之后损失从 {first} 变为 {loss}；对所有点都给同一个答案的损失是 {guess}。",
    learns:
      "{step} 步之后损失从 {first} 降到 {loss}，没见过的点上为 {validation}；对所有点都给同一个答案的损失是 {guess}。",
    "cause.symmetry": "第 {layer} 层的所有单元计算的都一样，得到的梯度也一样，因此始终相同。",
    "cause.dead": "第 {layer} 层有 {share} 的单元对任何输入都没有响应：梯度无法通过。",
    "cause.saturated": "第 {layer} 层有 {share} 的值落在激活函数平坦的地方：几乎没有梯度能通过。",
    "cause.vanished": "梯度消失：第 1 层只得到最后一层梯度的 {value}，没有哪个学习率能同时适合两者。",
    "cause.rate_large": "学习率太大：一步使权重改变为其大小的 {value}，通常约为 0.001。",
    "cause.rate_large.unmeasured": "学习率对这个网络来说太大。",
    "cause.rate_small": "学习率太小：一步使权重改变为其大小的 {value}，通常约为 0.001。",
    "cause.unknown": "没有哪一层特别异常：梯度能到达各层，一步使权重改变为其大小的 {value}。",
    trying: "正在尝试各种改动…",
    none: "尝试过的改动都没有帮助。",
    "fix.law.he": "He 初始化",
    "fix.law.xavier": "Xavier 初始化",
    "fix.batch_norm": "批归一化",
    "fix.leaky_relu": "Leaky ReLU",
    "fix.residual": "残差块",
    "fix.adam": "Adam，学习率 {rate}",
    "fix.rate_up": "学习率 {rate}",
    "fix.rate_far_up": "学习率 {rate}",
    "fix.rate_down": "学习率 {rate}",
    "fix.rate_far_down": "学习率 {rate}",
    "fix.clip": "把梯度裁剪到范数 1",
    "fix.warm_up": "学习率预热",
    "fix.pre_norm": "Pre-norm 块",
    promise: "→ {steps} 步后损失 {loss}",
  },
});
