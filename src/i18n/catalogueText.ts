/**
 * What each entry of the catalogue was made for, one line each under `kind.id`, and the other words of the notes: apart from
 * the page's, because they are fetched with the first note that is opened.
 */
import { definePartText } from "./partText.ts";

const en = {
  "initializer.zeros": "Biases. As weights it makes all units of a layer the same unit.",
  "initializer.ones": "Scale factors such as gamma. As weights it makes all units the same unit.",
  "initializer.constant": "Biases with a chosen start, as 0.1 for ReLU or 1 for a forget gate.",
  "initializer.normal": "A scale chosen by hand: it fits one width only.",
  "initializer.uniform": "A scale chosen by hand: it fits one width only.",
  "initializer.truncated_normal": "A scale chosen by hand, without the rare large weights of the tails.",
  "initializer.mean_field": "Studying depth: order and chaos are set by σ_w and σ_b, whatever the width.",
  "initializer.edge_of_chaos":
    "Very deep networks without normalisation: gradients neither grow nor fade at first order.",
  "initializer.lecun_normal": "Linear units, tanh, and SELU: keeps the variance of the forward pass.",
  "initializer.lecun_uniform": "Linear units, tanh, and SELU: keeps the variance of the forward pass.",
  "initializer.xavier_normal":
    "Symmetric activations with slope 1 at zero (tanh, softsign): a compromise of both passes.",
  "initializer.xavier_uniform":
    "Symmetric activations with slope 1 at zero (tanh, softsign): a compromise of both passes.",
  "initializer.he_normal": "ReLU and its kin: the 2 makes up for the half that a rectifier drops.",
  "initializer.he_uniform": "ReLU and its kin: the 2 makes up for the half that a rectifier drops.",
  "initializer.orthogonal": "Deep linear and tanh networks: every direction keeps its length exactly.",
  "initializer.lsuv":
    "Any activation without theory: measures one batch and rescales layer by layer until the variance is 1.",
  "initializer.variance_scaling":
    "The general form of LeCun, Xavier and He: choose scale, fan and distribution.",
  "initializer.identity":
    "Recurrent ReLU networks and residual paths: the layer starts by passing its input on.",
  "initializer.sparse":
    "Deep autoencoders: every unit has few inputs, so that units differ and do not saturate.",
  "initializer.pytorch_linear":
    "The default of nn.Linear, kept for compatibility: a third of LeCun's variance, for no activation in particular.",
  "initializer.keras_dense": "The default of Keras Dense: Xavier uniform, made for tanh.",
  "initializer.jax_lecun": "The default of Flax Dense: LeCun's variance, truncated and corrected.",
  "initializer.tfjs_lecun": "TensorFlow.js: LeCun's law whose truncation costs 23 % of the variance.",
  "initializer.theano_sigmoid": "Sigmoid: its slope at zero is 1/4, so the weights are four times Xavier's.",
  "initializer.tf_playground": "Small networks on a screen: one scale for every width.",
  "initializer.misprint_he_uniform": "Nothing: a misprint, a third of the power is left per layer.",
  "initializer.misprint_xavier_squared": "Nothing: a misprint, the signal is gone after one layer.",
  "initializer.uniform_01": "Nothing here: all weights are positive, so all units sum up the same thing.",
  "activation.linear": "Theory, and outputs that are any number.",
  "activation.relu": "Deep networks: the slope is 1 wherever a unit is on, so gradients pass.",
  "activation.leaky_relu": "Keeps a small slope where ReLU is off, so that no unit dies.",
  "activation.elu": "Brings the mean output nearer to zero, and saturates smoothly to the left.",
  "activation.selu": "Self-normalising networks: with LeCun weights mean 0 and variance 1 are a fixed point.",
  "activation.gelu": "Transformers: a smooth ReLU, x times the probability that a normal number is smaller.",
  "activation.gelu_tanh": "The faster form of GELU that BERT and GPT-2 used.",
  "activation.silu": "A smooth ReLU for reinforcement learning, found again by search for image networks.",
  "activation.mish": "A smooth ReLU like SiLU, tried for image recognition.",
  "activation.softplus": "A positive output with a smooth start, as for a variance.",
  "activation.sigmoid": "Probabilities and gates. As a hidden layer it has mean 0.5 and slope at most 1/4.",
  "activation.tanh": "Hidden layers centred at zero: learns faster than sigmoid.",
  "activation.hard_tanh": "Tanh without the exponential, for speed.",
  "activation.softsign": "Like tanh, but it approaches its ends slowly and saturates less.",
  "activation.erf": "Networks whose infinite-width limit has a closed form.",
  "activation.sin": "Representing images, sound and fields by coordinates.",
  "normalisation.batch": "Faster training with larger steps: each unit is standardised over the batch.",
  "normalisation.layer": "Recurrent networks and transformers: independent of the batch.",
  "normalisation.rms": "Large language models: layer norm without the mean, at less cost.",
  "residual.plain": "Networks of a hundred layers and more: the signal always has a direct way.",
  "residual.depth_scaled": "Keeps the stream's variance bounded however many blocks add to it.",
  "residual.zero": "Starts every block as the identity: the network begins shallow.",
  "residual.fixup": "Residual networks without any normalisation.",
  "dropout.keep":
    "Against overfitting. At the start it adds noise: what is kept is divided by p, so the variance grows.",
  "input.normal": "Standardised data: what the variance laws assume.",
  "input.uniform": "Standardised data without outliers.",
  "input.pixels": "Raw image intensities: shows why data is centred.",
  "input.correlated": "Inputs with something in common: does the network keep them apart?",
  "input.circle": "A closed curve: shows how a network folds and stretches it, order against chaos.",
  "input.sparse": "Bags of words and other mostly empty data.",
  "input.one_hot": "Categories: each input picks one column of the weights.",
  "input.constant": "A probe: all inputs are alike, so every difference comes from the network.",
  "gradient.gaussian": "What the network itself does to gradients, apart from any loss.",
  "gradient.cross_entropy": "Classification: the gradient frameworks compute, a mean over the batch.",
  "gradient.mse": "Regression: the gradient frameworks compute, a mean over all entries.",
  "blocks.none": "No block fits: it takes 4 layers or more, and blocks as wide at the end as at the start.",
  "blocks.one": "One block of two layers: 2 and 3.",
  "blocks.many":
    "{blocks} blocks of two layers, from layer 2 to {last}; widths that differ leave a block out.",
  source: "Source: {source}",
  input: "{units} units, {batch} inputs: mean {mean}, mean square {second}, cosine {cosine}",
} as const;

