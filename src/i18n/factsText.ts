/** Words of the facts under the picture: fetched after the first picture. */
import { definePartText } from "./partText.ts";

const en = {
  title: "Theory and number formats",
  toggle: "Theory",
  theory: "theory",
  "phase.ordered": "ordered: inputs become alike; going back, each layer keeps {factor} of the gradient",
  "phase.edge": "edge of chaos: gradients neither fade nor grow",
  "phase.edgeAtZero": "edge of chaos, with the fixed point 0: the signal fades slowly, as 1/√layer",
  "phase.chaotic":
    "chaotic: inputs drift apart; going back, each layer makes the gradient {factor} times as large",
  "phase.tooShallow": " (a tenfold change takes {layers} layers, more than there are here)",
  "phase.batchNorm":
    "batch norm: going back, each layer makes the gradient {growth} times as large; such networks could be trained down to about {layers} layers",
  "phase.vanishes": "the fixed point is 0: at great depth, each layer keeps {factor} of the signal",
  "phase.explodes": "no fixed point: at great depth, each layer makes the signal {factor} times as large",
  "phase.grows": "no fixed point: the signal grows slowly and without bound",
  differ: "the layers differ, so they have no fixed point in common",
  critical: "(edge at {value})",
  "variance.title": "Variance of the weights times fan-in; at the edge the squared gradient keeps its size",
  "chi.title": "Factor of the squared gradient per layer",
  "q.title": "Squared length of a pre-activation at great depth, the fixed point of the length map",
  "c.title": "Correlation of two inputs at great depth, the fixed point of the correlation map",
  "lengthScale.title": "Layers over which the length settles",
  "correlationScale.title": "Layers over which the correlation settles",
  fits: "everything fits",
  "activation.overflow": "activations overflow from layer {layer} on: {share} at layer {worst}",
  "activation.lost": "activations underflow from layer {layer} on: {share} lost at layer {worst}",
  "activation.subnormal": "activations lose digits from layer {layer} on: {share} subnormal at layer {worst}",
  "grad_activation.overflow": "gradients overflow from layer {layer} back: {share} at layer {worst}",
  "grad_activation.lost": "gradients underflow from layer {layer} back: {share} lost at layer {worst}",
  "grad_activation.subnormal":
    "gradients lose digits from layer {layer} back: {share} subnormal at layer {worst}",
  atMost: "up to {share}",
  "float32.title": "What this run itself uses: 2⁻¹²⁶ to 3.4×10³⁸",
  "float16.title": "Largest 65504; full precision down to 6.1×10⁻⁵, zero at 3×10⁻⁸",
  "bfloat16.title": "The range of float32 with 3 decimal digits",
  "float8_e4m3.title": "8 bits, without a scale: largest 448; full precision down to 0.016, zero at 10⁻³",
  "float8_e5m2.title":
    "8 bits, without a scale: largest 57344; full precision down to 6.1×10⁻⁵, zero at 8×10⁻⁶",
} as const;

export type FactsTextKey = keyof typeof en;

const zh: Readonly<Record<FactsTextKey, string>> = {
  title: "理论与数值格式",
  toggle: "理论",
  theory: "理论",
  "phase.ordered": "有序：各输入趋于相同；反向每过一层，梯度只剩 {factor}",
  "phase.edge": "混沌边缘：梯度既不衰减也不增大",
  "phase.edgeAtZero": "混沌边缘，不动点为 0：信号缓慢衰减，与层数的平方根成反比",
  "phase.chaotic": "混沌：各输入彼此远离；反向每过一层，梯度变为 {factor} 倍",
  "phase.tooShallow": "（变化十倍需要 {layers} 层，这里没有那么多）",
  "phase.batchNorm": "批归一化：反向每过一层，梯度变为 {growth} 倍；这样的网络能训练到约 {layers} 层",
  "phase.vanishes": "不动点为 0：深处每过一层，信号只剩 {factor}",
  "phase.explodes": "没有不动点：深处每过一层，信号变为 {factor} 倍",
  "phase.grows": "没有不动点：信号缓慢而无限地增大",
  differ: "各层设置不同，因此没有共同的不动点",
  critical: "（边缘为 {value}）",
  "variance.title": "权重方差乘以扇入；在边缘处梯度平方保持大小",
  "chi.title": "每层梯度平方的倍数",
  "q.title": "深处预激活值的平方长度，长度映射的不动点",
  "c.title": "深处两个输入的相关系数，相关映射的不动点",
  "lengthScale.title": "长度趋于稳定所需的层数",
  "correlationScale.title": "相关系数趋于稳定所需的层数",
  fits: "全部在范围内",
  "activation.overflow": "激活值从第 {layer} 层起上溢：第 {worst} 层为 {share}",
  "activation.lost": "激活值从第 {layer} 层起下溢：第 {worst} 层丢失 {share}",
  "activation.subnormal": "激活值从第 {layer} 层起损失位数：第 {worst} 层 {share} 为次正规数",
  "grad_activation.overflow": "梯度从第 {layer} 层往回上溢：第 {worst} 层为 {share}",
  "grad_activation.lost": "梯度从第 {layer} 层往回下溢：第 {worst} 层丢失 {share}",
  "grad_activation.subnormal": "梯度从第 {layer} 层往回损失位数：第 {worst} 层 {share} 为次正规数",
  atMost: "至多 {share}",
  "float32.title": "本次运行所用的格式：2⁻¹²⁶ 到 3.4×10³⁸",
  "float16.title": "最大 65504；6.1×10⁻⁵ 以上为全精度，3×10⁻⁸ 以下为零",
  "bfloat16.title": "范围与 float32 相同，约 3 位十进制数字",
  "float8_e4m3.title": "8 位，不带缩放：最大 448；0.016 以上为全精度，10⁻³ 以下为零",
  "float8_e5m2.title": "8 位，不带缩放：最大 57344；6.1×10⁻⁵ 以上为全精度，8×10⁻⁶ 以下为零",
};

export const {
  messages: factsMessages,
  inLanguage: factsTranslator,
  useText: useFactsText,
} = definePartText({ en, zh });
