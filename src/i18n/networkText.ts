/** Words of the drawn network, fetched with it. */
import { definePartText } from "./partText.ts";

export const { messages: networkMessages, inLanguage: networkText } = definePartText({
  en: {
    input: "input",
    title:
      "Circles stand for the units of a layer. Left half, blue: the size of the signal. Right half, orange: the size of the gradient. The stronger the colour, the larger, on the scale of the chart above.",
  },
  zh: {
    input: "输入",
    title:
      "一列圆点代表一层的单元：左半边的蓝色表示信号大小，右半边的橙色表示梯度大小。颜色越浓，数值越大，刻度与上图相同。",
  },
});
