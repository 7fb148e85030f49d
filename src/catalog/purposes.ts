/**
 * The purpose of each entry of the catalogue, one line in both languages. The lines are in a separate file
 * because only an opened note shows them: a first visit and the engines load the entries alone. A missing
 * line is a type error.
 */
import type { ActivationId } from "./activations.ts";
import type { InitializerId } from "./initializers.ts";
import type { GradientId, InputId } from "./inputs.ts";
import type { NormalizationId } from "./normalizations.ts";
import type { ResidualId } from "./residuals.ts";

/** One line per language of the page. */
export interface Purpose {
  readonly en: string;
  readonly zh: string;
}

type PurposesOf<Id extends string> = Readonly<Record<Id, Purpose>>;

export const activationPurposes: PurposesOf<ActivationId> = {
  linear: { en: "Theory, and outputs that are any number.", zh: "用于理论分析，以及取任意实数的输出。" },
  relu: {
    en: "Deep networks: the slope is 1 wherever a unit is on, so gradients pass.",
    zh: "深层网络：单元打开时斜率为 1，梯度得以通过。",
  },
  relu_squared: {
    en: "Large language models: found by search, cheap, and zero for half of the inputs.",
    zh: "大语言模型：由搜索发现，计算便宜，对一半输入为零。",
  },
  leaky_relu: {
    en: "Keeps a small slope where ReLU is off, so that no unit dies.",
    zh: "在 ReLU 关闭处保留小斜率，使单元不会死去。",
  },
  elu: {
    en: "Brings the mean output nearer to zero, and saturates smoothly to the left.",
    zh: "使输出均值更接近零，左侧平滑饱和。",
  },
  selu: {
    en: "Self-normalising networks: with LeCun weights mean 0 and variance 1 are a fixed point.",
    zh: "自归一化网络：配 LeCun 权重时，均值 0、方差 1 是不动点。",
  },
  gelu: {
    en: "Transformers: a smooth ReLU, x times the probability that a normal number is smaller.",
    zh: "Transformer：平滑的 ReLU，x 乘以正态数小于 x 的概率。",
  },
  gelu_tanh: {
    en: "The faster form of GELU that BERT and GPT-2 used.",
    zh: "GELU 的快速近似，BERT 和 GPT-2 采用。",
  },
  silu: {
    en: "A smooth ReLU for reinforcement learning, found again by search for image networks.",
    zh: "强化学习中的平滑 ReLU，后由搜索在图像网络中再次发现。",
  },
  mish: {
    en: "A smooth ReLU like SiLU, tried for image recognition.",
    zh: "与 SiLU 相近的平滑 ReLU，用于图像识别。",
  },
  softplus: {
    en: "A positive output with a smooth start, as for a variance.",
    zh: "输出恒正且平滑，例如表示方差。",
  },
  sigmoid: {
    en: "Probabilities and gates. As a hidden layer it has mean 0.5 and slope at most 1/4.",
    zh: "概率与门控。用作隐藏层时均值为 0.5，斜率至多 1/4。",
  },
  tanh: {
    en: "Hidden layers centred at zero: learns faster than sigmoid.",
    zh: "以零为中心的隐藏层：比 sigmoid 学得更快。",
  },
  hard_tanh: { en: "Tanh without the exponential, for speed.", zh: "不用指数的 tanh，为了速度。" },
  softsign: {
    en: "Like tanh, but it approaches its ends slowly and saturates less.",
    zh: "与 tanh 相近，但缓慢趋于两端，较少饱和。",
  },
  erf: { en: "Networks whose infinite-width limit has a closed form.", zh: "无限宽极限有闭式解的网络。" },
  sin: {
    en: "Representing images, sound and fields by coordinates; ω₀ is 30 there.",
    zh: "用坐标表示图像、声音和场；那里 ω₀ 取 30。",
  },
};

