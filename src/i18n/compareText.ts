/** The words of comparing and of the sweep: apart from the page's, because they are fetched when they are first wanted. */
import { usePartText } from "./partText.ts";
import type { PartMessages, TranslatePart } from "./partText.ts";

const en = {
  title: "Comparison",
  named: "{letter}: {name}",
  same: "same settings",
  swap: "Swap with B",
  "swap.name": "Swap {letter} with B",
  adopt: "Adopt",
  "adopt.name": "Adopt {letter}: make it the experiment and end its comparison",
  unpin: "Unpin",
  "unpin.name": "Unpin {letter}",
  pin: "Pin B as {letter}",
  running: "Computing…",
  cut: "run with {used} of {wanted} inputs",
  layout: "Layout",
  "layout.overlay": "Overlay",
  "layout.columns": "Columns",
  "layout.overlay.title": "A as outlines over B",
  "layout.columns.title": "Side by side, on the same axes",
  factors: "B/A per layer: {forward} →, {backward} ←",
  outline: "line: A",
  std: "std B/A",
  rms: "gradient B/A",
  "std.title": "Standard deviation of B's activations over that of A's, layer by layer, from the same draws",
  "rms.title": "RMS of B's gradients over that of A's, layer by layer, from the same draws",
  summary:
    "B over A, layer by layer. Activations: {forward} per layer, {stdLast} at layer {layer}. Gradients: {backward} per layer, {rmsFirst} at layer 1.",
  table: "B over A per layer",
  layer: "Layer",
  "sweep.title": "Sweep",
  "sweep.over": "Sweep over",
  "sweep.initializer": "Initialisers",
  "sweep.activation": "Activations",
  "sweep.batch": "Batch sizes",
  "sweep.reduced": "Each at width up to {width} and batch up to {batch}, same seed.",
  "sweep.reduced.batch": "Each at width up to {width}, same seed.",
  "sweep.axis":
    "Solid: std of activations, dashed: RMS of gradients, on one axis from 10{low} to 10{high}; the grey line is 1.",
  "sweep.progress": "{done} of {total}",
  "sweep.stop": "Stop",
  "sweep.again": "Go on",
  "sweep.hint": "Press one to adopt it.",
  "sweep.entry": "{name}: {verdict}",
  "sweep.failed": "not run",
  "sweep.waiting": "waiting",
} as const;

export type CompareTextKey = keyof typeof en;

const zh: Readonly<Record<CompareTextKey, string>> = {
  title: "对比",
  named: "{letter}：{name}",
  same: "设置相同",
  swap: "与 B 交换",
  "swap.name": "交换 {letter} 与 B",
  adopt: "采用",
  "adopt.name": "采用 {letter}：作为当前实验，并结束与它的对比",
  unpin: "取消固定",
  "unpin.name": "取消固定 {letter}",
  pin: "将 B 固定为 {letter}",
  running: "计算中…",
  cut: "以 {wanted} 个输入中的 {used} 个运行",
  layout: "布局",
  "layout.overlay": "叠加",
  "layout.columns": "分栏",
  "layout.overlay.title": "A 以轮廓线叠加在 B 上",
  "layout.columns.title": "并排显示，坐标轴相同",
  factors: "B/A 每层：{forward} →，{backward} ←",
  outline: "线条：A",
  std: "标准差 B/A",
  rms: "梯度 B/A",
  "std.title": "逐层：B 的激活值标准差除以 A 的，随机数相同",
  "rms.title": "逐层：B 的梯度均方根除以 A 的，随机数相同",
  summary:
    "逐层的 B 与 A 之比。激活值：每层 {forward}，第 {layer} 层为 {stdLast}。梯度：每层 {backward}，第 1 层为 {rmsFirst}。",
  table: "逐层的 B 与 A 之比",
  layer: "层",
  "sweep.title": "扫描",
  "sweep.over": "扫描对象",
  "sweep.initializer": "初始化",
  "sweep.activation": "激活函数",
  "sweep.batch": "批大小",
  "sweep.reduced": "宽度至多 {width}，批大小至多 {batch}，种子相同。",
  "sweep.reduced.batch": "宽度至多 {width}，种子相同。",
  "sweep.axis": "实线：激活值标准差，虚线：梯度均方根，共用一根轴，10{low} 到 10{high}；灰线为 1。",
  "sweep.progress": "{done} / {total}",
  "sweep.stop": "停止",
  "sweep.again": "继续",
  "sweep.hint": "点按即采用。",
  "sweep.entry": "{name}：{verdict}",
  "sweep.failed": "未运行",
  "sweep.waiting": "等待中",
};

export const compareMessages: PartMessages<CompareTextKey> = { en, zh };

/** The words of comparing in the current language. */
export function useCompareText(): TranslatePart<CompareTextKey> {
  return usePartText(compareMessages);
}
