/** Errors in print about names and words: few of them can be measured on a network at its start. */
import { statsOf } from "../../experiment/readings.ts";
import { falseIf, measured, wording } from "./claim.ts";
import type { ClaimRun } from "./claim.ts";
import { article, number, link } from "./claimParts.ts";

/** Variance of each layer's pre-activations, in order. */
function variances({ layers }: ClaimRun): readonly number[] {
  return layers.map((_, layer) => statsOf(layers, layer, "pre_activation").std ** 2);
}

export const wordings = [
  wording({
    id: "word_xavier",
    claim: { en: "“Xavier et al. 2010”", zh: "“Xavier 等人 2010”" },
    source: article("A"),
    correct: {
      en: "Glorot and Bengio 2010. Xavier is the first name of Xavier Glorot.",
      zh: "应为 Glorot 与 Bengio 2010。Xavier 是 Xavier Glorot 的名，不是姓。",
    },
  }),
  wording({
    id: "word_regularisation",
    claim: { en: "Regularisation keeps gradients from exploding.", zh: "正则化可以避免梯度爆炸。" },
    source: article("A"),
    correct: {
      en: "An L2 penalty changes nothing about the gradient of the first step. Initialisation, normalisation and clipping do.",
      zh: "L2 惩罚并不改变第一步的梯度。起作用的是初始化、归一化和梯度裁剪。",
    },
  }),
  wording({
    id: "word_gamma_beta",
    claim: {
      en: "γ and β undo the standardisation; what batch norm does is regularisation.",
      zh: "γ 和 β 是反标准化；批归一化做的是正则化。",
    },
    source: article("A"),
    correct: {
      en: "It is normalisation. γ and β are learnt and give the layer back what it could represent before.",
      zh: "它是归一化。γ 和 β 是可学习的，使该层恢复原有的表达能力。",
    },
  }),
  wording({
    id: "word_running_average",
    claim: {
      en: "At test time batch norm uses moving averages of mean and variance.",
      zh: "测试时，批归一化使用均值和方差的滑动平均。",
    },
    source: article("A"),
    correct: {
      en: "Right. The averaged variance is the unbiased one, m/(m − 1) times that of the batch.",
      zh: "正确。被平均的是无偏方差，即批方差乘以 m/(m − 1)。",
    },
  }),
  wording({
    id: "word_damping",
    claim: { en: "“Structural dumping”", zh: "“Structural Dumping”" },
    source: article("B"),
    correct: {
      en: "Structural damping (Martens and Sutskever), a technique for recurrent networks.",
      zh: "应为 structural damping（结构阻尼，Martens 与 Sutskever），用于循环网络。",
    },
  }),
  wording({
    id: "word_recurrent",
    claim: {
      en: "LSTM, GRU, truncated backpropagation through time and teacher forcing cure vanishing gradients.",
      zh: "LSTM、GRU、截断的时间反向传播、teacher forcing 可以解决梯度消失。",
    },
    source: article("B"),
    correct: {
      en: "In recurrent networks. None of them applies to a feed-forward network.",
      zh: "那是针对循环网络的，对前馈网络都不适用。",
    },
  }),
  wording({
    id: "word_get_variable",
    claim: {
      en: "tf.get_variable('W', dims, xavier_initializer()) draws Xavier's Gaussian.",
      zh: "tf.get_variable('W', dims, xavier_initializer()) 按 Xavier 的高斯分布抽样。",
    },
    source: article("B"),
    correct: {
      en: "The third place is dtype: it must be initializer=…. That initialiser is uniform, over the average of both fans, and went with tf.contrib in TensorFlow 2.",
      zh: "第三个位置是 dtype，应写 initializer=…。该初始化是均匀分布，取两个扇的平均，并已随 tf.contrib 在 TensorFlow 2 中移除。",
    },
  }),
  wording({
    id: "word_epsilon",
    claim: { en: "Batch norm's ε is 10e-7.", zh: "批归一化的 ε 取 10e-7。" },
    source: article("C"),
    correct: {
      en: "10e-7 is 10⁻⁶. Usual are 10⁻⁵ (PyTorch) and 10⁻³ (Keras).",
      zh: "10e-7 即 10⁻⁶。常用的是 10⁻⁵（PyTorch）和 10⁻³（Keras）。",
    },
  }),
  wording({
    id: "word_overfitting",
    claim: { en: "Initialisation solves overfitting.", zh: "初始化可以解决过拟合。" },
    source: article("D"),
    correct: {
      en: "It decides whether training gets going. Overfitting is another matter.",
      zh: "它决定训练能否开始，过拟合是另一回事。",
    },
  }),
  wording({
    id: "word_drn",
    claim: {
      en: "“Delving Deep into Rectifiers” by Xu et al. is a scheme called DRN, based on a regulariser.",
      zh: "Xu 等人的“Delving Deep into Rectifiers”提出基于正则项的 DRN 初始化。",
    },
    source: article("D"),
    correct: {
      en: "That paper is He, Zhang, Ren and Sun 2015: He initialisation itself, N(0, 2/n). There is no DRN and no regulariser in it.",
      zh: "这篇论文是何恺明、张祥雨、任少卿、孙剑 2015，就是 He 初始化本身：N(0, 2/n)。其中没有 DRN，也没有正则项。",
    },
  }),
  wording({
    id: "word_batch_norm_initialisation",
    claim: {
      en: "Xavier and Kaiming are normalisations; batch norm is an initialisation of its inputs.",
      zh: "Xavier 和 Kaiming 属于归一化；批归一化是一种对输入的初始化。",
    },
    source: article("D"),
    correct: {
      en: "The other way round: those two draw weights, batch norm is a layer. It normalises each neuron's pre-activation over the mini-batch, then applies γ and β; the activation usually follows.",
      zh: "正好相反：前两者是抽取权重，批归一化是一种层。它对每个神经元的预激活值在小批量上归一化，再乘 γ 加 β，之后通常才是激活函数。",
    },
  }),
  wording({
    id: "word_independence",
    claim: {
      en: "Xavier makes the weights of different layers independent.",
      zh: "Xavier 使各层权重相互独立。",
    },
    source: article("D"),
    correct: {
      en: "Any random initialiser that draws them separately does.",
      zh: "任何分别抽样的随机初始化都是如此。",
    },
  }),
  wording({
    id: "word_kaiming_activation",
    claim: {
      en: "There is a “Kaiming activation” that sends the halves of ReLU to ±∞.",
      zh: "有一种“Kaiming 激活”，把 ReLU 的两半映射到 ±∞。",
    },
    source: article("D"),
    correct: {
      en: "There is none. The paper has the parametric ReLU, and the weights N(0, 2/n_in).",
      zh: "没有这种激活函数。论文提出的是带参数的 ReLU，以及权重 N(0, 2/n_in)。",
    },
  }),
  measured(
    {
      id: "word_lsuv",
      group: "wording",
      claim: { en: "LSUV: Least Square Usage Variance.", zh: "LSUV：Least Square Usage Variance。" },
      source: article("D"),
      correct: {
        en: "Layer-Sequential Unit-Variance (Mishkin and Matas 2016): orthonormal weights, then each layer scaled until its output has variance 1.",
        zh: "应为 Layer-Sequential Unit-Variance（Mishkin 与 Matas 2016）：先取正交权重，再逐层缩放，使输出方差为 1。",
      },
    },
    {
      links: [link("#v=1&width=128&batch=128&init=lsuv&seed=1", "ReLU, LSUV")],
      numbers: {
        least: number("least variance of a layer's z", "各层 z 的最小方差", "number", (run) =>
          Math.min(...variances(run)),
        ),
        most: number("largest variance of a layer's z", "各层 z 的最大方差", "number", (run) =>
          Math.max(...variances(run)),
        ),
      },
      // The published loop stops within a tenth of 1.
      verdict: ({ least, most }) => falseIf(least > 0.9 && most < 1.1),
    },
  ),
  wording({
    id: "word_msra",
    claim: { en: "MSRA: Mean Shift ReLU Activation, 2018.", zh: "MSRA：Mean Shift ReLU Activation，2018。" },
    source: article("D"),
    correct: {
      en: "Microsoft Research Asia, where He initialisation was found in 2015: another name for the same.",
      zh: "即微软亚洲研究院，He 初始化 2015 年出自那里，是同一方法的别名。",
    },
  }),
  wording({
    id: "word_covariate_shift",
    claim: {
      en: "He initialisation targets internal covariate shift.",
      zh: "He 初始化针对的是内部协变量偏移。",
    },
    source: article("E"),
    correct: {
      en: "That was the motive of batch norm (Ioffe, Szegedy 2015). He makes up for the half that the rectifier drops.",
      zh: "那是批归一化的动机（Ioffe、Szegedy 2015）。He 弥补的是整流丢掉的一半。",
    },
  }),
];
