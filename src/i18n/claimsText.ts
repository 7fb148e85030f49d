/** Words of the list of claims: fetched with the list. */
import { definePartText } from "./partText.ts";

const en = {
  "group.myth": "Myths",
  "group.print": "Misprints and slips in print",
  "group.wording": "Names and words",
  source: "Source: {source}",
  test: "Test it",
  again: "Test again",
  times: "{factor} times",
  range: "({least} to {most})",
  draws:
    "{agreeing} of {draws} draws, each with its own seed, agree. Each number is the middle one, with the smallest and the largest in brackets.",
  running: "Testing…",
  "verdict.false": "False.",
  "verdict.true": "True.",
  "verdict.depends": "It depends.",
  open: "Open in Initscope",
  openOne: "Open in Initscope: {network}",
} as const;

type ClaimsTextKey = keyof typeof en;

const zh: Readonly<Record<ClaimsTextKey, string>> = {
  "group.myth": "误区",
  "group.print": "印刷错误与笔误",
  "group.wording": "名称与用词",
  source: "出处：{source}",
  test: "检验",
  again: "再次检验",
  times: "{factor} 倍",
  range: "（{least} 至 {most}）",
  draws: "换了 {draws} 个种子各抽样一次，其中 {agreeing} 次结论相同。数字取中间值，括号内是最小值和最大值。",
  running: "正在检验…",
  "verdict.false": "错误。",
  "verdict.true": "正确。",
  "verdict.depends": "视情况而定。",
  open: "在 Initscope 中打开",
  openOne: "在 Initscope 中打开：{network}",
};

export const { messages: claimsMessages, useText: useClaimsText } = definePartText({ en, zh });
