/** Words of the drawn network, fetched with it. */
import { definePartText } from "./partText.ts";

export const { messages: networkMessages, inLanguage: networkText } = definePartText({
  en: {
    input: "input",
    title:
      "Circles stand for the units of a layer. Left half, blue: the size of the signal. Right half, orange: the size of the gradient. The stronger the colour, the larger, on the scale of the chart above.",
    query: "Q, queries of attention",
    key: "K, keys of attention",
    value: "V, values of attention",
    output: "O, output of attention",
    inner: "W1, first layer of the MLP",
    gate: "Wg, gate of the MLP",
    gated: "Wv, values of the gated MLP",
    end: "W2, last layer of the MLP",
  },
  zh: {
    input: "输入",
    title:
      "一列圆点代表一层的单元：左半边的蓝色表示信号大小，右半边的橙色表示梯度大小。颜色越浓，数值越大，刻度与上图相同。",
    query: "Q，注意力的查询",
    key: "K，注意力的键",
    value: "V，注意力的值",
    output: "O，注意力的输出",
    inner: "W1，MLP 的第一层",
    gate: "Wg，MLP 的门",
    gated: "Wv，门控 MLP 的值",
    end: "W2，MLP 的最后一层",
  },
});
