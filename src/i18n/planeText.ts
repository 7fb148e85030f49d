/** Words of the plane of order and chaos. */
import { definePartText } from "./partText.ts";

const en = {
  title: "Order and chaos",
  close: "Close order and chaos",
  intro:
    "Each point is a deep network of equal {activation} layers. The dot is the present one: drag it, or press a place, and the page follows.",
  plain:
    "The plane is that of plain layers: no normalisation, blocks or dropout. The present network has some.",
  noPlace: "These weights have no place here. Press one, and the network gets Gaussian weights of that size.",
  colours: "Colours",
  chi: "Gradient χ",
  "chi.title": "Factor of the squared gradient per layer, σ_w² E[φ′(z)²]",
  q: "Length q*",
  "q.title": "Mean square of the pre-activations at great depth",
  c: "Correlation c*",
  "c.title": "Correlation of two inputs at great depth",
  xi: "Depth ξ_c",
  "xi.title": "Layers over which the difference of two inputs changes by a factor e",
  sigmaW: "σ_w, size of the weights",
  sigmaB: "σ_b, size of the biases",
  sigmaWName: "Size of the weights",
  sigmaBName: "Size of the biases",
  computing: "Computing the theory…",
  ordered: "ordered",
  chaotic: "chaotic",
  edgeLine: "edge of chaos, χ = 1",
  bandLine: "6 ξ_c = {depth} layers: between the dashed lines this depth can be trained",
  figure: "Plane of {activation} networks. {words}",
  at: "σ_w = {sigmaW}, σ_b = {sigmaB}.",
  "is.ordered":
    "Ordered: χ = {chi}. Two inputs become alike: their difference shrinks by a factor e in {layers} layers. Going back, each layer keeps {factor} of the gradient.",
  "is.edge":
    "On the edge of chaos: χ = {chi}. Differences and gradients keep their size through many layers.",
  "is.chaotic":
    "Chaotic: χ = {chi}. Inputs drift apart: any two approach correlation {c}, and their distance from it shrinks by a factor e in {layers} layers. Going back, each layer makes the gradient {factor} times as large.",
  "is.vanishing":
    "Signals die: lengths go to 0, and each layer keeps {factor} of the signal and of the gradient.",
  "is.exploding": "Lengths explode: each layer makes signal and gradient {factor} times as large.",
  reach: "Signals reach about 6 ξ_c = {reach} layers; this network has {depth}.",
  reachAll: "Signals reach any depth; this network has {depth} layers.",
  source: "Source",
  "source.theory": "Theory",
  "source.measured": "Measure",
  "source.title":
    "Runs {total} networks of {depth} layers, {width} units and {batch} inputs, from coarse to fine",
  measured: "{count} of {total} networks measured",
  "measured.near": "half of them within {share} of theory’s χ",
  lengthMap: "Length from layer to layer",
  "lengthMap.axis": "q of the next layer",
  "lengthMap.from": "q of a layer",
  "lengthMap.label":
    "Length from layer to layer: from {first} in layer 1 to {last} in layer {layers}; theory’s end is {end}.",
  correlationMap: "Correlation from layer to layer",
  "correlationMap.axis": "c of the next layer",
  "correlationMap.from": "c of a layer",
  "correlationMap.label":
    "Correlation from layer to layer: from {first} in layer 1 to {last} in layer {layers}; theory’s end is {end}.",
  "map.key": "Line: theory. Steps: theory from layer 1. Dots: the layers of the present network.",
  stop: "Stop",
  goOn: "Go on",
  failed: "The engine has stopped. Press Go on to try again.",
  table: "{quantity} by theory",
  "table.measured": "{quantity} by theory, and measured",
} as const;

export type PlaneTextKey = keyof typeof en;

const zh: Readonly<Record<PlaneTextKey, string>> = {
  title: "有序与混沌",
  close: "关闭有序与混沌",
  intro:
    "每一点是一个由相同的 {activation} 层组成的深层网络。圆点是当前网络：拖动它，或点按某处，页面随之改变。",
  plain: "此平面针对普通层：没有归一化、块和 dropout，而当前网络含有其中之一。",
  noPlace: "当前权重在此平面上没有位置。点按一处，网络就取该大小的高斯权重。",
  colours: "颜色",
  chi: "梯度 χ",
  "chi.title": "梯度平方每层的因子，σ_w² E[φ′(z)²]",
  q: "长度 q*",
  "q.title": "深处预激活值的均方",
  c: "相关系数 c*",
  "c.title": "深处两个输入的相关系数",
  xi: "深度 ξ_c",
  "xi.title": "两个输入之差变化 e 倍所需的层数",
  sigmaW: "σ_w，权重大小",
  sigmaB: "σ_b，偏置大小",
  sigmaWName: "权重大小",
  sigmaBName: "偏置大小",
  computing: "正在计算理论…",
  ordered: "有序",
  chaotic: "混沌",
  edgeLine: "混沌边缘，χ = 1",
  bandLine: "6 ξ_c = {depth} 层：两条虚线之间，这一深度可以训练",
  figure: "{activation} 网络的平面。{words}",
  at: "σ_w = {sigmaW}，σ_b = {sigmaB}。",
  "is.ordered":
    "有序：χ = {chi}。两个输入趋于相同：每 {layers} 层，差别缩小到 1/e。反向传播时，每层保留梯度的 {factor}。",
  "is.edge": "位于混沌边缘：χ = {chi}。差别与梯度经过许多层仍保持大小。",
  "is.chaotic":
    "混沌：χ = {chi}。输入彼此分开：任意两个的相关系数趋于 {c}，与它的差距每 {layers} 层缩小到 1/e。反向传播时，每层使梯度变为 {factor} 倍。",
  "is.vanishing": "信号消失：长度趋于 0，每层只保留信号和梯度的 {factor}。",
  "is.exploding": "长度爆炸：每层使信号和梯度变为 {factor} 倍。",
  reach: "信号约可到达 6 ξ_c = {reach} 层；当前网络有 {depth} 层。",
  reachAll: "信号可到达任意深度；当前网络有 {depth} 层。",
  source: "来源",
  "source.theory": "理论",
  "source.measured": "实测",
  "source.title": "运行 {total} 个网络，各 {depth} 层、{width} 个单元、{batch} 个输入，由粗到细",
  measured: "已测 {count} / {total} 个网络",
  "measured.near": "其中一半与理论的 χ 相差不到 {share}",
  lengthMap: "长度逐层的变化",
  "lengthMap.axis": "下一层的 q",
  "lengthMap.from": "某层的 q",
  "lengthMap.label": "长度逐层的变化：第 1 层为 {first}，第 {layers} 层为 {last}；理论终点为 {end}。",
  correlationMap: "相关系数逐层的变化",
  "correlationMap.axis": "下一层的 c",
  "correlationMap.from": "某层的 c",
  "correlationMap.label":
    "相关系数逐层的变化：第 1 层为 {first}，第 {layers} 层为 {last}；理论终点为 {end}。",
  "map.key": "曲线：理论。阶梯：从第 1 层起的理论。圆点：当前网络的各层。",
  stop: "停止",
  goOn: "继续",
  failed: "引擎已停止。按“继续”重试。",
  table: "{quantity}的理论值",
  "table.measured": "{quantity}的理论值与实测值",
};

export const { messages: planeMessages, useText: usePlaneText } = definePartText({ en, zh });
