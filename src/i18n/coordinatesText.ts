/** Words of the coordinate check and of the best rates by width. */
import { definePartText } from "./partText.ts";

const en = {
  title: "Coordinate check",
  close: "Close the coordinate check",
  part: "Show",
  sizes: "Size of each layer",
  rates: "Best rate by width",
  standard: "Standard",
  mup: "muP",
  own: "This network at five widths, with its own task, optimiser and learning rate: {layers} layers, {optimizer}, learning rate {rate}, {steps} steps on one batch of {batch} points, {seeds} seeds.",
  borrowed:
    "This network has no task. Networks of {layers} layers with its activation, weights and normalisation learn from a teacher network instead, at five widths: {optimizer}, learning rate {rate}, {steps} steps on one batch of {batch} points, {seeds} seeds.",
  "rates.own":
    "This network, trained for {steps} steps at every pair of width and learning rate, with {seeds} seeds. Shown is the loss of the last mini-batches; the best rate of each width is framed.",
  "rates.borrowed":
    "This network has no task. Networks of {layers} layers with its activation and weights learn from a teacher network instead, for {steps} steps at every pair of width and learning rate, with {seeds} seeds. Shown is the loss of the last mini-batches; the best rate of each width is framed.",
  question:
    "Vertical: RMS of a layer’s pre-activations; horizontal: width. A level line means that the width makes no difference to the layer. The bands span all seeds.",
  "rates.question":
    "If the valley of the best rates stays in place, a learning rate found on a small network also suits a large one.",
  kindWhen: "{kind}, {when}",
  before: "before",
  step: "step {step}",
  readout: "readout",
  hidden: "hidden layers, from light (first) to dark",
  "drawing.label":
    "RMS of pre-activations against width, from {low} to {high} units: before the first step and after each of {steps} steps, standard above, muP below.",
  "rates.label": "Loss against rate, one line per width; standard on the left, muP on the right.",
  numbers: "Table",
  slope: "Slope",
  spread: "Spread",
  "slope.title": "Slope of log RMS against log width: 0 is steady, 1 doubles with each doubling of the width",
  "spread.title": "Largest RMS over smallest, over the widths",
  "table.slope": "{kind}: slope of size against width, by layer and step",
  "table.spread": "{kind}: largest size over smallest, by layer and step",
  layers: "Layer",
  layer: "Layer {layer}",
  "layer.readout": "Layer {layer}, readout",
  "in.layer": "layer {layer}",
  "in.readout": "the readout, layer {layer},",
  note: "slope {slope}",
  "is.steady": "steady",
  "is.grows": "grows with the width",
  "is.shrinks": "shrinks with the width",
  "is.designed": "shrinks with the width, by design",
  "is.unknown": "no number",
  "found.steady": "{kind}: every layer keeps its size at every width, in every step.",
  "found.grows":
    "{kind}: {layer} grows with the width. {when} its slope is {slope}: at width {high} it is {ratio} times as large as at {low}. The rate that suits a narrow network is too large for a wide one.",
  "found.shrinks":
    "{kind}: {layer} shrinks with the width. {when} its slope is {slope}: at width {high} it has 1/{ratio} of its size at {low}, and hardly learns there.",
  "found.notFinite":
    "{kind}: the values of some networks leave the range of float32; a smaller learning rate prevents this.",
  "when.before": "Before the first step",
  "when.step": "After step {step}",
  legal:
    "This is allowed: before the first step the readout of muP shrinks with the width, with slope {slope} (−0.5 by design). From the first step on, no layer may depend on the width. With a readout that starts at zero, none of this is seen.",
  adopt: "Open this network",
  "adopt.name": "Open the {kind} network of the check",
  "adopt.title": "The page takes over task, optimiser and rate of the check, at width {width}",
  progress: "{done} of {total} networks trained",
  stop: "Stop",
  goOn: "Go on",
  failed: "{count} networks could not be trained.",
  csv: "Save as CSV",
  svg: "Save as SVG",
  svgFailed: "The drawing could not be made. Load the page again, and save it once more.",
  width: "Width",
  rate: "Rate",
  loss: "Loss after training",
  "valley.table": "{kind}: loss after training by rate and width",
  "valley.cell": "{kind}, width {width}, rate 2^{exponent}: {loss}",
  "valley.best": "best",
  "valley.diverged": "diverged",
  waiting: "waiting",
  "valley.stands": "{kind}: the best rate is {rates} at every width. Tune it on the smallest network.",
  "valley.near":
    "{kind}: the best rate stays within one step of this map, {rates} at widths {widths}. Tune it on a small network.",
  "valley.moves":
    "{kind}: the best rate moves with the width, {rates} at widths {widths}: by a factor {factor} in all.",
} as const;

export type CoordinatesTextKey = keyof typeof en;

