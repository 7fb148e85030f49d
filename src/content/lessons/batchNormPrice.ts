/**
 * The price of batch norm: a stable forward pass, and exploding gradients that no initialisation removes
 * (Yang et al. 2019).
 */
import { byNumber, byRatio } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

export const batchNormPrice: Lesson = {
  id: "batch_norm_price",
  title: { en: "Batch norm’s price", zh: "批归一化的代价" },
  summary: {
    en: "Forward everything is perfect. Backward gradients explode, the more the smaller the batch.",
    zh: "前向一切完美，反向却梯度爆炸，批越小越严重。",
  },
  minutes: 8,
  takeHome: {
    en: "What batch norm gives forward it takes back on the way back: its gradients grow from layer to layer, and faster the smaller the batch. No initialisation changes that; skip connections, an activation closer to a straight line, or fewer layers do.",
    zh: "批归一化在前向给予的，在反向收了回去：梯度逐层增大，批越小增得越快。换哪种初始化都改变不了；残差连接、更接近线性的激活函数或更少的层数才行。",
  },
  steps: [
    {
      title: { en: "The other direction", zh: "另一个方向" },
      text: {
        en: "Thirty ReLU layers with batch norm before each activation, 128 inputs. The activations are the same in every layer, as you see.\n\nSketch the RMS of the gradients. In layer 30 it is 1.",
        zh: "三十层 ReLU，每个激活前都有批归一化，128 个输入。如图所示，各层激活值完全一样。\n\n画出梯度的均方根：第 30 层为 1。",
      },
      link: "#v=1&depth=30&batch=128&norm=batch&seed=1",
      shows: "forward",
      prediction: { kind: "sketch", quantity: "gradient", decades: [-4, 5] },
      explanation: {
        en: "They grow: each layer makes the gradient {{backward}} times as large, and layer 1 gets {{gradient@1}}. Batch norm divides $z$ by its spread $\\sigma$, and so it divides the gradient too. What the ReLU takes from the spread between inputs is more than what it takes from the gradient:\n\n$$\\frac{\\mathbb E[\\varphi'^2]}{\\operatorname{Var}(\\varphi)} = \\frac{1/2}{0.341} = \\frac{\\pi}{\\pi - 1} \\approx 1.467$$\n\nper layer for the squared gradient and large batches, or 1.211 for the RMS (Yang et al. 2019).",
        zh: "反向每过一层，梯度变为 {{backward}} 倍，到第 1 层达到 {{gradient@1}}。批归一化把 $z$ 除以它的离散程度 $\\sigma$，梯度也随之除以 $\\sigma$。ReLU 从输入间的离散中拿走的，比从梯度中拿走的更多：\n\n$$\\frac{\\mathbb E[\\varphi'^2]}{\\operatorname{Var}(\\varphi)} = \\frac{1/2}{0.341} = \\frac{\\pi}{\\pi - 1} \\approx 1.467$$\n\n这是大批量时梯度平方每层的增长率，均方根为 1.211 倍（Yang 等 2019）。",
      },
      task: {
        text: {
          en: "Change the initialiser, its gain, its distribution. Can any of them remove the growth?",
          zh: "改变初始化方法、增益、分布。有哪一个能消除这种增长吗？",
        },
      },
    },
    {
      title: { en: "Smaller batches", zh: "更小的批" },
      text: {
        en: "The same network with batches of 8 instead of 128. How fast do the gradients grow now?",
        zh: "同样的网络，批大小从 128 改为 8。梯度增长得更快还是更慢？",
      },
      link: "#v=1&depth=30&batch=8&norm=batch&seed=1",
      others: ["#v=1&depth=30&batch=128&norm=batch&seed=1"],
      asks: "backward",
      prediction: {
        kind: "choice",
        options: [
          { id: "slower", text: { en: "More slowly", zh: "更慢" } },
          { id: "same", text: { en: "The same, within 3 %", zh: "一样，相差不到 3 %" } },
          { id: "faster", text: { en: "Faster", zh: "更快" } },
        ],
        judge: byRatio("backward", "2.backward", [0.97, "slower"], [1.03, "same"], [Infinity, "faster"]),
      },
      explanation: {
        en: "With 8 inputs each layer makes the gradient {{backward}} times as large, with 128 inputs {{2.backward}} times; theory says {{theory_backward@15}} and {{2.theory_backward@15}}. Over thirty layers that adds up to a factor of {{backward_ratio}} against {{2.backward_ratio}}.\n\nThe spread of eight values is a poor estimate of the true one. Sometimes it comes out small by chance, and the gradient is divided by it. With fewer than four inputs the expected squared gradient is infinite.",
        zh: "8 个输入时，反向每过一层梯度变为 {{backward}} 倍，128 个输入时为 {{2.backward}} 倍；理论值为 {{theory_backward@15}} 倍和 {{2.theory_backward@15}} 倍。三十层累积起来，前者 {{backward_ratio}} 倍，后者 {{2.backward_ratio}} 倍。\n\n用 8 个值估计离散程度很不准。有时碰巧偏小，梯度就被一个很小的数去除。少于 4 个输入时，梯度平方的期望是无穷大。",
      },
      task: {
        text: {
          en: "Follow the growth for batches of 4, 16 and 64. Why does more than 256 change so little?",
          zh: "看看批大小为 4、16、64 时的增长。为什么超过 256 后几乎不再变化？",
        },
      },
    },
    {
      title: { en: "Layer norm: another bargain", zh: "层归一化：另一种交易" },
      text: {
        en: "Layer norm normalises each input over the units of a layer, so the batch plays no part in it. Thirty ReLU layers again. What do the gradients do?",
        zh: "层归一化对每个输入在一层的各单元上归一化，与批无关。仍是三十层 ReLU。梯度会怎样？",
      },
      link: "#v=1&depth=30&batch=128&norm=layer&seed=1",
      others: ["#v=1&depth=30&batch=128&norm=batch&seed=1"],
      asks: "backward",
      prediction: {
        kind: "choice",
        options: [
          { id: "shrink", text: { en: "They shrink to less than a tenth", zh: "变小十倍以上" } },
          { id: "kept", text: { en: "They stay within a factor of ten", zh: "变化不到十倍" } },
          { id: "grow", text: { en: "They grow to more than ten times", zh: "变大十倍以上" } },
        ],
        judge: byNumber("backward_ratio", [0.1, "shrink"], [10, "kept"], [Infinity, "grow"]),
      },
      explanation: {
        en: "Each layer multiplies the gradient by {{backward}}; with batch norm it was {{2.backward}}. Over the units of one input the ReLU leaves half of the second moment and half of the squared gradient: the two cancel.\n\nThe price is paid elsewhere. Layer norm takes nothing away that inputs have in common; their mean cosine in layer 30 is {{cosine}}, with batch norm {{2.cosine}}. One keeps gradients, the other keeps inputs apart.",
        zh: "反向每过一层，梯度变为 {{backward}} 倍，而批归一化是 {{2.backward}} 倍。对单个输入的各单元而言，ReLU 留下一半的二阶矩和一半的梯度平方，两者抵消。\n\n代价付在别处：层归一化不会去掉各输入的共同部分，第 30 层的平均余弦是 {{cosine}}，批归一化则为 {{2.cosine}}。一个保住梯度，另一个保住输入的差别。",
      },
      task: {
        text: {
          en: "Is there an activation with which batch norm does not explode? Try Linear, then tanh.",
          zh: "有没有哪种激活函数，配批归一化不会爆炸？先试 Linear，再试 tanh。",
        },
      },
    },
  ],
};
