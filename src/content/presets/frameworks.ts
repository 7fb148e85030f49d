/** The defaults of frameworks, and the recipes of their documentation. */
import { same } from "../claims/claimParts.ts";
import type { Preset } from "./preset.ts";

export const frameworks = [
  {
    id: "pytorch_relu_30",
    link: "#v=1&depth=30&init=pytorch_linear&seed=1",
    title: { en: "PyTorch nn.Linear and ReLU, 30 layers", zh: "PyTorch nn.Linear 与 ReLU，30 层" },
    description: {
      en: "The default has variance 1 / (3 fan-in); its biases are what remains.",
      zh: "默认方差为 1 / (3 扇入)；到后面只剩下偏置。",
    },
    source: same("torch.nn.Linear, pytorch #15314"),
  },
  {
    id: "pytorch_tanh",
    link: "#v=1&act=tanh&init=pytorch_linear&seed=1",
    title: { en: "PyTorch nn.Linear and tanh", zh: "PyTorch nn.Linear 与 tanh" },
    description: {
      en: "A third of the variance that tanh would keep.",
      zh: "只有 tanh 所需方差的三分之一。",
    },
    source: same("torch.nn.Linear"),
  },
  {
    id: "pytorch_kaiming",
    link: "#v=1&depth=30&init=he_uniform&seed=1",
    title: { en: "PyTorch kaiming_uniform_, 30 layers", zh: "PyTorch kaiming_uniform_，30 层" },
    description: {
      en: "With nonlinearity='relu', not with the default a = √5 of nn.Linear.",
      zh: "使用 nonlinearity='relu'，而不是 nn.Linear 默认的 a = √5。",
    },
    source: same("torch.nn.init.kaiming_uniform_"),
  },
  {
    id: "pytorch_tanh_gain",
    link: "#v=1&depth=30&act=tanh&init=xavier_uniform&gain=1.667&seed=1",
    title: { en: "PyTorch gain 5/3 for tanh, 30 layers", zh: "PyTorch 的 tanh 增益 5/3，30 层" },
    description: {
      en: "calculate_gain('tanh') holds the spread at 0.65, and gradients grow a little per layer.",
      zh: "calculate_gain('tanh') 使离散程度稳定在 0.65，梯度每层略有增大。",
    },
    source: same("torch.nn.init.calculate_gain"),
  },
  {
    id: "keras_relu_30",
    link: "#v=1&depth=30&init=keras_dense&seed=1",
    title: { en: "Keras Dense and ReLU, 30 layers", zh: "Keras Dense 与 ReLU，30 层" },
    description: {
      en: "The default is Xavier uniform, made for tanh: each layer loses half the power.",
      zh: "默认是为 tanh 设计的 Xavier 均匀初始化：功率每层减半。",
    },
    source: same("keras.layers.Dense: glorot_uniform"),
  },
  {
    id: "keras_tanh",
    link: "#v=1&act=tanh&init=keras_dense&seed=1",
    title: { en: "Keras Dense and tanh", zh: "Keras Dense 与 tanh" },
    description: {
      en: "The default with the activation it was made for.",
      zh: "默认设置，配上它所针对的激活函数。",
    },
    source: same("keras.layers.Dense: glorot_uniform"),
  },
  {
    id: "keras_random_normal",
    link: "#v=1&depth=30&init=normal&std=0.05&seed=1",
    title: { en: "Keras RandomNormal, 30 layers", zh: "Keras RandomNormal，30 层" },
    description: {
      en: "Std 0.05 at any width: too little at 256 units, too much at 1024.",
      zh: "任何宽度都用标准差 0.05：256 个单元时太小，1024 个时太大。",
    },
    source: same("keras.initializers.RandomNormal"),
  },
  {
    id: "keras_batch_norm",
    link: "#v=1&depth=30&init=keras_dense&norm=batch&eps=0.001&seed=1",
    title: { en: "Keras Dense with batch norm", zh: "Keras Dense 加批归一化" },
    description: {
      en: "ε = 0.001: forward the default is mended, backward gradients grow.",
      zh: "ε = 0.001：前向修好了，反向梯度却增大。",
    },
    source: same("keras.layers.BatchNormalization"),
  },
  {
    id: "jax_relu_30",
    link: "#v=1&depth=30&init=jax_lecun&seed=1",
    title: { en: "JAX / Flax Dense and ReLU, 30 layers", zh: "JAX / Flax Dense 与 ReLU，30 层" },
    description: {
      en: "LeCun's variance 1 / fan-in: with ReLU each layer loses half the power.",
      zh: "LeCun 方差 1 / 扇入：配 ReLU 时功率每层减半。",
    },
    source: same("flax.linen.Dense: lecun_normal"),
  },
  {
    id: "tfjs_relu_30",
    link: "#v=1&depth=30&init=tfjs_lecun&seed=1",
    title: { en: "TensorFlow.js leCunNormal, 30 layers", zh: "TensorFlow.js leCunNormal，30 层" },
    description: {
      en: "Truncation takes another 23 % of the variance, and nothing makes up for it.",
      zh: "截断又损失 23 % 的方差，而且没有补偿。",
    },
    source: same("tfjs #8594"),
  },
  {
    id: "theano_sigmoid",
    link: "#v=1&act=sigmoid&init=theano_sigmoid&seed=1",
    title: { en: "Theano: four times Xavier for sigmoid", zh: "Theano：sigmoid 用四倍 Xavier" },
    description: {
      en: "Makes up for the slope 1/4: gradients shrink far less than with Xavier.",
      zh: "弥补 1/4 的斜率：梯度缩小得比 Xavier 少得多。",
    },
    source: same("deeplearning.net tutorial"),
  },
  {
    id: "tf_playground",
    link: "#v=1&depth=6&width=8&in=2&act=tanh&init=tf_playground&seed=1",
    title: { en: "TensorFlow Playground", zh: "TensorFlow Playground" },
    description: {
      en: "U(−0.5, 0.5) and biases of 0.1 at any width: fit for eight units, not for many.",
      zh: "任何宽度都用 U(−0.5, 0.5)、偏置 0.1：适合八个单元，不适合更多。",
    },
    source: same("tensorflow/playground, nn.ts"),
  },
  {
    id: "caffe_xavier",
    link: "#v=1&act=tanh&init=lecun_uniform&seed=1",
    title: { en: "Caffe's “xavier” filler and tanh", zh: "Caffe 的 “xavier” 填充与 tanh" },
    description: {
      en: "Variance 1 / fan-in: LeCun's law under Xavier's name.",
      zh: "方差 1 / 扇入：名为 Xavier，实为 LeCun 法则。",
    },
    source: same("Caffe, filler.hpp"),
  },
] as const satisfies readonly Preset[];
