/** The words of the presets: apart from the others, because they are fetched with their list and not with the page. */
import type { Language } from "./languages.ts";
import { useLanguage } from "./text.ts";

interface PresetText {
  readonly title: string;
  readonly description: string;
}

const en = {
  he_relu: {
    title: "He and ReLU",
    description: "The usual start: variance 2 / fan-in makes up for the half that ReLU drops.",
  },
  zeros: {
    title: "All zeros",
    description: "Nothing passes in either direction: every unit is the same unit.",
  },
  sigmoid_normal: {
    title: "Sigmoid, N(0, 1)",
    description: "Weights too large: outputs pile up at 0 and 1, gradients fade.",
  },
  sigmoid_small: {
    title: "Sigmoid, N(0, 0.01²)",
    description: "Weights too small: every output is close to 0.5, whatever the input.",
  },
  tanh_small: {
    title: "Tanh, N(0, 0.01²)",
    description: "The signal fades by a constant factor in every layer.",
  },
  tanh_saturated: {
    title: "Tanh, N(0, 1)",
    description: "Nearly every unit sits at −1 or 1, where the slope is gone.",
  },
  tanh_xavier: {
    title: "Xavier and tanh",
    description: "Variance 2 / (fan-in + fan-out) keeps both directions alive.",
  },
  relu_xavier_30: {
    title: "Xavier and ReLU, 30 layers",
    description: "Xavier does not know that ReLU drops half: the signal halves in power per layer.",
  },
  relu_he_30: {
    title: "He and ReLU, 30 layers",
    description: "The same depth with the right factor of two.",
  },
  explosion: {
    title: "Explosion, 60 layers",
    description: "N(0, 1) weights: the signal leaves the range of float32.",
  },
  bn_rescues: {
    title: "Batch norm to the rescue",
    description: "A poor scale no longer matters going forward.",
  },
  bn_gradients: {
    title: "What batch norm does to gradients",
    description: "Forward all is well; backward gradients grow from layer to layer.",
  },
  he_misprint: {
    title: "He uniform, misprinted",
    description: "Limit √(2/n) instead of √(6/n): a third of the power is left per layer, ten layers deep.",
  },
  xavier_squared: {
    title: "Xavier, sum squared",
    description: "Variance 2 / (fan-in + fan-out)²: one square too many, and silence.",
  },
  uniform_01: {
    title: "U(0, 1)",
    description: "All weights positive: every unit sums up the same thing, and it explodes.",
  },
  pytorch_relu_30: {
    title: "PyTorch nn.Linear and ReLU, 30 layers",
    description: "The default has variance 1 / (3 fan-in); its biases are what remains.",
  },
  keras_relu_30: {
    title: "Keras Dense and ReLU, 30 layers",
    description: "The default is Xavier uniform, made for tanh: half the power per layer.",
  },
  lsuv_relu_30: {
    title: "LSUV and ReLU, 30 layers",
    description: "No formula: each layer is measured on the batch and rescaled until its variance is 1.",
  },
  residual_plain: {
    title: "25 residual blocks, plain",
    description: "Every He block adds twice the stream's power to it: it trebles per block, and explodes.",
  },
  residual_scaled: {
    title: "25 residual blocks, scaled by 1/√L",
    description: "The same blocks, each a little less: the power of the stream grows by e² in all, no more.",
  },
  chaos_circle: {
    title: "A circle in chaos",
    description: "Tanh, σ_w = 2.5: a closed curve in two directions is crumpled into dozens of them.",
  },
  mixed_layers: {
    title: "Mixed: tanh, then ReLU",
    description: "Xavier for the tanh half, He for the ReLU half: each layer gets the law made for it.",
  },
} as const satisfies Readonly<Record<string, PresetText>>;

/** The presets that have words. */
export type PresetId = keyof typeof en;

const zh: Readonly<Record<PresetId, PresetText>> = {
  he_relu: { title: "He 与 ReLU", description: "常用的起点：方差 2 / 扇入，正好补上 ReLU 丢掉的一半。" },
  zeros: { title: "全零", description: "前向、反向都没有信号：所有单元完全相同。" },
  sigmoid_normal: { title: "Sigmoid，N(0, 1)", description: "权重过大：输出堆积在 0 和 1，梯度消失。" },
  sigmoid_small: { title: "Sigmoid，N(0, 0.01²)", description: "权重过小：无论输入是什么，输出都接近 0.5。" },
  tanh_small: { title: "Tanh，N(0, 0.01²)", description: "信号在每一层都按固定比例衰减。" },
  tanh_saturated: { title: "Tanh，N(0, 1)", description: "几乎所有单元都停在 −1 或 1，斜率消失。" },
  tanh_xavier: { title: "Xavier 与 tanh", description: "方差 2 / (扇入 + 扇出)，前向和反向都保持活跃。" },
  relu_xavier_30: {
    title: "Xavier 与 ReLU，30 层",
    description: "Xavier 不知道 ReLU 丢掉一半：信号功率每层减半。",
  },
  relu_he_30: { title: "He 与 ReLU，30 层", description: "同样的深度，乘上正确的因子 2。" },
  explosion: { title: "爆炸，60 层", description: "N(0, 1) 权重：信号超出 float32 的范围。" },
  bn_rescues: { title: "批归一化来救场", description: "前向时，不合适的尺度不再有影响。" },
  bn_gradients: { title: "批归一化对梯度的影响", description: "前向一切正常；反向时梯度逐层增大。" },
  he_misprint: {
    title: "印错的 He uniform",
    description: "界限 √(2/n) 而不是 √(6/n)：十层网络，每层只剩三分之一的功率。",
  },
  xavier_squared: {
    title: "Xavier，分母平方",
    description: "方差 2 / (扇入 + 扇出)²：多了一个平方，信号消失。",
  },
  uniform_01: { title: "U(0, 1)", description: "权重全为正：每个单元都在求同一个和，数值爆炸。" },
  pytorch_relu_30: {
    title: "PyTorch nn.Linear 与 ReLU，30 层",
    description: "默认方差为 1 / (3 扇入)；到后面只剩下偏置。",
  },
  keras_relu_30: {
    title: "Keras Dense 与 ReLU，30 层",
    description: "默认是为 tanh 设计的 Xavier uniform：功率每层减半。",
  },
  lsuv_relu_30: {
    title: "LSUV 与 ReLU，30 层",
    description: "不用公式：在这批数据上逐层测量并缩放，直到方差为 1。",
  },
  residual_plain: {
    title: "25 个残差块，普通",
    description: "每个 He 块加上两倍于主干的功率：每块变为三倍，终致爆炸。",
  },
  residual_scaled: {
    title: "25 个残差块，按 1/√L 缩放",
    description: "同样的块，每块少加一些：主干的功率总共只增大 e² 倍。",
  },
  chaos_circle: {
    title: "混沌中的圆",
    description: "Tanh，σ_w = 2.5：只占两个方向的闭合曲线被揉进几十个方向。",
  },
  mixed_layers: {
    title: "混合：先 tanh，后 ReLU",
    description: "tanh 的一半用 Xavier，ReLU 的一半用 He：每层用为它设计的法则。",
  },
};

const presetsMessages: Readonly<Record<Language, Readonly<Record<PresetId, PresetText>>>> = { en, zh };

/** The words of the presets in the current language. */
export function usePresetsText(): Readonly<Record<PresetId, PresetText>> {
  return presetsMessages[useLanguage()];
}
