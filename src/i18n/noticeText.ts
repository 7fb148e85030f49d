/** Words of the notice that lists the adjusted values of a link. */
import { definePartText } from "./partText.ts";

const en = {
  adjusted: "This link was adjusted.",
  newer: "This link was made by a newer version; what this version understands is shown.",
  setting: "Setting",
  given: "Given",
  used: "Used",
  nearest: "{words} … ({count} in all)",
  allowed: "Allowed",
};

type NoticeTextKey = keyof typeof en;

const zh: Readonly<Record<NoticeTextKey, string>> = {
  adjusted: "此链接已作调整。",
  newer: "此链接来自更新的版本。这里显示本版本能够理解的部分。",
  setting: "设置",
  given: "给定",
  used: "采用",
  nearest: "{words} …（共 {count} 个）",
  allowed: "允许",
};

export const { messages: noticeMessages, useText: useNoticeText } = definePartText({ en, zh });
