/** Words of the rules for single layers: fetched with the first rule. */
import { definePartText } from "./partText.ts";

const en = {
  from: "From layer",
  to: "To layer",
  activation: "Activation of layers {layers}",
  initializer: "Initialiser of layers {layers}",
  parameter: "{parameter} of layers {layers}",
  remove: "Remove the rule for layers {layers}",
  beyond: "Beyond the last layer: without effect.",
} as const;

type RulesTextKey = keyof typeof en;

const zh: Readonly<Record<RulesTextKey, string>> = {
  from: "起始层",
  to: "结束层",
  activation: "第 {layers} 层的激活函数",
  initializer: "第 {layers} 层的初始化",
  parameter: "第 {layers} 层的{parameter}",
  remove: "删除第 {layers} 层的规则",
  beyond: "超出最后一层：不起作用。",
};

export const { messages: rulesMessages, useText: useRulesText } = definePartText({ en, zh });
