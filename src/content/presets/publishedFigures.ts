/**
 * Published figures: experiments of papers and courses, at the size of the paper where that is affordable.
 */
import { same } from "../claims/claimParts.ts";
import type { Preset } from "./preset.ts";

export const publishedFigures = [
  {
    id: "glorot_standard",
    link: "#v=1&depth=5&width=1000&batch=100&act=tanh&init=uniform&limit=0.0316&seed=1",
    title: { en: "The standard of 2010", zh: "2010 年的标准做法" },
    description: {
      en: "Tanh with U(±1/√n): activations shrink forward, gradients backward.",
      zh: "tanh 配 U(±1/√n)：激活值前向缩小，梯度反向缩小。",
    },
    source: same("Glorot, Bengio 2010, fig. 6, 7"),
  },
  {
    id: "glorot_normalized",
    link: "#v=1&depth=5&width=1000&batch=100&act=tanh&init=xavier_uniform&seed=1",
    title: { en: "Glorot's normalized initialisation", zh: "Glorot 的归一化初始化" },
    description: {
      en: "The same five layers with U(±√6/√(n + n)): both passes hold.",
      zh: "同样的五层，改用 U(±√6/√(n + n))：前向与反向都稳定。",
    },
    source: same("Glorot, Bengio 2010, fig. 6, 7"),
  },
  {
    id: "relu_xavier_22",
    link: "#v=1&depth=22&init=xavier_normal&seed=1",
    title: { en: "Xavier and ReLU, 22 layers", zh: "Xavier 与 ReLU，22 层" },
    description: {
      en: "The signal falls to a thousandth, and the network of the paper still learns.",
      zh: "信号降到千分之一，论文中的网络仍能学习。",
    },
    source: same("He, Zhang, Ren, Sun 2015, fig. 2"),
  },
  {
    id: "relu_xavier_30",
    link: "#v=1&depth=30&init=xavier_normal&seed=1",
    title: { en: "Xavier and ReLU, 30 layers", zh: "Xavier 与 ReLU，30 层" },
    description: {
      en: "Xavier does not know that ReLU drops half: each layer halves the power of the signal.",
      zh: "Xavier 不知道 ReLU 丢掉一半：信号功率每层减半。",
    },
    source: same("He, Zhang, Ren, Sun 2015, fig. 3"),
  },
  {
    id: "relu_he_30",
    link: "#v=1&depth=30&seed=1",
    title: { en: "He and ReLU, 30 layers", zh: "He 与 ReLU，30 层" },
    description: {
      en: "The same depth with the right factor of two.",
      zh: "同样的深度，乘上正确的因子 2。",
    },
    source: same("He, Zhang, Ren, Sun 2015, fig. 3"),
  },
  {
    id: "prelu_he_30",
    link: "#v=1&depth=30&act=leaky_relu&slope=0.25&seed=1",
    title: { en: "He for PReLU, slope 0.25", zh: "PReLU 的 He，斜率 0.25" },
    description: {
      en: "The law knows the slope: variance 2 / ((1 + a²) n).",
      zh: "法则考虑了斜率：方差 2 / ((1 + a²) n)。",
    },
    source: same("He, Zhang, Ren, Sun 2015, eq. 15"),
  },
  {
    id: "saxe_orthogonal",
    link: "#v=1&depth=100&width=128&batch=128&act=linear&init=orthogonal&seed=1",
    title: { en: "Deep linear, orthogonal", zh: "深层线性网络，正交" },
    description: {
      en: "A hundred layers, and every length stays exactly as it was.",
      zh: "一百层之后，所有长度分毫不差。",
    },
    source: same("Saxe, McClelland, Ganguli 2014"),
  },
  {
    id: "saxe_gaussian",
    link: "#v=1&depth=100&width=128&batch=128&act=linear&init=lecun_normal&seed=1",
    title: { en: "Deep linear, Gaussian", zh: "深层线性网络，高斯" },
    description: {
      en: "The length holds on average only: the inputs are drawn into ever fewer directions.",
      zh: "长度只在平均意义上保持：输入逐渐被挤进少数方向。",
    },
    source: same("Saxe, McClelland, Ganguli 2014"),
  },
  {
    id: "lsuv_relu_30",
    link: "#v=1&depth=30&init=lsuv&seed=1",
    title: { en: "LSUV and ReLU, 30 layers", zh: "LSUV 与 ReLU，30 层" },
    description: {
      en: "No formula: each layer is measured on the batch and rescaled until its variance is 1.",
      zh: "不用公式：在这批数据上逐层测量并缩放，直到方差为 1。",
    },
    source: same("Mishkin, Matas 2016"),
  },
  {
    id: "bn_sigmoid_mnist",
    link: "#v=1&depth=3&width=100&in=784&batch=60&act=sigmoid&init=normal&std=0.1&norm=batch&seed=1",
    title: { en: "Batch norm's first network", zh: "批归一化的第一个网络" },
    description: {
      en: "Three sigmoid layers of 100, batches of 60: each unit is centred and has variance 1.",
      zh: "三层、每层 100 个 sigmoid，每批 60 个：每个单元都被中心化，方差为 1。",
    },
    source: same("Ioffe, Szegedy 2015, fig. 1"),
  },
  {
    id: "bn_gradients",
    link: "#v=1&depth=30&norm=batch&seed=1",
    title: { en: "What batch norm does to gradients", zh: "批归一化对梯度的影响" },
    description: {
      en: "Forward all is well; backward gradients grow from layer to layer.",
      zh: "前向一切正常；反向时梯度逐层增大。",
    },
    source: same("Yang et al. 2019, fig. 1"),
  },
  {
    id: "bn_small_batch",
    link: "#v=1&depth=30&batch=8&norm=batch&seed=1",
    title: { en: "Batch norm, eight inputs", zh: "批归一化，八个输入" },
    description: {
      en: "The smaller the batch, the faster the gradients grow.",
      zh: "批越小，梯度增长越快。",
    },
    source: same("Yang et al. 2019, theorem 8"),
  },
  {
    id: "order",
    link: "#v=1&depth=50&width=300&batch=64&act=tanh&init=mean_field&bias=0.2236&x=correlated&seed=1",
    title: { en: "Order: σ_w² = 1, σ_b² = 0.05", zh: "有序：σ_w² = 1，σ_b² = 0.05" },
    description: {
      en: "Inputs fall into one, and gradients vanish.",
      zh: "所有输入归于一点，梯度消失。",
    },
    source: same("Schoenholz et al. 2017"),
  },
  {
    id: "critical",
    link: "#v=1&depth=50&width=300&batch=64&act=tanh&init=edge_of_chaos&bias=0.2236&x=correlated&seed=1",
    title: { en: "The edge: σ_w² = 1.76", zh: "边缘：σ_w² = 1.76" },
    description: {
      en: "Solved for σ_b² = 0.05: gradients keep their size over fifty layers.",
      zh: "由 σ_b² = 0.05 解出：五十层之间梯度大小不变。",
    },
    source: same("Schoenholz et al. 2017"),
  },
  {
    id: "chaos",
    link: "#v=1&depth=50&width=300&batch=64&act=tanh&init=mean_field&std=2&bias=0.2236&x=correlated&seed=1",
    title: { en: "Chaos: σ_w² = 4", zh: "混沌：σ_w² = 4" },
    description: {
      en: "Inputs are driven apart, and gradients explode.",
      zh: "输入被推开，梯度爆炸。",
    },
    source: same("Schoenholz et al. 2017"),
  },
  {
    id: "dropout_critical",
    link: "#v=1&depth=20&gain=1&keep=0.5&seed=1",
    title: { en: "Dropout 0.5, weights to match", zh: "Dropout 0.5，权重与之匹配" },
    description: {
      en: "σ_w² = 2p = 1 holds the power that dropout would double.",
      zh: "σ_w² = 2p = 1，抵消 dropout 带来的功率加倍。",
    },
    source: same("Schoenholz et al. 2017"),
  },
  {
    id: "chaos_circle",
    link: "#v=1&depth=20&act=tanh&init=mean_field&std=2.5&x=circle&seed=1",
    title: { en: "A circle in chaos", zh: "混沌中的圆" },
    description: {
      en: "Tanh, σ_w = 2.5: a closed curve in two directions is crumpled into dozens of them.",
      zh: "Tanh，σ_w = 2.5：只占两个方向的闭合曲线被揉进几十个方向。",
    },
    source: same("Poole et al. 2016"),
  },
  {
    id: "tanh_small",
    link: "#v=1&width=500&batch=1000&act=tanh&init=normal&std=0.01&seed=1",
    title: { en: "Tanh, N(0, 0.01²)", zh: "Tanh，N(0, 0.01²)" },
    description: {
      en: "The signal fades by a constant factor in every layer.",
      zh: "信号在每一层都按固定比例衰减。",
    },
    source: same("CS231n, lecture 5"),
  },
  {
    id: "tanh_saturated",
    link: "#v=1&width=500&batch=1000&act=tanh&init=normal&seed=1",
    title: { en: "Tanh, N(0, 1)", zh: "Tanh，N(0, 1)" },
    description: {
      en: "Nearly every unit sits at −1 or 1, where the slope is gone.",
      zh: "几乎所有单元都停在 −1 或 1，斜率消失。",
    },
    source: same("CS231n, lecture 5"),
  },
  {
    id: "cs231n_tanh_xavier",
    link: "#v=1&width=500&batch=1000&act=tanh&init=lecun_normal&seed=1",
    title: { en: "Tanh, N(0, 1/n)", zh: "Tanh，N(0, 1/n)" },
    description: {
      en: "The course's “Xavier”: from 0.63 the spread falls slowly to 0.23.",
      zh: "课程中的 “Xavier”：离散程度从 0.63 缓慢降到 0.23。",
    },
    source: same("CS231n, lecture 5"),
  },
  {
    id: "cs231n_relu_xavier",
    link: "#v=1&width=500&batch=1000&init=lecun_normal&seed=1",
    title: { en: "ReLU, N(0, 1/n)", zh: "ReLU，N(0, 1/n)" },
    description: {
      en: "The same law breaks with ReLU: 0.58 falls to about 0.02 in ten layers.",
      zh: "同样的法则配 ReLU 就不行了：十层内 0.58 降到约 0.02。",
    },
    source: same("CS231n, lecture 5"),
  },
  {
    id: "cs231n_relu_he",
    link: "#v=1&width=500&batch=1000&seed=1",
    title: { en: "ReLU, N(0, 2/n)", zh: "ReLU，N(0, 2/n)" },
    description: {
      en: "“Note the additional /2”: nothing fades; what is left is chance.",
      zh: "“注意多出的 /2”：不再衰减，只剩随机起伏。",
    },
    source: same("CS231n, lecture 5"),
  },
  {
    id: "makemore_gain",
    link: "#v=1&depth=5&width=100&batch=1000&act=tanh&init=xavier_normal&gain=1.667&seed=1",
    title: { en: "Tanh with gain 5/3", zh: "Tanh，增益 5/3" },
    description: {
      en: "The spread settles at 0.65, with about five per cent saturated.",
      zh: "离散程度稳定在 0.65，约百分之五饱和。",
    },
    source: same("Karpathy 2022, makemore 3"),
  },
  {
    id: "selu",
    link: "#v=1&depth=32&act=selu&init=lecun_normal&seed=1",
    title: { en: "SELU, self-normalising", zh: "SELU，自归一化" },
    description: {
      en: "Mean 0 and variance 1 are a fixed point, without any normalisation layer.",
      zh: "均值 0、方差 1 是不动点，无需任何归一化层。",
    },
    source: same("Klambauer et al. 2017"),
  },
  {
    id: "sparse_martens",
    link: "#v=1&act=tanh&init=sparse&std=1&sparsity=0.94&seed=1",
    title: { en: "Fifteen inputs per unit", zh: "每个单元十五个输入" },
    description: {
      en: "Sparse N(0, 1) weights: the units differ, and tanh saturates less than with all of them.",
      zh: "稀疏的 N(0, 1) 权重：单元各不相同，tanh 的饱和比稠密时轻。",
    },
    source: same("Martens 2010"),
  },
  {
    id: "identity_relu",
    link: "#v=1&depth=30&init=identity&seed=1",
    title: { en: "Identity and ReLU", zh: "单位矩阵与 ReLU" },
    description: {
      en: "The first ReLU takes its half, and then everything passes unchanged.",
      zh: "第一个 ReLU 拿走一半，之后一切原样通过。",
    },
    source: same("Le, Jaitly, Hinton 2015"),
  },
  {
    id: "layer_norm",
    link: "#v=1&depth=30&init=normal&norm=layer&seed=1",
    title: { en: "Layer norm, 30 layers", zh: "层归一化，30 层" },
    description: {
      en: "Even N(0, 1) weights do no harm; but inputs grow alike as they would without it.",
      zh: "连 N(0, 1) 权重也无妨；但输入仍会像没有它时那样趋同。",
    },
    source: same("Ba, Kiros, Hinton 2016"),
  },
  {
    id: "residual_plain",
    link: "#v=1&depth=52&width=128&res=plain&seed=1",
    title: { en: "25 residual blocks, plain", zh: "25 个残差块，普通" },
    description: {
      en: "Every He block adds twice the stream's power to it: it trebles per block, and explodes.",
      zh: "每个 He 块加上两倍于主干的功率：每块变为三倍，终致爆炸。",
    },
    source: same("Zhang, Dauphin, Ma 2019"),
  },
  {
    id: "residual_scaled",
    link: "#v=1&depth=52&width=128&res=depth_scaled&seed=1",
    title: { en: "25 residual blocks, scaled by 1/√L", zh: "25 个残差块，按 1/√L 缩放" },
    description: {
      en: "The same blocks, each a little less: the power of the stream grows by e² in all, no more.",
      zh: "同样的块，每块少加一些：主干的功率总共只增大 e² 倍。",
    },
    source: same("Hanin, Rolnick 2018"),
  },
  {
    id: "residual_fixup",
    link: "#v=1&depth=52&width=128&res=fixup&seed=1",
    title: { en: "25 residual blocks, Fixup", zh: "25 个残差块，Fixup" },
    description: {
      en: "Every block begins as the identity: no normalisation is needed.",
      zh: "每个块从恒等映射开始：不需要归一化。",
    },
    source: same("Zhang, Dauphin, Ma 2019"),
  },
] as const satisfies readonly Preset[];
