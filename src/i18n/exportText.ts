/** Words of the export: its dialog, and the lines printed under the charts. */
import { definePartText } from "./partText.ts";

const en = {
  whole: "The whole figure",
  intro: "Drawn afresh for paper, with the experiment and its link beneath.",
  content: "Content",
  format: "Format",
  preview: "Preview: {title}",
  svg: "SVG, for print",
  png2: "PNG, 2×",
  png3: "PNG, 3×",
  size: "{width} × {height} px",
  save: "Save",
  nothing: "There is nothing to save yet.",
  waiting: "Waiting for the run to end…",
  copied: "Table copied",
  saved: "The browser did not allow copying, so the table was saved as a file.",
  failed: "The picture could not be made. Try SVG instead.",
  computed: "computed by {engine}",
  version: "Initscope {version}",
  layersOfTheirOwn: "layers {range}: {name}",
  preview_batch: "preview with {shown} of {wanted} inputs",
  weightStd: "weight std of layer 1: {std}",
} as const;

export type ExportTextKey = keyof typeof en;

const zh: Readonly<Record<ExportTextKey, string>> = {
  whole: "整幅图",
  intro: "为纸面重新绘制，图下印有实验设置和链接。",
  content: "内容",
  format: "格式",
  preview: "预览：{title}",
  svg: "SVG，用于印刷",
  png2: "PNG，2 倍",
  png3: "PNG，3 倍",
  size: "{width} × {height} 像素",
  save: "保存",
  nothing: "还没有可保存的内容。",
  waiting: "正在等待运行结束…",
  copied: "表格已复制",
  saved: "浏览器不允许复制，表格已存为文件。",
  failed: "无法生成图片，请改用 SVG。",
  computed: "由 {engine} 计算",
  version: "Initscope {version}",
  layersOfTheirOwn: "第 {range} 层：{name}",
  preview_batch: "预览：{wanted} 个输入中的 {shown} 个",
  weightStd: "第 1 层权重标准差：{std}",
};

export const {
  messages: exportMessages,
  inLanguage: exportTranslator,
  useText: useExportText,
} = definePartText({ en, zh });
