/** Required words of each verdict: its title, and a phrase that only this finding and this cause have. */
import type { CauseId, FindingKind } from "../../experiment/diagnosis/finding.ts";
import type { Language } from "../../i18n/languages.ts";

type Pair = Readonly<Record<Language, readonly [title: string, part: string]>>;

export const KIND_WORDS: Readonly<Record<FindingKind, Pair>> = {
  overflow: {
    en: ["The numbers overflow.", "the range of float32"],
    zh: ["数值溢出。", "超出 float32 的范围"],
  },
  silent: { en: ["The network is silent.", "exactly zero"], zh: ["网络没有信号。", "恰好为零"] },
  symmetric: {
    en: ["All units are the same.", "training cannot tell them apart"],
    zh: ["所有单元都相同。", "训练无法把它们区分开"],
  },
  gradient_overflow: {
    en: ["Gradients overflow.", "leave the range of float32"],
    zh: ["梯度溢出。", "超出 float32 的范围"],
  },
  gradient_silent: { en: ["No gradient arrives.", "exactly zero"], zh: ["梯度传不回来。", "恰好为零"] },
  exploding: { en: ["The signal explodes.", "spread"], zh: ["信号爆炸。", "每层的离散程度是前一层的"] },
  vanishing: { en: ["The signal vanishes.", "layer keeps "], zh: ["信号消失。", "离散程度每层只剩 "] },
  collapsed: {
    en: ["All inputs look alike.", "cannot tell inputs apart"],
    zh: ["所有输入看起来都一样。", "无法区分不同输入"],
  },
  saturated: {
    en: ["The activation is saturated.", "\u202f% of the values lie on the flat parts"],
    zh: ["激活函数饱和。", "\u202f% 的激活值落在曲线的平坦区"],
  },
  dead: {
    en: ["Many units are dead.", "\u202f% of the units give no gradient"],
    zh: ["许多神经元已死。", "\u202f% 的单元，对这一批的任何输入都没有梯度"],
  },
  gradient_exploding: {
    en: ["Gradients explode.", "makes the gradient "],
    zh: ["梯度爆炸。", "梯度变为"],
  },
  gradient_vanishing: {
    en: ["Gradients vanish.", "of the gradient; "],
    zh: ["梯度消失。", "梯度只剩 "],
  },
  loss_high: { en: ["The loss starts too high.", "ln 64 = 4.16"], zh: ["初始损失过高。", "ln 64 = 4.16"] },
  alike: { en: ["Inputs become alike.", "mean cosine"], zh: ["各输入逐渐相似。", "平均余弦"] },
  healthy: { en: ["The signal holds.", "passes on "], zh: ["信号保持稳定。", "每层把离散程度的 "] },
};

export const CAUSE_WORDS: Readonly<Record<CauseId, Readonly<Record<Language, string>>>> = {
  constant_weights: { en: "constant weights", zh: "权重是常数" },
  zero_weights: { en: "the weights are all zero", zh: "权重全部为零" },
  weights_too_large: { en: "too large for fan-in", zh: "的权重过大" },
  weights_too_small: { en: "too small for fan-in", zh: "的权重过小" },
  uncentred_weights: { en: "not centred", zh: "均值不为零" },
  xavier_with_relu: { en: "drops about half of the power", zh: "丢掉约一半的功率" },
  pytorch_linear: { en: "PyTorch's default", zh: "PyTorch 的 nn.Linear 默认方差" },
  misprint_he_uniform: { en: "misprinted He", zh: "印错的 He" },
  misprint_xavier_squared: { en: "misprinted Xavier", zh: "印错的 Xavier" },
  not_relu: { en: "made for ReLU", zh: "为 ReLU 设计" },
  squaring: { en: "squares the size", zh: "会把大小平方" },
  negative_biases: { en: "push the values below zero", zh: "推到零以下" },
  flat_biases: { en: "is nearly flat", zh: "近乎平坦" },
  small_batch: { en: "hides how far apart they are", zh: "抹去了它们相差多少" },
  lsuv_step: { en: "LSUV brings every z to variance 1", zh: "LSUV 把每个 z 的方差调到 1" },
  flattening: { en: "flatter than a straight line", zh: "比直线平缓" },
  chaos: { en: "chaos. With weights of std", zh: "混沌。权重标准差为" },
  positive_mean: { en: "are not centred", zh: "没有以零为中心" },
  sigmoid_mean: { en: "sigmoid has mean 0.5", zh: "sigmoid 的均值为 0.5" },
  biases: { en: "the biases add the same", zh: "偏置给每个输入" },
  dropout: { en: "dropout divides what it keeps by", zh: "dropout 把保留下来的值除以" },
  residual_sum: { en: "adds a normalised branch", zh: "归一化的分支" },
  residual_growth: { en: "nothing scales the sum down", zh: "没有缩小总和" },
  batch_norm_backward: { en: "batch norm rescales", zh: "批归一化在前向" },
  norm_backward: { en: "the normalisation rescales", zh: "归一化在前向" },
  gamma_zero: { en: "γ = 0", zh: "γ = 0" },
  gamma: { en: "γ = 5 stretches", zh: "γ = 5 把" },
  beta: { en: "β = −", zh: "β = −" },
  widths: { en: "With equal widths", zh: "若各层等宽" },
  step_factor: { en: "of the gradient per layer", zh: "理论上每层也只把梯度的" },
  epsilon: { en: "outweighs the variance", zh: "超过了与它相加的方差" },
  batch_of_one: { en: "over a batch of one", zh: "批中只有一个输入" },
  lsuv_reach: { en: "LSUV asks for", zh: "LSUV 要求" },
  chance: { en: "chance. Theory expects no such change", zh: "偶然。理论上不应有" },
  dead_layer: { en: "are negative for every input", zh: "对每个输入都为负" },
  relu_correlation: { en: "makes inputs more alike", zh: "使各个输入逐层变得相似" },
  inputs_alike: { en: "all inputs of the batch are the same", zh: "所有输入都相同" },
  input_scale: { en: "the inputs are ×", zh: "输入的大小是" },
  input_shift: { en: "a mean far larger", zh: "输入的均值远大于" },
  shared_weights: { en: "repeat one weight matrix", zh: "重复同一个权重矩阵" },
  alpha_dropout: { en: "alpha dropout keeps the size only", zh: "alpha dropout 只能保持" },
  young_averages: { en: "the running averages still hold", zh: "滑动平均中还保留着" },
};