export const initializerPurposes: PurposesOf<InitializerId> = {
  given: {
    en: "A network of your own: weights, biases and norms come from a file.",
    zh: "自己的网络：权重、偏置与归一化参数取自文件。",
  },
  zeros: {
    en: "Biases. As weights it makes all units of a layer the same unit.",
    zh: "用于偏置。用于权重时，一层中的所有单元完全相同。",
  },
  ones: {
    en: "Scale factors such as gamma. As weights it makes all units the same unit.",
    zh: "用于 gamma 等缩放因子。用于权重时，所有单元完全相同。",
  },
  constant: {
    en: "Biases with a chosen start, as 0.1 for ReLU or 1 for a forget gate.",
    zh: "用于给定起点的偏置，如 ReLU 的 0.1、遗忘门的 1。",
  },
  normal: { en: "A scale chosen by hand: it fits one width only.", zh: "手工选定尺度：只适合一种宽度。" },
  uniform: { en: "A scale chosen by hand: it fits one width only.", zh: "手工选定尺度：只适合一种宽度。" },
  truncated_normal: {
    en: "A scale chosen by hand, without the rare large weights of the tails.",
    zh: "手工选定尺度，并去掉尾部少见的大权重。",
  },
  truncated_absolute: {
    en: "Vision transformers. The bounds do not follow σ: at σ = 0.02 they lie 100 σ away and cut nothing.",
    zh: "视觉 Transformer。界限不随 σ 变化：σ = 0.02 时远在 100 σ 之外，什么也不截。",
  },
  mean_field: {
    en: "Studying depth: order and chaos are set by σ_w and σ_b, whatever the width.",
    zh: "研究深度：无论宽度如何，有序与混沌由 σ_w 和 σ_b 决定。",
  },
  edge_of_chaos: {
    en: "Very deep networks without normalisation: gradients neither grow nor fade at first order.",
    zh: "不加归一化的极深网络：一阶近似下梯度既不增大也不衰减。",
  },
  lecun_normal: {
    en: "Linear units, tanh, and SELU: keeps the variance of the forward pass.",
    zh: "线性、tanh 与 SELU：保持前向的方差。",
  },
  lecun_uniform: {
    en: "Linear units, tanh, and SELU: keeps the variance of the forward pass.",
    zh: "线性、tanh 与 SELU：保持前向的方差。",
  },
  xavier_normal: {
    en: "Symmetric activations with slope 1 at zero (tanh, softsign): a compromise between the two passes.",
    zh: "关于零对称、在零点斜率为 1 的激活（tanh、softsign）：兼顾前向与反向。",
  },
  xavier_uniform: {
    en: "Symmetric activations with slope 1 at zero (tanh, softsign): a compromise between the two passes.",
    zh: "关于零对称、在零点斜率为 1 的激活（tanh、softsign）：兼顾前向与反向。",
  },
  he_normal: {
    en: "ReLU and activations like it: the 2 makes up for the half that they drop.",
    zh: "ReLU 一类：因子 2 补上整流丢掉的一半。",
  },
  he_uniform: {
    en: "ReLU and activations like it: the 2 makes up for the half that they drop.",
    zh: "ReLU 一类：因子 2 补上整流丢掉的一半。",
  },
  orthogonal: {
    en: "Deep linear and tanh networks: every direction keeps its length exactly.",
    zh: "深层线性与 tanh 网络：每个方向的长度都严格保持。",
  },
  lsuv: {
    en: "Any activation without theory: measures one batch and rescales layer by layer until the variance is 1.",
    zh: "没有现成理论的激活函数：用一批数据测量，逐层缩放，直到方差为 1。",
  },
  variance_scaling: {
    en: "The general form of LeCun, Xavier and He: choose scale, fan and distribution.",
    zh: "LeCun、Xavier、He 的一般形式：自选尺度、扇数和分布。",
  },
  identity: {
    en: "Recurrent ReLU networks and residual paths: the layer starts by passing its input on.",
    zh: "循环 ReLU 网络与残差通路：开始时原样传递输入。",
  },
  sparse: {
    en: "Deep autoencoders: every unit has few inputs, so that units differ and do not saturate.",
    zh: "深层自编码器：每个单元只有少量输入，彼此不同且不易饱和。",
  },
  pytorch_linear: {
    en: "The default of nn.Linear, kept for compatibility: a third of LeCun's variance, for no activation in particular.",
    zh: "nn.Linear 的默认值，为兼容而保留：方差只有 LeCun 的三分之一，不针对任何激活函数。",
  },
  keras_dense: {
    en: "The default of Keras Dense: Xavier uniform, made for tanh.",
    zh: "Keras Dense 的默认值：为 tanh 设计的 Xavier 均匀分布。",
  },
  jax_lecun: {
    en: "The default of Flax Dense: LeCun's variance, truncated and corrected.",
    zh: "Flax Dense 的默认值：LeCun 方差，截断并已修正。",
  },
  tfjs_lecun: {
    en: "TensorFlow.js: LeCun's law whose truncation costs 23 % of the variance.",
    zh: "TensorFlow.js：LeCun 法则，截断损失 23 % 的方差。",
  },
  theano_sigmoid: {
    en: "Sigmoid: its slope at zero is 1/4, so the weights are four times Xavier's.",
    zh: "Sigmoid：零点斜率为 1/4，因此权重取 Xavier 的四倍。",
  },
  tf_playground: {
    en: "Small networks on a screen: one scale for every width.",
    zh: "屏幕上的小网络：任何宽度都用同一尺度。",
  },
  misprint_he_uniform: {
    en: "Nothing: a misprint. Each layer keeps a third of the power.",
    zh: "没有用途：印刷错误，每层只剩三分之一的功率。",
  },
  misprint_xavier_squared: {
    en: "Nothing: a misprint. The signal is gone after one layer.",
    zh: "没有用途：印刷错误，一层之后信号就消失。",
  },
  uniform_01: {
    en: "Nothing here: all weights are positive, so all units sum up the same thing.",
    zh: "这里没有用途：权重全为正，所有单元都在求同一个和。",
  },
};

