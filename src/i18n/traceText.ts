/** Words of a trace, recorded elsewhere: its bar, the verdict on it, and what is wrong with a file. */
import { definePartText } from "./partText.ts";

const en = {
  title: "Recorded elsewhere",
  origin: "{model}, recorded in {framework}.",
  settings: "The settings belong to the page's own network; changing one of them closes the recording.",
  close: "Close the recording",
  step: "Step {step} of {steps}",
  snapshots: "{count} snapshots.",
  loss: "loss {value}",
  noLoss: "no loss recorded",
  opening: "{name} is being read…",
  "notFinite.title": "Values are not finite.",
  "lossLost.title": "The loss is not a number.",
  "silent.title": "A layer is silent.",
  "symmetric.title": "All units are the same.",
  "dead.title": "Most units are dead.",
  "exploding.title": "The signal explodes.",
  "vanishing.title": "The signal vanishes.",
  "collapsed.title": "The inputs become alike.",
  "gradientExploding.title": "The gradients explode.",
  "gradientVanishing.title": "The gradients vanish.",
  "lossRises.title": "The loss rises.",
  "rateLarge.title": "The steps are large.",
  "rateSmall.title": "The steps are small.",
  "healthy.title": "Nothing stands out.",
  notFinite:
    "At step {step}, {share} of the {tensor} of {layer} are NaN or infinite. No layer before it has such values.",
  lossLost:
    "At step {step} the loss is NaN or infinite, and the values of every layer are finite: look at the loss itself.",
  silent: "At step {step} every output of {layer} is 0, so nothing passes.",
  symmetric:
    "At step {step} all weights of {layer} are the same, so its units compute the same thing and get the same gradient.",
  dead: "At step {step}, {share} of the units of {layer} give 0 for every input of the batch.",
  exploding: "At step {step} the signal grows {value}-fold from {from} to {layer}.",
  vanishing: "At step {step} the signal shrinks {value}-fold from {from} to {layer}.",
  collapsed:
    "At step {step} the outputs of {layer} have almost the same direction for all inputs: their mean cosine is {value}.",
  gradientExploding: "At step {step} the gradient grows {value}-fold on its way back from {from} to {layer}.",
  gradientVanishing:
    "At step {step} the gradient shrinks {value}-fold on its way back from {from} to {layer}: no learning rate suits both.",
  lossRises: "At step {step} the loss is {value} times that of the first snapshot.",
  rateLarge:
    "At step {step} an update changes the weights by {value} of their size, where about 0.001 is usual; most in {layer}.",
  rateSmall:
    "At step {step} an update changes the weights by {value} of their size, where about 0.001 is usual; least in {layer}.",
  healthy:
    "At step {step} signal and gradients keep their size from layer to layer, and no layer is dead or not finite.",
  measured: "Judged by what was measured alone: the recording does not say how the weights were drawn.",
  "place.table":
    "{name} is a table. Choose the task “CSV file”, and drop it on the field that appears there.",
  "place.lesson": "{name} is a lesson. Open it under Lessons, “Your own lesson”.",
  "place.lecture": "{name} is a lecture list. Open it in the window of the lecture list.",
  "fault.json":
    '{name} is not a trace: it is not JSON, neither plain nor compressed. The recorder writes such files: r.save("run.json.gz").',
  "fault.format":
    '{name} is not a trace: its format is not "initscope-trace". The recorder writes such files: r.save("run.json.gz").',
  "fault.empty": "{name} is empty. Save the recording again, after at least one step.",
  "fault.damaged": "{name} cannot be read to its end: it is incomplete or damaged. Save or copy it again.",
  "fault.network": "{name} could not be fetched. A trace of a link lies beside the page, on the same host.",
  "fault.version":
    "{name} has version {found} of the format, and this page reads version 1. Download the recorder of this page, and record again.",
  "fault.large":
    "{name} is too large to be read here (limit: {limit}). Record fewer steps: every=10, most=30.",
  "fault.field":
    "{name} has an entry that is not as the format says: {where} is {found}; expected: {expected}. Nothing was opened.",
  "limit.megabytes": "{limit} MB",
  "limit.entries": "{limit} layers in all snapshots together",
} as const;

export type TraceTextKey = keyof typeof en;

