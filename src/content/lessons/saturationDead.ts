/** Saturation and dead units: where the derivative vanishes, and its effect on the gradient. */
import { byNumber } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

export const saturationDead: Lesson = {
  id: "saturation_dead",
  title: { en: "Saturation and dead units", zh: "饱和与死神经元" },
  summary: {
    en: "Values where the slope is gone, units that never answer: how many there are, and what they cost.",
    zh: "斜率消失的数值、从不响应的单元：各有多少，代价如何。",
  },
  minutes: 9,
  takeHome: {
    en: "Saturated is not the same as zero: a few units on the steep part can carry the whole gradient, sparse and wild. Dead units come from inputs that have all turned the same way; a leak hides them and does not cure the cause.",
    zh: "饱和不等于零：少数处在陡坡上的单元就能撑起整个梯度，只是稀疏而剧烈。死神经元的根源是各输入都转向了同一方向；留一条缝只治标，不治本。",
  },
  steps: [
    {
      title: { en: "How many are saturated?", zh: "有多少饱和？" },
      text: {
        en: "Ten tanh layers of 500 units, weights from $\\mathcal N(0, 1)$. A value counts as saturated where the slope $\\varphi'(z) = 1 - \\tanh^2 z$ is below 6 % of its maximum.\n\nSketch the share of saturated values, layer by layer.",
        zh: "十层、每层 500 个单元的 tanh 网络，权重取自 $\\mathcal N(0, 1)$。若斜率 $\\varphi'(z) = 1 - \\tanh^2 z$ 低于最大值的 6 %，就算饱和。\n\n逐层画出饱和值的占比。",
      },
      link: "#v=1&width=500&batch=100&act=tanh&init=normal&seed=1",
      prediction: { kind: "sketch", quantity: "saturated", decades: [-1, 1] },
      explanation: {
        en: "{{saturated@1}} in layer 1 and {{saturated@10}} in layer 10. The pre-activations have RMS {{z_rms@10}}, about $\\sqrt{500}$, while tanh is saturated from $|z| \\approx 2.1$ on:\n\n$$P\\left(|z| < 2.1\\right) \\approx \\frac{2 \\cdot 2.1}{\\sqrt{2\\pi} \\cdot 22} \\approx 0.08$$\n\nIt does not get worse with depth: outputs of ±1 make the next layer just like this one.",
        zh: "第 1 层 {{saturated@1}}，第 10 层 {{saturated@10}}。预激活值的均方根为 {{z_rms@10}}，约为 $\\sqrt{500}$，而 tanh 从 $|z| \\approx 2.1$ 起就饱和：\n\n$$P\\left(|z| < 2.1\\right) \\approx \\frac{2 \\cdot 2.1}{\\sqrt{2\\pi} \\cdot 22} \\approx 0.08$$\n\n它并不随深度加重：输出都是 ±1，下一层与这一层情形相同。",
      },
      task: {
        text: {
          en: "Which Std brings the share below 5 %? Compare with $1/\\sqrt{500} \\approx 0.045$.",
          zh: "标准差取多少才能使占比低于 5 %？与 $1/\\sqrt{500} \\approx 0.045$ 比较。",
        },
      },
    },
    {
      title: { en: "So the gradient vanishes?", zh: "那么梯度消失了？" },
      text: {
        en: "In that network nine values in ten have next to no slope. A well-known lecture concludes: all gradients will be zero.\n\nWhat does the RMS of the gradients do on its way from layer 10 to layer 1?",
        zh: "在这个网络中，十个值里有九个几乎没有斜率。一门著名课程由此断言：所有梯度都会是零。\n\n从第 10 层到第 1 层，梯度的均方根会怎样？",
      },
      link: "#v=1&width=500&batch=100&act=tanh&init=normal&seed=1",
      shows: "forward",
      prediction: {
        kind: "choice",
        options: [
          { id: "vanishes", text: { en: "It vanishes", zh: "消失" } },
          { id: "kept", text: { en: "It stays of the same order", zh: "保持同一量级" } },
          { id: "explodes", text: { en: "It explodes", zh: "爆炸" } },
        ],
        judge: byNumber("backward_ratio", [0.1, "vanishes"], [10, "kept"], [Infinity, "explodes"]),
      },
      explanation: {
        en: "It explodes. Each layer makes the gradient {{backward}} times as large, which comes to {{backward_ratio}} times from layer 10 to layer 1. The few unsaturated values have slopes up to 1 and weights of size 1, and there are 500 terms to add up:\n\n$$\\chi = n\\,\\sigma^2\\, \\mathbb E[\\varphi'(z)^2] = 500 \\cdot 1 \\cdot 0.024 \\approx 12$$\n\nBut look at the shape: {{tiny_gradients@10}} of the entries of $\\delta_{10}$ are below a thousandth of the RMS. The gradient becomes sparse and wild, not zero.",
        zh: "它爆炸了：反向每过一层变为 {{backward}} 倍，从第 10 层到第 1 层总共 {{backward_ratio}} 倍。少数未饱和的值斜率可达 1，权重大小为 1，而且有 500 项相加：\n\n$$\\chi = n\\,\\sigma^2\\, \\mathbb E[\\varphi'(z)^2] = 500 \\cdot 1 \\cdot 0.024 \\approx 12$$\n\n但请看分布的形状：$\\delta_{10}$ 中有 {{tiny_gradients@10}} 的值不到均方根的千分之一。梯度变得稀疏而剧烈，并不是零。",
      },
      task: {
        text: {
          en: "Choose “Magnitude” on the value axis and look at the gradient of layer 10.",
          zh: "把数值轴换成“量级”，看看第 10 层的梯度。",
        },
      },
    },
    {
      title: { en: "Dead units", zh: "死神经元" },
      text: {
        en: "A ReLU unit is dead for a batch if it is 0 for every input in it: no gradient reaches its weights. Thirty layers with He initialisation, 128 inputs.\n\nSketch the share of dead units, layer by layer.",
        zh: "若一个 ReLU 单元对批中每个输入都输出 0，它对这批数据就是死的：没有梯度到达它的权重。三十层，He 初始化，128 个输入。\n\n逐层画出死神经元的占比。",
      },
      link: "#v=1&depth=30&batch=128&seed=1",
      prediction: { kind: "sketch", quantity: "dead", decades: [-1, 1] },
      explanation: {
        en: "None in layer 1 ({{dead@1}}), {{dead@10}} in layer 10, {{dead@30}} in layer 30, although the variance is kept perfectly.\n\nIn layer 1 the inputs point in all directions, and a unit would be off for all 128 with a chance of $2^{-128}$. Deeper down they point the same way, mean cosine {{cosine@30}}: a unit that is off for one of them is off for nearly all.",
        zh: "第 1 层为 {{dead@1}}，第 10 层 {{dead@10}}，第 30 层 {{dead@30}}，尽管方差保持得很好。\n\n在第 1 层，各输入方向各异，一个单元对 128 个输入全部关闭的概率是 $2^{-128}$。越往深处，各输入方向越一致，平均余弦为 {{cosine@30}}：对一个输入关闭的单元，对几乎所有输入都关闭。",
      },
      task: {
        text: {
          en: "Switch on batch norm. What happens to the dead units, and why can none survive?",
          zh: "打开批归一化。死神经元怎样了？为什么一个也不会剩下？",
        },
      },
    },
    {
      title: { en: "A small leak", zh: "留一条小缝" },
      text: {
        en: "The same thirty layers with Leaky ReLU, slope 0.01 on the negative side. How many units are dead in layer 30?",
        zh: "同样三十层，换成负半轴斜率 0.01 的 Leaky ReLU。第 30 层有多少死神经元？",
      },
      link: "#v=1&depth=30&batch=128&act=leaky_relu&seed=1",
      prediction: {
        kind: "choice",
        options: [
          { id: "none", text: { en: "None at all", zh: "一个也没有" } },
          { id: "fewer", text: { en: "Some, up to one in ten", zh: "有一些，不超过十分之一" } },
          { id: "same", text: { en: "About as many as before", zh: "与之前差不多" } },
        ],
        judge: byNumber("dead", [0, "none"], [0.1, "fewer"], [1, "same"]),
      },
      explanation: {
        en: "{{dead@30}}: a slope of 0.01 is not 0, so no unit is cut off for good. But count what it does for the forward signal: the mean cosine between inputs is {{cosine@30}}, as before. The leak cures the symptom. Inputs still collapse into one direction, which is what made so many units fall silent together.",
        zh: "{{dead@30}}：斜率 0.01 不是 0，没有单元被永久切断。但再看它对前向信号的作用：输入之间的平均余弦为 {{cosine@30}}，与之前一样。这条缝治了标，没有治本：各输入依然坍缩到同一方向，这才是大批单元一起沉默的原因。",
      },
      task: {
        text: {
          en: "Raise the slope. From which value on do inputs stay apart over thirty layers?",
          zh: "增大斜率。从多大起，各输入能在三十层之后依然分得开？",
        },
      },
    },
  ],
};
