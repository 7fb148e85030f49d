/** Networks that are broken on purpose: misprints, errors, and settings that look harmless. */
import { same } from "../claims/claimParts.ts";
import { article } from "./preset.ts";
import type { Preset } from "./preset.ts";

export const broken = [
  {
    id: "he_misprint",
    link: "#v=1&init=misprint_he_uniform&seed=1",
    title: { en: "He uniform, misprinted", zh: "印错的 He 均匀" },
    description: {
      en: "Limit √(2/n) instead of √(6/n): each layer keeps a third of the power, ten layers deep.",
      zh: "界限 √(2/n) 而不是 √(6/n)：十层网络，每层只剩三分之一的功率。",
    },
    source: article("E"),
  },
  {
    id: "xavier_squared",
    link: "#v=1&act=tanh&init=misprint_xavier_squared&seed=1",
    title: { en: "Xavier, sum squared", zh: "Xavier，分母平方" },
    description: {
      en: "Variance 2 / (fan-in + fan-out)²: one square too many, and silence.",
      zh: "方差 2 / (扇入 + 扇出)²：多了一个平方，信号消失。",
    },
    source: article("D"),
  },
  {
    id: "he_halved",
    link: "#v=1&depth=30&gain=0.7071&seed=1",
    title: { en: "He, divided by two", zh: "He，除以二" },
    description: {
      en: "“Divide Xavier by two again”: variance 1 / (2n) instead of 2 / n.",
      zh: "“在 Xavier 的基础上再除以 2”：方差成了 1 / (2n)，而不是 2 / n。",
    },
    source: article("A"),
  },
  {
    id: "uniform_01",
    link: "#v=1&init=uniform_01&seed=1",
    title: { en: "U(0, 1)", zh: "U(0, 1)" },
    description: {
      en: "All weights positive: every unit sums up the same thing, and it explodes.",
      zh: "权重全为正：每个单元都在求同一个和，数值爆炸。",
    },
    source: same("torch.nn.init.uniform_, numpy.random.rand"),
  },
  {
    id: "truncated_raw",
    link: "#v=1&depth=30&init=truncated_normal&std=0.0884&trunc=raw&seed=1",
    title: { en: "He, truncated and not corrected", zh: "He，截断而未修正" },
    description: {
      en: "Cut at two sigma, He's weights keep 77 % of their variance: each layer keeps 88 %.",
      zh: "在两倍标准差处截断，方差只剩 77 %：信号每层只剩 88 %。",
    },
    source: same("tfjs #8594"),
  },
  {
    id: "he_linear",
    link: "#v=1&depth=60&width=128&act=linear&seed=1",
    title: { en: "He without ReLU", zh: "没有 ReLU 的 He" },
    description: {
      en: "The factor of two makes up for a half that nothing drops: each layer doubles the power.",
      zh: "因子 2 补的是并没有丢掉的一半：功率每层加倍。",
    },
    source: same("He, Zhang, Ren, Sun 2015, eq. 10"),
  },
  {
    id: "raw_pixels",
    link: "#v=1&depth=20&x=pixels&seed=1",
    title: { en: "Raw pixels", zh: "原始像素" },
    description: {
      en: "Inputs in 0..1 are not centred: they are alike to begin with, and every layer adds to it.",
      zh: "取值 0..1 的输入没有中心化：本来就相似，每层又更相似。",
    },
    source: same("LeCun, Bottou, Orr, Müller 1998"),
  },
  {
    id: "widening",
    link: "#v=1&width=16-32-64-128-256-512-1024&in=16&batch=128&seed=1",
    title: { en: "He in a widening network", zh: "逐层变宽的网络用 He" },
    description: {
      en: "A law that divides by the fan-in holds the signal; the gradients pay for it.",
      zh: "按扇入缩放的法则保住了前向信号，代价由梯度承担。",
    },
    source: same("Glorot, Bengio 2010, eq. 10–12"),
  },
  {
    id: "narrow_dies",
    link: "#v=1&depth=50&width=6&seed=1",
    title: { en: "Six ReLU units, 50 layers", zh: "六个 ReLU 单元，50 层" },
    description: {
      en: "So narrow that a whole layer falls silent by chance, and with it the network.",
      zh: "窄到某一层会碰巧全部沉默，整个网络也随之沉默。",
    },
    source: same("Lu, Shin, Su, Karniadakis 2020"),
  },
  {
    id: "gamma_zero",
    link: "#v=1&norm=batch&gamma=0&seed=1",
    title: { en: "Batch norm, γ = 0", zh: "批归一化，γ = 0" },
    description: {
      en: "A good start for the last layer of a residual block; here it silences everything.",
      zh: "对残差块的末层是好的起点；用在这里，全部静默。",
    },
    source: same("Goyal et al. 2017"),
  },
  {
    id: "bn_batch_of_two",
    link: "#v=1&batch=2&norm=batch&seed=1",
    title: { en: "Batch norm, two inputs", zh: "批归一化，只有两个输入" },
    description: {
      en: "Of two numbers one becomes 1 and the other −1, whatever they were.",
      zh: "无论原来是多少，两个数一个变成 1，另一个变成 −1。",
    },
    source: same("Yang et al. 2019"),
  },
  {
    id: "bn_constant_inputs",
    link: "#v=1&norm=batch&x=constant&seed=1",
    title: { en: "Batch norm, all inputs alike", zh: "批归一化，输入全部相同" },
    description: {
      en: "No variance to divide by, and nothing to tell apart: everything becomes zero.",
      zh: "没有方差可除，也没有差别可言：全部变为零。",
    },
    source: same("Ioffe, Szegedy 2015, algorithm 1"),
  },
  {
    id: "sure_and_wrong",
    link: "#v=1&width=256-256-256-10&last=linear&inits=4:normal@0.3&grad=cross_entropy&seed=1",
    title: { en: "Sure, and wrong", zh: "自信而错误" },
    description: {
      en: "He, but N(0, 0.3²) in front of ten classes: the loss starts well above ln 10.",
      zh: "前面用 He，通向十个类别的末层却是 N(0, 0.3²)：损失一开始就明显高于 ln 10。",
    },
    source: same("Karpathy 2022, makemore 3"),
  },
] as const satisfies readonly Preset[];
