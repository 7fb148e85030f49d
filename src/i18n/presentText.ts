/** The words of presenting, embedding and the code to scan: apart from the page's, because they are fetched with their parts. */
import { usePartText } from "./partText.ts";
import type { PartMessages, TranslatePart } from "./partText.ts";

const en = {
  bar: "Presentation",
  layer: "layer {layer}",
  layers: "layers 1 → {depth}",
  std: "std of activations",
  rms: "RMS of gradients",
  previous: "Previous",
  next: "Next",
  controls: "Controls",
  fullScreen: "Full screen",
  window: "Leave full screen",
  leave: "Leave",
  keys: "← → layers · Page keys: previous, next · C controls · F full screen · Esc leaves",
  open: "Open in Initscope",
  "code.name": "QR code of the link",
  "code.large": "Show the code large",
  "code.title": "Scan to open",
  "code.long": "This link is too long for a code. Shorten it, or share the link itself.",
  "link.for": "The link opens",
  "link.page": "Page",
  "link.present": "Presentation",
  "link.embed": "Frame",
  "link.locked": "Lock the controls",
  snippet: "HTML for your page",
  "snippet.copy": "Copy HTML",
} as const;

type PresentTextKey = keyof typeof en;

const zh: Readonly<Record<PresentTextKey, string>> = {
  bar: "演示",
  layer: "第 {layer} 层",
  layers: "第 1 层 → 第 {depth} 层",
  std: "激活值标准差",
  rms: "梯度均方根",
  previous: "上一个",
  next: "下一个",
  controls: "设置",
  fullScreen: "全屏",
  window: "退出全屏",
  leave: "结束演示",
  keys: "← → 选择层 · 翻页键：上一个、下一个 · C 设置 · F 全屏 · Esc 结束",
  open: "在 Initscope 中打开",
  "code.name": "链接的二维码",
  "code.large": "放大二维码",
  "code.title": "扫码打开",
  "code.long": "链接太长，无法生成二维码。请缩短链接，或直接分享链接。",
  "link.for": "链接打开为",
  "link.page": "页面",
  "link.present": "演示",
  "link.embed": "嵌入框",
  "link.locked": "锁定设置",
  snippet: "嵌入网页的 HTML",
  "snippet.copy": "复制 HTML",
};

export const presentMessages: PartMessages<PresentTextKey> = { en, zh };

/** The words of presenting in the current language. */
export function usePresentText(): TranslatePart<PresentTextKey> {
  return usePartText(presentMessages);
}