export const normalizationPurposes: PurposesOf<Exclude<NormalizationId, "none">> = {
  batch: {
    en: "Faster training with larger steps: each unit is standardised over the batch.",
    zh: "以更大的步长更快训练：每个单元在一批输入上标准化。",
  },
  layer: {
    en: "Recurrent networks and transformers: independent of the batch.",
    zh: "循环网络与 Transformer：不依赖批。",
  },
  rms: {
    en: "Large language models: layer norm without the mean, at less cost.",
    zh: "大语言模型：省去均值的层归一化，开销更小。",
  },
};

export const residualPurposes: PurposesOf<Exclude<ResidualId, "none">> = {
  plain: {
    en: "Networks of a hundred layers and more: the signal always has a direct way.",
    zh: "百层以上的网络：信号始终有一条直通的路。",
  },
  depth_scaled: {
    en: "Keeps the variance of the stream bounded, however many blocks add to it.",
    zh: "无论叠加多少块，主干的方差都保持有界。",
  },
  zero: {
    en: "Starts every block as the identity: the network begins shallow.",
    zh: "每个块从恒等映射开始：网络起初是浅的。",
  },
  fixup: { en: "Residual networks without any normalisation.", zh: "完全不用归一化的残差网络。" },
};

export const dropoutPurposes: PurposesOf<"keep"> = {
  keep: {
    en: "Against overfitting. At the start it adds noise: what is kept is divided by p, so the variance grows.",
    zh: "防止过拟合。在初始时它带来噪声：保留的值除以 p，因而方差增大。",
  },
};

export const inputPurposes: PurposesOf<InputId> = {
  normal: {
    en: "Standardised data: what the variance laws assume.",
    zh: "标准化的数据：各种方差法则的前提。",
  },
  uniform: { en: "Standardised data without outliers.", zh: "没有离群值的标准化数据。" },
  pixels: {
    en: "Raw image intensities: shows why data is centred.",
    zh: "原始图像亮度：说明数据为何要中心化。",
  },
  correlated: {
    en: "Inputs with something in common: does the network keep them apart?",
    zh: "有共同成分的输入：网络能否区分它们？",
  },
  circle: {
    en: "A closed curve: shows how a network folds and stretches it, order against chaos.",
    zh: "一条闭合曲线：看网络如何折叠、拉伸它，有序还是混沌。",
  },
  sparse: { en: "Bags of words and other mostly empty data.", zh: "词袋等大部分为零的数据。" },
  one_hot: {
    en: "Categories: each input picks one column of the weights.",
    zh: "类别：每个输入选出权重的一列。",
  },
  constant: {
    en: "A probe: all inputs are alike, so every difference comes from the network.",
    zh: "探针：所有输入相同，差别只能来自网络。",
  },
};

export const gradientPurposes: PurposesOf<GradientId> = {
  gaussian: {
    en: "What the network itself does to gradients, apart from any loss.",
    zh: "只看网络本身如何改变梯度，与损失无关。",
  },
  cross_entropy: {
    en: "Classification: the gradient frameworks compute, a mean over the batch.",
    zh: "分类：与框架计算的梯度相同，对批取平均。",
  },
  mse: {
    en: "Regression: the gradient frameworks compute, a mean over all entries.",
    zh: "回归：与框架计算的梯度相同，对所有元素取平均。",
  },
};
