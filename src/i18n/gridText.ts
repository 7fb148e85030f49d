/** Words of the sweep of two settings. */
import { definePartText } from "./partText.ts";

const en = {
  title: "Sweep of two settings",
  close: "Close the sweep of two settings",
  across: "Across",
  up: "Up",
  figure: "Figure",
  weights: "Weights σw",
  forward: "Spread per layer",
  backward: "Gradient per layer",
  std: "Spread of the last layer",
  rms: "Gradient of layer 1",
  cosine: "Cosine of inputs",
  saturated: "Saturated share",
  dead: "Dead units",
  loss: "Loss after training",
  "detail.loss": "Each is trained, for {steps} steps unless steps are swept; ∞ stands for one that diverged.",
  detail:
    "Each cell is a network: width up to {width} and batch up to {batch}, same seed. Press one to adopt it.",
  cell: "{across} {x}, {up} {y}: {value}",
  waiting: "waiting",
  progress: "{done} of {total}",
  stop: "Stop",
  goOn: "Go on",
  failed: "not run",
  csv: "Save as CSV",
  table: "{figure} by {across} and {up}",
} as const;

export type GridTextKey = keyof typeof en;

const zh: Readonly<Record<GridTextKey, string>> = {
  title: "两项设置的扫描",
  close: "关闭两项设置的扫描",
  across: "横轴",
  up: "纵轴",
  figure: "数值",
  weights: "权重 σw",
  forward: "每层信号幅度",
  backward: "每层梯度",
  std: "末层信号幅度",
  rms: "第 1 层梯度",
  cosine: "输入的余弦",
  saturated: "饱和比例",
  dead: "死神经元",
  loss: "训练后的损失",
  "detail.loss": "每个网络都经过训练，除非扫描步数，否则为 {steps} 步；∞ 表示发散。",
  detail: "每格是一个网络：宽度至多 {width}，批大小至多 {batch}，种子相同。点按一格即采用。",
  cell: "{across} {x}，{up} {y}：{value}",
  waiting: "等待中",
  progress: "{done} / {total}",
  stop: "停止",
  goOn: "继续",
  failed: "未运行",
  csv: "保存为 CSV",
  table: "{figure}，按{across}和{up}",
};

export const { messages: gridMessages, useText: useGridText } = definePartText({ en, zh });
