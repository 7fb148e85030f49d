/** The words of the choices that come after the first picture, and of the pass through the layers. */
import { usePartText } from "./partText.ts";
import type { PartMessages, TranslatePart } from "./partText.ts";

const en = {
  "tensor.forward": "Forward tensor",
  "tensor.backward": "Backward tensor",
  "axis.value": "Value",
  "axis.shape": "Shape",
  "axis.magnitude": "Magnitude",
  "axis.value.title": "The values themselves",
  "axis.shape.title": "x / std: each layer in units of its own spread",
  "axis.magnitude.title": "log₁₀ |x|: sizes over many powers of ten",
  "axis.label": "Value axis",
  "counts.linear": "Linear",
  "counts.log": "Log",
  "counts.label": "Counts",
  "counts.linear.title": "Height is the share of entries",
  "counts.log.title": "Height is the logarithm of the share of entries",
  "scale.label": "Scale of the layers",
  "scale.shared": "Shared",
  "scale.free": "Free",
  "scale.shared.title": "One scale for all layers: what changes between them can be seen",
  "scale.free.title": "Each layer on its own scale: its shape can be seen however small it is",
  "form.label": "Form",
  "form.upright": "Upright",
  "form.ridges": "Ridges",
  "form.upright.title": "One histogram under each layer",
  "form.ridges.title": "All layers on one value axis, one above the other",
  "pass.start": "Play the pass",
  "pass.stop": "Stop the pass",
  "pass.title": "Lights the layers one by one: the signal forward, then the gradient back. Escape stops it.",
} as const;

export type ChoicesTextKey = keyof typeof en;

const zh: Readonly<Record<ChoicesTextKey, string>> = {
  "tensor.forward": "前向张量",
  "tensor.backward": "反向张量",
  "axis.value": "数值",
  "axis.shape": "形状",
  "axis.magnitude": "量级",
  "axis.value.title": "数值本身",
  "axis.shape.title": "x / 标准差：每层以自身的离散程度为单位",
  "axis.magnitude.title": "log₁₀ |x|：跨越多个数量级的大小",
  "axis.label": "数值轴",
  "counts.linear": "线性",
  "counts.log": "对数",
  "counts.label": "计数",
  "counts.linear.title": "高度表示占比",
  "counts.log.title": "高度表示占比的对数",
  "scale.label": "各层尺度",
  "scale.shared": "共用",
  "scale.free": "独立",
  "scale.shared.title": "所有层共用一个尺度：可以看出层间变化",
  "scale.free.title": "每层用自己的尺度：再小也能看清形状",
  "form.label": "形式",
  "form.upright": "直立",
  "form.ridges": "山脊",
  "form.upright.title": "每层下方一个直方图",
  "form.ridges.title": "所有层在同一数值轴上，上下排列",
  "pass.start": "播放传播过程",
  "pass.stop": "停止播放",
  "pass.title": "逐层点亮：先是信号向前，然后梯度返回。按 Esc 停止。",
};

export const choicesMessages: PartMessages<ChoicesTextKey> = { en, zh };

/** The words of the choices in the current language. */
export function useChoicesText(): TranslatePart<ChoicesTextKey> {
  return usePartText(choicesMessages);
}
