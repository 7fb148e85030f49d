/** Words of the opening story. */
import { definePartText } from "./partText.ts";

export const { messages: storyMessages, useText: useStoryText } = definePartText({
  en: {
    arrives: "Only 1 part in {parts} of the signal arrives.",
    why: "Thirty ReLU layers, weights by Xavier’s rule. It was made for tanh: each layer keeps only {percent} of what it gets.",
    fix: "Repair it: He’s rule",
  },
  zh: {
    arrives: "信号只有 1/{parts} 传到最后一层。",
    why: "三十层 ReLU，权重按 Xavier 的规则。那条规则是为 tanh 推导的：每层只留下收到的 {percent}。",
    fix: "修好它：改用 He 的规则",
  },
});
