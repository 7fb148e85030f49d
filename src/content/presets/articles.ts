/**
 * The experiments of the Chinese articles on initialisation: their statements tested, from zeros to dropout.
 */
import { article } from "./preset.ts";
import type { Preset } from "./preset.ts";

export const articles = [
  {
    id: "he_relu",
    link: "#v=1&seed=1",
    title: { en: "He (MSRA, Kaiming) and ReLU", zh: "He（MSRA、Kaiming）与 ReLU" },
    description: {
      en: "The usual start: variance 2 / fan-in makes up for the half that ReLU drops.",
      zh: "常用的起点：方差 2 / 扇入，正好补上 ReLU 丢掉的一半。",
    },
    source: article("A", "B", "D", "E"),
  },
  {
    id: "zeros",
    link: "#v=1&act=tanh&init=zeros&seed=1",
    title: { en: "All zeros", zh: "全零" },
    description: {
      en: "Nothing passes in either direction: every unit is the same unit.",
      zh: "前向、反向都没有信号：所有单元完全相同。",
    },
    source: article("B", "C", "D"),
  },
  {
    id: "ones",
    link: "#v=1&depth=25&width=100&batch=32&init=ones&seed=1",
    title: { en: "All ones", zh: "全一" },
    description: {
      en: "Every unit adds up the whole layer before it: each layer is a hundred times as large, and Inf from layer 20 on.",
      zh: "每个单元都把前一层全部相加：每层放大一百倍，约第 20 层起成为 Inf。",
    },
    source: article("D"),
  },
  {
    id: "constant",
    link: "#v=1&depth=5&width=64&batch=64&act=tanh&init=constant&seed=1",
    title: { en: "Constant 0.1", zh: "常数 0.1" },
    description: {
      en: "Not zero, and still symmetric: training cannot tell the units of a layer apart.",
      zh: "虽不为零，仍然对称：训练无法区分同一层的单元。",
    },
    source: article("D"),
  },
  {
    id: "sigmoid_normal",
    link: "#v=1&depth=5&width=100&batch=1000&act=sigmoid&init=normal&seed=1",
    title: { en: "Sigmoid, N(0, 1)", zh: "Sigmoid，N(0, 1)" },
    description: {
      en: "Weights too large: the outputs pile up at 0 and 1.",
      zh: "权重过大：输出堆积在 0 和 1。",
    },
    source: article("B", "C"),
  },
  {
    id: "sigmoid_small",
    link: "#v=1&depth=5&width=100&batch=1000&act=sigmoid&init=normal&std=0.01&seed=1",
    title: { en: "Sigmoid, N(0, 0.01²)", zh: "Sigmoid，N(0, 0.01²)" },
    description: {
      en: "Weights too small: every output is close to 0.5, whatever the input.",
      zh: "权重过小：无论输入是什么，输出都接近 0.5。",
    },
    source: article("C"),
  },
  {
    id: "sigmoid_xavier",
    link: "#v=1&depth=5&width=100&batch=1000&act=sigmoid&init=xavier_normal&seed=1",
    title: { en: "Sigmoid and Xavier", zh: "Sigmoid 与 Xavier" },
    description: {
      en: "A bell in every histogram, and yet inputs grow alike and gradients shrink.",
      zh: "每层的直方图都是钟形，但输入趋于相同，梯度不断缩小。",
    },
    source: article("C", "E"),
  },
  {
    id: "relu_small",
    link: "#v=1&depth=5&width=100&batch=1000&init=normal&std=0.01&seed=1",
    title: { en: "ReLU, N(0, 0.01²)", zh: "ReLU，N(0, 0.01²)" },
    description: {
      en: "A small random scale chosen by hand: each layer keeps seven per cent.",
      zh: "手工选定的小随机数：每层只剩百分之七。",
    },
    source: article("C"),
  },
  {
    id: "relu_xavier_5",
    link: "#v=1&depth=5&width=100&batch=1000&init=xavier_normal&seed=1",
    title: { en: "ReLU and Xavier, 5 layers", zh: "ReLU 与 Xavier，5 层" },
    description: {
      en: "Every layer loses half of the power: hardly noticed over five layers, nothing left after fifty.",
      zh: "每层损失一半功率：五层时不明显，五十层就全没了。",
    },
    source: article("C"),
  },
  {
    id: "relu_he_5",
    link: "#v=1&depth=5&width=100&batch=1000&seed=1",
    title: { en: "ReLU and He, 5 layers", zh: "ReLU 与 He，5 层" },
    description: {
      en: "The same spread in every layer.",
      zh: "每一层的离散程度相同。",
    },
    source: article("C"),
  },
  {
    id: "tanh_xavier",
    link: "#v=1&act=tanh&init=xavier_normal&seed=1",
    title: { en: "Xavier (Glorot) and tanh", zh: "Xavier（Glorot）与 tanh" },
    description: {
      en: "Variance 2 / (fan-in + fan-out) keeps both directions alive.",
      zh: "方差 2 / (扇入 + 扇出)，前向和反向都保持活跃。",
    },
    source: article("A", "B", "E"),
  },
  {
    id: "sigmoid_vanishing",
    link: "#v=1&depth=20&act=sigmoid&init=xavier_normal&seed=1",
    title: { en: "Vanishing gradients, sigmoid", zh: "梯度消失，sigmoid" },
    description: {
      en: "The slope is at most 1/4: twenty layers back, next to nothing arrives.",
      zh: "斜率至多 1/4：反向二十层后几乎什么都不剩。",
    },
    source: article("B", "C", "E"),
  },
  {
    id: "explosion",
    link: "#v=1&depth=60&width=100&init=normal&seed=1",
    title: { en: "Explosion to NaN, 60 layers", zh: "爆炸直至 NaN，60 层" },
    description: {
      en: "N(0, 1) weights: the signal leaves the range of float32.",
      zh: "N(0, 1) 权重：信号超出 float32 的范围。",
    },
    source: article("B", "E"),
  },
  {
    id: "weights_below_one",
    link: "#v=1&width=100&batch=64&act=linear&init=normal&std=0.2&seed=1",
    title: { en: "Weights below 1 that explode", zh: "小于 1 的权重也会爆炸" },
    description: {
      en: "Nearly all weights lie within ±0.6; a hundred of them add up, and each layer doubles the signal.",
      zh: "几乎所有权重都在 ±0.6 以内，但一百个相加，信号每层翻倍。",
    },
    source: article("A"),
  },
  {
    id: "orthogonal_tanh",
    link: "#v=1&depth=50&act=tanh&init=orthogonal&seed=1",
    title: { en: "Orthogonal and tanh, 50 layers", zh: "正交与 tanh，50 层" },
    description: {
      en: "Every direction keeps its length; only the bend of tanh takes a little in each layer.",
      zh: "每个方向都保持长度，只有 tanh 的弯曲每层带走一点。",
    },
    source: article("B"),
  },
  {
    id: "mixed_layers",
    link: "#v=1&act=tanh&acts=6-10:relu&init=xavier_normal&inits=6-10:he_normal&seed=1",
    title: { en: "Mixed: tanh, then ReLU", zh: "混合：先 tanh，后 ReLU" },
    description: {
      en: "Xavier for the tanh half, He for the ReLU half: each layer gets the law made for it.",
      zh: "tanh 的一半用 Xavier，ReLU 的一半用 He：每层用为它设计的法则。",
    },
    source: article("D"),
  },
  {
    id: "bn_rescues",
    link: "#v=1&act=tanh&init=normal&std=0.05&norm=batch&seed=1",
    title: { en: "Batch norm to the rescue", zh: "批归一化来救场" },
    description: {
      en: "A poor scale no longer matters going forward.",
      zh: "前向时，不合适的尺度不再有影响。",
    },
    source: article("A", "C"),
  },
  {
    id: "bn_running",
    link: "#v=1&act=tanh&init=normal&std=0.05&norm=batch&stats=running&seed=1",
    title: { en: "Batch norm, running statistics", zh: "批归一化，滑动统计量" },
    description: {
      en: "The same weights in evaluation mode: fresh running averages rescue nothing.",
      zh: "同样的权重，评估模式：尚未更新的滑动平均救不了场。",
    },
    source: article("A"),
  },
  {
    id: "bn_after",
    link: "#v=1&act=sigmoid&init=normal&norm=batch&at=after&seed=1",
    title: { en: "Batch norm after the activation", zh: "批归一化放在激活之后" },
    description: {
      en: "Sigmoid saturates first; what comes out is then centred and rescaled.",
      zh: "sigmoid 先饱和，输出再被中心化、重新缩放。",
    },
    source: article("C", "D"),
  },
  {
    id: "bn_gamma",
    link: "#v=1&act=tanh&init=xavier_normal&norm=batch&gamma=4&seed=1",
    title: { en: "Batch norm, γ = 4", zh: "批归一化，γ = 4" },
    description: {
      en: "Gamma undoes the rescue: it stretches the values onto the flat parts of tanh.",
      zh: "γ 抵消了归一化：把数值拉到 tanh 的平坦处。",
    },
    source: article("A", "C"),
  },
  {
    id: "bn_beta",
    link: "#v=1&norm=batch&beta=-2&seed=1",
    title: { en: "Batch norm, β = −2", zh: "批归一化，β = −2" },
    description: {
      en: "Beta shifts everything to the side where ReLU is off.",
      zh: "β 把所有数值移到 ReLU 关闭的一侧。",
    },
    source: article("A", "C"),
  },
  {
    id: "bn_epsilon",
    link: "#v=1&act=tanh&init=normal&std=0.001&norm=batch&eps=0.001&seed=1",
    title: { en: "Batch norm, ε too large", zh: "批归一化，ε 过大" },
    description: {
      en: "With ε = 0.001 and tiny weights ε outweighs the variance, and the rescue fails.",
      zh: "ε = 0.001 而权重很小时，ε 盖过方差，救场失败。",
    },
    source: article("C"),
  },
  {
    id: "layer_norm_printed",
    link: "#v=1&act=tanh&init=normal&std=0.05&norm=layer&seed=1",
    title: { en: "Layer norm, printed as batch norm", zh: "被印成批归一化的层归一化" },
    description: {
      en: "Mean and variance over the units of a layer: what the formula in print computes.",
      zh: "对一层的单元求均值和方差：印出的公式算的其实是它。",
    },
    source: article("A"),
  },
  {
    id: "dropout",
    link: "#v=1&depth=20&keep=0.5&seed=1",
    title: { en: "Dropout 0.5 and He", zh: "Dropout 0.5 与 He" },
    description: {
      en: "What is kept is divided by 0.5: the power doubles in every layer.",
      zh: "保留的值除以 0.5：每层功率加倍。",
    },
    source: article("C", "D"),
  },
] as const satisfies readonly Preset[];