export type CatalogueTextKey = keyof typeof en;

const zh: Readonly<Record<CatalogueTextKey, string>> = {
  "initializer.zeros": "用于偏置。用于权重时，一层中的所有单元完全相同。",
  "initializer.ones": "用于 gamma 等缩放因子。用于权重时，所有单元完全相同。",
  "initializer.constant": "用于给定起点的偏置，如 ReLU 的 0.1、遗忘门的 1。",
  "initializer.normal": "手工选定尺度：只适合一种宽度。",
  "initializer.uniform": "手工选定尺度：只适合一种宽度。",
  "initializer.truncated_normal": "手工选定尺度，并去掉尾部少见的大权重。",
  "initializer.mean_field": "研究深度：无论宽度如何，有序与混沌由 σ_w 和 σ_b 决定。",
  "initializer.edge_of_chaos": "不加归一化的极深网络：一阶近似下梯度既不增大也不衰减。",
  "initializer.lecun_normal": "线性、tanh 与 SELU：保持前向的方差。",
  "initializer.lecun_uniform": "线性、tanh 与 SELU：保持前向的方差。",
  "initializer.xavier_normal": "关于零对称、在零点斜率为 1 的激活（tanh、softsign）：兼顾前向与反向。",
  "initializer.xavier_uniform": "关于零对称、在零点斜率为 1 的激活（tanh、softsign）：兼顾前向与反向。",
  "initializer.he_normal": "ReLU 一类：因子 2 补上整流丢掉的一半。",
  "initializer.he_uniform": "ReLU 一类：因子 2 补上整流丢掉的一半。",
  "initializer.orthogonal": "深层线性与 tanh 网络：每个方向的长度都严格保持。",
  "initializer.lsuv": "没有现成理论的激活函数：用一批数据测量，逐层缩放，直到方差为 1。",
  "initializer.variance_scaling": "LeCun、Xavier、He 的一般形式：自选尺度、扇数和分布。",
  "initializer.identity": "循环 ReLU 网络与残差通路：开始时原样传递输入。",
  "initializer.sparse": "深层自编码器：每个单元只有少量输入，彼此不同且不易饱和。",
  "initializer.pytorch_linear":
    "nn.Linear 的默认值，为兼容而保留：方差只有 LeCun 的三分之一，不针对任何激活函数。",
  "initializer.keras_dense": "Keras Dense 的默认值：为 tanh 设计的 Xavier 均匀分布。",
  "initializer.jax_lecun": "Flax Dense 的默认值：LeCun 方差，截断并已修正。",
  "initializer.tfjs_lecun": "TensorFlow.js：LeCun 法则，截断损失 23 % 的方差。",
  "initializer.theano_sigmoid": "Sigmoid：零点斜率为 1/4，因此权重取 Xavier 的四倍。",
  "initializer.tf_playground": "屏幕上的小网络：任何宽度都用同一尺度。",
  "initializer.misprint_he_uniform": "没有用途：印刷错误，每层只剩三分之一的功率。",
  "initializer.misprint_xavier_squared": "没有用途：印刷错误，一层之后信号就消失。",
  "initializer.uniform_01": "这里没有用途：权重全为正，所有单元都在求同一个和。",
  "activation.linear": "用于理论分析，以及取任意实数的输出。",
  "activation.relu": "深层网络：单元打开时斜率为 1，梯度得以通过。",
  "activation.leaky_relu": "在 ReLU 关闭处保留小斜率，使单元不会死去。",
  "activation.elu": "使输出均值更接近零，左侧平滑饱和。",
  "activation.selu": "自归一化网络：配 LeCun 权重时，均值 0、方差 1 是不动点。",
  "activation.gelu": "Transformer：平滑的 ReLU，x 乘以正态数小于 x 的概率。",
  "activation.gelu_tanh": "GELU 的快速近似，BERT 和 GPT-2 采用。",
  "activation.silu": "强化学习中的平滑 ReLU，后由搜索在图像网络中再次发现。",
  "activation.mish": "与 SiLU 相近的平滑 ReLU，用于图像识别。",
  "activation.softplus": "输出恒正且平滑，例如表示方差。",
  "activation.sigmoid": "概率与门控。用作隐藏层时均值为 0.5，斜率至多 1/4。",
  "activation.tanh": "以零为中心的隐藏层：比 sigmoid 学得更快。",
  "activation.hard_tanh": "不用指数的 tanh，为了速度。",
  "activation.softsign": "与 tanh 相近，但缓慢趋于两端，较少饱和。",
  "activation.erf": "无限宽极限有闭式解的网络。",
  "activation.sin": "用坐标表示图像、声音和场。",
  "normalisation.batch": "以更大的步长更快训练：每个单元在一批输入上标准化。",
  "normalisation.layer": "循环网络与 Transformer：不依赖批。",
  "normalisation.rms": "大语言模型：省去均值的层归一化，开销更小。",
  "residual.plain": "百层以上的网络：信号始终有一条直通的路。",
  "residual.depth_scaled": "无论叠加多少块，主干的方差都保持有界。",
  "residual.zero": "每个块从恒等映射开始：网络起初是浅的。",
  "residual.fixup": "完全不用归一化的残差网络。",
  "dropout.keep": "防止过拟合。在初始时它带来噪声：保留的值除以 p，因而方差增大。",
  "input.normal": "标准化的数据：各种方差法则的前提。",
  "input.uniform": "没有离群值的标准化数据。",
  "input.pixels": "原始图像亮度：说明数据为何要中心化。",
  "input.correlated": "有共同成分的输入：网络能否区分它们？",
  "input.circle": "一条闭合曲线：看网络如何折叠、拉伸它，有序还是混沌。",
  "input.sparse": "词袋等大部分为零的数据。",
  "input.one_hot": "类别：每个输入选出权重的一列。",
  "input.constant": "探针：所有输入相同，差别只能来自网络。",
  "gradient.gaussian": "只看网络本身如何改变梯度，与损失无关。",
  "gradient.cross_entropy": "分类：与框架计算的梯度相同，对批取平均。",
  "gradient.mse": "回归：与框架计算的梯度相同，对所有元素取平均。",
  "blocks.none": "放不下任何块：至少需要 4 层，且块的首尾等宽。",
  "blocks.one": "一个两层的块：第 2、3 层。",
  "blocks.many": "{blocks} 个两层的块，从第 2 层到第 {last} 层；宽度不等处不成块。",
  source: "出处：{source}",
  input: "{units} 个单元，{batch} 个输入：均值 {mean}，均方 {second}，余弦 {cosine}",
};

