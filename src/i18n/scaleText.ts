/** Words of the slider of the weights' size. */
import { definePartText } from "./partText.ts";

export const { messages: scaleMessages, useText: useScaleText } = definePartText({
  en: {
    label: "Weights",
    lecun: "LeCun",
    xavier: "Xavier",
    he: "He",
    edge: "edge of chaos",
    and: " · ",
    vanishes: "vanishes",
    holds: "holds",
    explodes: "explodes",
    value: "{factor} times",
    valueIn: "{factor} times: the signal {zone}",
  },
  zh: {
    label: "权重大小",
    lecun: "LeCun",
    xavier: "Xavier",
    he: "He",
    edge: "混沌边缘",
    and: " · ",
    vanishes: "消失",
    holds: "保持",
    explodes: "爆炸",
    value: "{factor} 倍",
    valueIn: "{factor} 倍：信号{zone}",
  },
});
