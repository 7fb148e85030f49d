/** Words of the notes, except the catalogue's own: fetched with the first opened note. */
import { definePartText } from "./partText.ts";

const en = {
  "blocks.none": "No block fits: that takes at least 4 layers, and a block must end as wide as it begins.",
  "blocks.one": "One block of two layers: 2 and 3.",
  "blocks.many":
    "{blocks} blocks of two layers, from layer 2 to {last}; where widths differ, there is no block.",
  source: "Source: {source}",
  input: "{units} units, {batch} inputs: mean {mean}, mean square {second}, cosine {cosine}",
} as const;

export type CatalogTextKey = keyof typeof en;

const zh: Readonly<Record<CatalogTextKey, string>> = {
  "blocks.none": "放不下任何块：至少需要 4 层，且块的首尾等宽。",
  "blocks.one": "一个两层的块：第 2、3 层。",
  "blocks.many": "{blocks} 个两层的块，从第 2 层到第 {last} 层；宽度不等处不成块。",
  source: "出处：{source}",
  input: "{units} 个单元，{batch} 个输入：均值 {mean}，均方 {second}，余弦 {cosine}",
};

export const { messages: catalogMessages, useText: useCatalogText } = definePartText({ en, zh });

/** Sources that are not a citation but a remark, by their English words. */
export const zhSources: Readonly<Record<string, string>> = {
  "the first thing everyone tries": "人人最先想到的做法",
  "the file, opened under Weights": "在“权重”中打开的文件",
  "Keras TruncatedNormal; uncorrected, its variance is 0.774 of what it says":
    "Keras TruncatedNormal；未修正时，方差只有标称值的 0.774",
  "PyTorch and timm trunc_normal_ (a = -2, b = 2): with std 0.02 nothing is ever cut":
    "PyTorch 与 timm 的 trunc_normal_（a = -2，b = 2）：标准差 0.02 时什么也不截",
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