const zh: Readonly<Record<TraceTextKey, string>> = {
  title: "外部记录",
  origin: "{model}，记录自 {framework}。",
  settings: "各项设置属于本页自己的网络；改动任何一项都会关闭这份记录。",
  close: "关闭记录",
  step: "第 {step} 步，共 {steps} 步",
  snapshots: "{count} 个快照。",
  loss: "损失 {value}",
  noLoss: "没有记录损失",
  opening: "正在读取 {name}…",
  "notFinite.title": "出现非有限值。",
  "lossLost.title": "损失不是数。",
  "silent.title": "有一层没有输出。",
  "symmetric.title": "所有单元都一样。",
  "dead.title": "大多数单元已死。",
  "exploding.title": "信号爆炸。",
  "vanishing.title": "信号消失。",
  "collapsed.title": "各输入趋于相同。",
  "gradientExploding.title": "梯度爆炸。",
  "gradientVanishing.title": "梯度消失。",
  "lossRises.title": "损失在上升。",
  "rateLarge.title": "步子偏大。",
  "rateSmall.title": "步子偏小。",
  "healthy.title": "没有异常。",
  notFinite: "第 {step} 步时，{layer} 的{tensor}中有 {share} 为 NaN 或无穷大；在它之前的各层没有这样的值。",
  lossLost: "第 {step} 步时损失为 NaN 或无穷大，而各层的值都有限：请检查损失本身。",
  silent: "第 {step} 步时 {layer} 的输出全为 0，信号无法通过。",
  symmetric: "第 {step} 步时 {layer} 的权重全都相同，因此各单元的计算相同，得到的梯度也相同。",
  dead: "第 {step} 步时，{layer} 有 {share} 的单元对这一批的每个输入都输出 0。",
  exploding: "第 {step} 步时，信号从 {from} 到 {layer} 放大为 {value} 倍。",
  vanishing: "第 {step} 步时，信号从 {from} 到 {layer} 缩小为 {value} 分之一。",
  collapsed: "第 {step} 步时，{layer} 对所有输入的输出方向几乎相同：平均余弦为 {value}。",
  gradientExploding: "第 {step} 步时，梯度从 {from} 回传到 {layer} 放大为 {value} 倍。",
  gradientVanishing:
    "第 {step} 步时，梯度从 {from} 回传到 {layer} 缩小为 {value} 分之一：没有哪个学习率能同时适合两者。",
  lossRises: "第 {step} 步时，损失是第一个快照的 {value} 倍。",
  rateLarge: "第 {step} 步时，一次更新使权重改变为其大小的 {value}，通常约为 0.001；{layer} 改变最多。",
  rateSmall: "第 {step} 步时，一次更新使权重改变为其大小的 {value}，通常约为 0.001；{layer} 改变最少。",
  healthy: "第 {step} 步时，信号和梯度逐层保持大小，没有死掉的层，也没有非有限值。",
  measured: "只根据测量结果判断：记录里没有权重是怎样抽取的。",
  "place.table": "{name} 是表格。请把任务选为“CSV 文件”，再把它拖到那里出现的区域。",
  "place.lesson": "{name} 是课程。请在“课程”中的“自编课程”里打开。",
  "place.lecture": "{name} 是讲课清单。请在讲课清单的窗口中打开。",
  "fault.json":
    '{name} 不是记录文件：它不是 JSON（无论是否压缩）。记录器这样写出文件：r.save("run.json.gz")。',
  "fault.format":
    '{name} 不是记录文件：其格式不是“initscope-trace”。记录器这样写出文件：r.save("run.json.gz")。',
  "fault.empty": "{name} 是空文件。请至少记录一步，然后重新保存。",
  "fault.damaged": "{name} 无法完整读取：文件不完整或已损坏。请重新保存或复制。",
  "fault.network": "无法取得 {name}。链接中的记录文件应放在本页旁边，位于同一主机。",
  "fault.version": "{name} 的格式版本为 {found}，本页只能读取版本 1。请下载本页的记录器，重新记录。",
  "fault.large": "{name} 太大，无法在此读取（上限：{limit}）。请少记录几步：every=10, most=30。",
  "fault.field": "{name} 中有一项不符合格式：{where} 为 {found}；应为：{expected}。没有打开任何内容。",
  "limit.megabytes": "{limit} MB",
  "limit.entries": "所有快照合计 {limit} 层",
};

export const {
  messages: traceMessages,
  inLanguage: traceTranslator,
  useText: useTraceText,
} = definePartText({ en, zh });