const zh: Readonly<Record<CoordinatesTextKey, string>> = {
  title: "坐标检查",
  close: "关闭坐标检查",
  part: "显示",
  sizes: "各层的大小",
  rates: "各宽度的最佳学习率",
  standard: "标准",
  mup: "muP",
  own: "当前网络取五种宽度，任务、优化器和学习率不变：{layers} 层，{optimizer}，学习率 {rate}，{steps} 步都用同一批 {batch} 个点，{seeds} 个种子。",
  borrowed:
    "当前网络没有任务，因此让沿用其激活函数、权重与归一化的 {layers} 层网络向教师网络学习，取五种宽度：{optimizer}，学习率 {rate}，{steps} 步都用同一批 {batch} 个点，{seeds} 个种子。",
  "rates.own":
    "当前网络在每一对宽度与学习率下训练 {steps} 步，{seeds} 个种子；数值是最后若干小批量的损失。每种宽度的最佳学习率加框。",
  "rates.borrowed":
    "当前网络没有任务，因此让沿用其激活函数与权重的 {layers} 层网络向教师网络学习 {steps} 步，遍历每一对宽度与学习率，{seeds} 个种子；数值是最后若干小批量的损失。每种宽度的最佳学习率加框。",
  question:
    "纵轴：一层预激活值的均方根；横轴：宽度。水平线表示这一层不受宽度影响。色带是各种子的最小与最大值。",
  "rates.question": "如果最佳学习率的谷底不动，在小网络上找到的学习率也适用于大网络。",
  kindWhen: "{kind}：{when}",
  before: "训练前",
  step: "第 {step} 步",
  readout: "读出层",
  hidden: "隐藏层，由浅（第一层）到深",
  "drawing.label":
    "预激活值的均方根随宽度的变化，{low} 到 {high} 个单元：第一步之前和 {steps} 步中每一步之后；上为标准，下为 muP。",
  "rates.label": "损失随学习率的变化，每种宽度一条线；左为标准，右为 muP。",
  numbers: "表格",
  slope: "斜率",
  spread: "跨度",
  "slope.title": "均方根的对数对宽度对数的斜率：0 为稳定，1 表示宽度每加倍它也加倍",
  "spread.title": "各宽度中最大均方根与最小均方根之比",
  "table.slope": "{kind}：各层各步的大小对宽度的斜率",
  "table.spread": "{kind}：各层各步的最大与最小之比",
  layers: "层",
  layer: "第 {layer} 层",
  "layer.readout": "第 {layer} 层，读出层",
  "in.layer": "第 {layer} 层",
  "in.readout": "读出层（第 {layer} 层）",
  note: "斜率 {slope}",
  "is.steady": "稳定",
  "is.grows": "随宽度增大",
  "is.shrinks": "随宽度减小",
  "is.designed": "随宽度减小，本该如此",
  "is.unknown": "没有数值",
  "found.steady": "{kind}：每一步、每种宽度下，各层都保持大小。",
  "found.grows":
    "{kind}：{layer}随宽度增大。{when}斜率为 {slope}：宽度 {high} 时是宽度 {low} 时的 {ratio} 倍。适合窄网络的学习率对宽网络过大。",
  "found.shrinks":
    "{kind}：{layer}随宽度减小。{when}斜率为 {slope}：宽度 {high} 时只有宽度 {low} 时的 1/{ratio}，几乎学不动。",
  "found.notFinite": "{kind}：有些网络的数值超出 float32 的范围；减小学习率即可。",
  "when.before": "第一步之前，",
  "when.step": "第 {step} 步之后，",
  legal:
    "这是允许的：第一步之前，muP 的读出层随宽度减小，斜率为 {slope}（设计值为 −0.5）。从第一步起，任何一层都不应依赖宽度。读出层若从零开始，就看不到这一点。",
  adopt: "打开此网络",
  "adopt.name": "打开检查中的{kind}网络",
  "adopt.title": "页面采用检查所用的任务、优化器和学习率，宽度为 {width}",
  progress: "已训练 {done} / {total} 个网络",
  stop: "停止",
  goOn: "继续",
  failed: "{count} 个网络未能训练。",
  csv: "保存为 CSV",
  svg: "保存为 SVG",
  svgFailed: "未能生成图形。请重新载入页面，再保存一次。",
  width: "宽度",
  rate: "学习率",
  loss: "训练后的损失",
  "valley.table": "{kind}：训练后的损失，按学习率和宽度",
  "valley.cell": "{kind}，宽度 {width}，学习率 2^{exponent}：{loss}",
  "valley.best": "最佳",
  "valley.diverged": "发散",
  waiting: "等待中",
  "valley.stands": "{kind}：每种宽度的最佳学习率都是 {rates}。在最小的网络上调好即可。",
  "valley.near": "{kind}：最佳学习率相差不超过图中一格，宽度 {widths} 时为 {rates}。在小网络上调好即可。",
  "valley.moves": "{kind}：最佳学习率随宽度移动，宽度 {widths} 时为 {rates}，总共相差 {factor} 倍。",
};

export const { messages: coordinatesMessages, useText: useCoordinatesText } = definePartText({ en, zh });
