/** Words of the opening story. */
import { definePartText } from "./partText.ts";

export const { messages: storyMessages, useText: useStoryText } = definePartText({
  en: {
    arrives: "Only 1 part in {parts} of the signal arrives.",
    why: "Thirty ReLU layers, weights by Xavier’s rule. That rule is for tanh: here each layer keeps only {percent} of what it gets.",
    fix: "Repair it: He’s rule",
  },
  zh: {
    arrives: "信号只有 1/{parts} 传到最后一层。",
    why: "三十层 ReLU，权重按 Xavier 规则抽取。这条规则是为 tanh 推导的；用在这里，每层只剩 {percent}。",
    fix: "修好它：改用 He 的规则",
  },
});