export const { messages: catalogueMessages, useText: useCatalogueText } = definePartText({ en, zh });

/** Sources that are not a citation but a remark, by their English words. */
export const zhSources: Readonly<Record<string, string>> = {
  "the first thing everyone tries": "人人最先想到的做法",
  "Keras TruncatedNormal; uncorrected, its variance is 0.774 of what it says":
    "Keras TruncatedNormal；未修正时，方差只有标称值的 0.774",
  "keras.layers.Dense: glorot_uniform, zero biases": "keras.layers.Dense：glorot_uniform，偏置为零",
  "flax.linen.Dense: lecun_normal, truncated with the variance made up for":
    "flax.linen.Dense：lecun_normal，截断并补足方差",
  "TensorFlow.js leCunNormal, truncated without correction (tfjs #8594)":
    "TensorFlow.js leCunNormal，截断而未修正（tfjs #8594）",
  "deeplearning.net tutorial: four times Xavier for the sigmoid":
    "deeplearning.net 教程：sigmoid 取 Xavier 的四倍",
  "TensorFlow Playground: the same at any width": "TensorFlow Playground：任何宽度都相同",
  "seen in print: the std of He taken for the limit of a uniform":
    "见于印刷品：把 He 的标准差当成均匀分布的界限",
  "seen in print: the sum of the fans squared": "见于印刷品：扇入扇出之和多了一个平方",
  "PyTorch uniform_ without arguments, numpy.random.rand: not centred at zero":
    "不带参数的 PyTorch uniform_、numpy.random.rand：不以零为中心",
  "the same moments as N(0, 1) without its tails": "矩与 N(0, 1) 相同，但没有尾部",
  "image files: intensities 0..255 over 255": "图像文件：0 到 255 的亮度除以 255",
  "Poole et al. 2016, Schoenholz et al. 2017; solved for the chosen activation and sigma_b":
    "Poole et al. 2016, Schoenholz et al. 2017；按所选激活函数和 σ_b 求解",
  "Mishkin, Matas 2016; y is the pre-activation in the Caffe code, the output in the Keras code":
    "Mishkin, Matas 2016；y 在 Caffe 代码中是预激活值，在 Keras 代码中是输出",
  'torch.nn.Linear: kaiming_uniform_(a = sqrt 5), the "standard" of Glorot, Bengio 2010, eq. 1':
    "torch.nn.Linear：kaiming_uniform_(a = sqrt 5)，即 Glorot, Bengio 2010 式 1 的“标准”初始化",
  'LeCun, Bottou, Orr, Müller 1998; Keras LecunUniform, the "xavier" filler of Caffe':
    "LeCun, Bottou, Orr, Müller 1998；Keras LecunUniform，Caffe 的 xavier 填充器",
  "the usual smoke test of a layer": "检查一层时的常用输入",
};
