/** Words of the study of batch norm. */
import { definePartText } from "./partText.ts";

const en = {
  title: "Batch norm by batch size",
  close: "Close batch norm by batch size",
  intro:
    "The present network with batch norm, {activation}, {depth} layers, widths to {widest}, at seven batch sizes, {seeds} seeds each, with a random gradient at the end. Batch norm holds the spread in every layer. Its price is paid on the way back.",
  stop: "Stop",
  goOn: "Go on",
  csv: "Save CSV",
  svg: "Save SVG",
  svgFailed: "The drawing could not be made. Try again with the panel in sight.",
  progress: "{done} of {total} networks measured",
  failed: "{count} networks could not be run. Close and open the panel to try again.",
  "drawing.label": "Spread, gradients and cosine of networks with batch norm, by layer and by batch size",
  measured: "Measured",
  theory: "Theory",
  shades: "The stronger the line, the larger the batch.",
  layer: "layer",
  batch: "batch size",
  "spread.depth": "Spread of activations",
  "spread.batch": "Spread, last layer",
  "gradient.depth": "Gradient over the last",
  "gradient.batch": "Growth per layer, squared",
  "cosine.depth": "Cosine between inputs",
  "cosine.batch": "Cosine, last layer",
  "column.growth": "Growth of the squared gradient per layer",
  "column.cosine": "Cosine between inputs, last layer",
  "column.theory": "Theory",
  "found.growth":
    "With each layer on the way back the squared gradient grows {growth} times at a batch of {many}, and {steep} times at a batch of {few}. Over {depth} layers a batch of {many} makes that {total} times.",
  "found.relu":
    "For ReLU no batch is large enough: the growth falls towards π/(π − 1) ≈ 1.467 and stays there (Yang et al. 2019).",
  "found.reach":
    "Yang et al. trained such networks to a depth of about 16 / ln(growth): {layers} layers here. A residual connection lifts the limit.",
  "found.level": "At large batches gradients hardly grow here: depth costs little.",
  "found.shallow": "Growth per layer is told from four layers on. Choose a larger depth.",
  noTheory:
    "Theory does not describe this network, as with special weights, blocks or dropout before the norm. Only measured numbers are shown.",
} as const;

export type BatchNormTextKey = keyof typeof en;

const zh: Readonly<Record<BatchNormTextKey, string>> = {
  title: "批归一化与批大小",
  close: "关闭批归一化与批大小",
  intro:
    "给当前网络加上批归一化：{activation}，{depth} 层，宽度不超过 {widest}，七种批大小，每种 {seeds} 个种子，末端的梯度随机抽取。批归一化使每层的标准差保持不变，代价在返回的路上付出。",
  stop: "停止",
  goOn: "继续",
  csv: "保存 CSV",
  svg: "保存 SVG",
  svgFailed: "图未能生成。请让面板保持可见后重试。",
  progress: "已测量 {done} / {total} 个网络",
  failed: "有 {count} 个网络未能运行。关闭并重新打开面板即可重试。",
  "drawing.label": "批归一化网络的标准差、梯度和余弦，按层和按批大小",
  measured: "实测",
  theory: "理论",
  shades: "线条越浓，批越大。",
  layer: "层",
  batch: "批大小",
  "spread.depth": "激活值的标准差",
  "spread.batch": "末层的标准差",
  "gradient.depth": "梯度除以末层梯度",
  "gradient.batch": "每层的增长（平方）",
  "cosine.depth": "输入之间的余弦",
  "cosine.batch": "末层的余弦",
  "column.growth": "梯度平方每层的增长",
  "column.cosine": "末层输入之间的余弦",
  "column.theory": "理论",
  "found.growth":
    "返回途中每经过一层，批大小为 {many} 时梯度的平方变为 {growth} 倍，批大小为 {few} 时变为 {steep} 倍。经过 {depth} 层，批大小 {many} 累计为 {total} 倍。",
  "found.relu": "对 ReLU，再大的批也不够：增长趋于 π/(π − 1) ≈ 1.467，不再下降（Yang 等，2019）。",
  "found.reach": "Yang 等人能训练的深度约为 16 / ln(增长)：这里是 {layers} 层。残差连接可以突破这个限度。",
  "found.level": "批较大时，这里的梯度几乎不增长：加深的代价很小。",
  "found.shallow": "至少四层才能看出每层的增长。请增加深度。",
  noTheory: "理论不描述这个网络，例如特殊的权重、残差块或归一化之前的 dropout。只显示实测的数值。",
};

export const { messages: batchNormMessages, useText: useBatchNormText } = definePartText({ en, zh });
