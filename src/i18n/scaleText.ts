/** Words of the slider of the weights' size. */
import { definePartText } from "./partText.ts";

export const { messages: scaleMessages, useText: useScaleText } = definePartText({
  en: {
    label: "Weights",
    title:
      "The size of all weights: drag to make them larger or smaller. The words above say what theory expects of the signal there.",
    start: "at the start",
    startNote: "The zones are theory for the start of training. Another size begins the training anew.",
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
    valueAtStart: "{factor} times: at the start of training the signal {zone}",
  },
  zh: {
    label: "权重大小",
    title: "全部权重的大小：拖动即可放大或缩小。上方的文字是理论对信号的预测。",
    start: "训练开始时",
    startNote: "各区域是训练开始时的理论结果。改变大小会重新开始训练。",
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
    valueAtStart: "{factor} 倍：训练开始时信号{zone}",
  },
});
