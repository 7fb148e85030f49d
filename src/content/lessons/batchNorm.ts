/** Batch norm: its effect, its position, the role of gamma and beta, and the difference at test time. */
import { byNumber } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

export const batchNorm: Lesson = {
  id: "batch_norm",
  title: { en: "Batch norm", zh: "批归一化" },
  summary: {
    en: "What it fixes, before or after the activation, what γ and β are for, and why training and test differ.",
    zh: "它解决了什么，放在激活前还是激活后，γ 和 β 有何用，训练与测试为何不同。",
  },
  minutes: 10,
  takeHome: {
    en: "Batch norm divides the scale of the weights out of the forward signal, unit by unit and over the batch. γ and β give the network its choice of scale back. In test mode it uses running averages, which in a fresh network do nothing at all.",
    zh: "批归一化逐单元、在一批输入上，把权重的尺度从前向信号中除掉。γ 和 β 再把选择尺度的自由还给网络。测试时它用滑动平均，而在全新的网络里，滑动平均什么也没做。",
  },
  steps: [
    {
      title: { en: "A scale that no longer matters", zh: "尺度不再重要" },
      text: {
        en: "Ten ReLU layers with weights from $\\mathcal N(0, 1)$, far too large. Before every activation stands batch norm: each unit is normalised over the inputs of the batch,\n\n$$\\hat z_{bj} = \\frac{z_{bj} - \\mu_j}{\\sqrt{\\sigma_j^2 + \\varepsilon}}$$\n\nSketch the std of the activations.",
        zh: "十层 ReLU，权重取自 $\\mathcal N(0, 1)$，过大。每个激活函数之前都有批归一化：每个单元在一批输入上归一化，\n\n$$\\hat z_{bj} = \\frac{z_{bj} - \\mu_j}{\\sqrt{\\sigma_j^2 + \\varepsilon}}$$\n\n画出激活值的标准差。",
      },
      link: "#v=1&init=normal&norm=batch&seed=1",
      others: ["#v=1&init=normal&seed=1"],
      prediction: { kind: "sketch", quantity: "std", decades: [-3, 12] },
      explanation: {
        en: "{{std@1}} in every layer, {{std@10}} in the last: ReLU of a value with mean 0 and variance 1, $\\sqrt{0.341}$. Without batch norm the same weights give {{2.std@10}} in layer 10.\n\nMultiply $W$ by any constant and $\\hat z$ stays the same. Whatever scale the initialisation chose, batch norm divides it out, forward.",
        zh: "每层都是 {{std@1}}，最后一层 {{std@10}}：均值 0、方差 1 的值经过 ReLU，得 $\\sqrt{0.341}$。没有批归一化时，同样的权重使第 10 层达到 {{2.std@10}}。\n\n$W$ 乘以任意常数，$\\hat z$ 都不变。无论初始化选了什么尺度，前向时批归一化都把它除掉了。",
      },
      task: {
        text: {
          en: "Move Std through its whole range. When does ε begin to matter?",
          zh: "把标准差从头拖到尾。ε 从什么时候开始起作用？",
        },
      },
    },
    {
      title: { en: "Before or after?", zh: "激活前还是激活后？" },
      text: {
        en: "Now batch norm stands after the ReLU, on $\\varphi(z)$. What comes out of a layer?",
        zh: "现在批归一化放在 ReLU 之后，作用于 $\\varphi(z)$。一层的输出是什么样？",
      },
      link: "#v=1&norm=batch&at=after&seed=1",
      others: ["#v=1&norm=batch&seed=1"],
      prediction: {
        kind: "choice",
        options: [
          { id: "positive", text: { en: "Mean 0.4, never negative", zh: "均值 0.4，没有负值" } },
          { id: "standard", text: { en: "Mean 0, standard deviation 1", zh: "均值 0，标准差 1" } },
        ],
        judge: byNumber("mean", [0.1, "standard"], [Infinity, "positive"]),
      },
      explanation: {
        en: "Mean {{mean}}, std {{std}}; with batch norm before the activation it is {{2.mean}} and {{2.std}}. Going back, each layer multiplies the gradient by {{backward}} with batch norm after the activation, and by {{2.backward}} with it before.\n\nIoffe and Szegedy (2015) put it before: $z$ is a sum of many terms and nearly normal, so its mean and variance say most about it. After a ReLU the shape is far from normal, and the normalised output is no longer sparse: the share of exact zeros falls from {{2.zeros}} to {{zeros}}.",
        zh: "均值 {{mean}}，标准差 {{std}}；放在激活前则为 {{2.mean}} 和 {{2.std}}。反向每过一层，梯度变为：放在激活后 {{backward}} 倍，放在激活前 {{2.backward}} 倍。\n\nIoffe 与 Szegedy（2015）把它放在激活前：$z$ 是许多项之和，接近正态，均值和方差就足以描述它。ReLU 之后的形状远非正态，归一化后的输出也不再稀疏：恰好为 0 的值从 {{2.zeros}} 降到 {{zeros}}。",
      },
      task: {
        text: {
          en: "Look at the histograms of both positions with tanh instead of ReLU. Does it still matter?",
          zh: "把 ReLU 换成 tanh，再看两种位置的直方图。区别还大吗？",
        },
      },
    },
    {
      title: { en: "Gamma and beta", zh: "γ 与 β" },
      text: {
        en: "After normalising come two numbers that are learnt: $y = \\gamma \\hat z + \\beta$. They start at 1 and 0. Suppose training has brought $\\gamma$ to 3 in a tanh network.\n\nSketch the share of saturated values.",
        zh: "归一化之后还有两个可学习的参数：$y = \\gamma \\hat z + \\beta$，初值为 1 和 0。假设一个 tanh 网络训练后 $\\gamma$ 变成了 3。\n\n画出饱和值的占比。",
      },
      link: "#v=1&act=tanh&norm=batch&gamma=3&seed=1",
      others: ["#v=1&act=tanh&norm=batch&seed=1"],
      prediction: { kind: "sketch", quantity: "saturated", decades: [-1, 1] },
      explanation: {
        en: "{{saturated}} in every layer, with $\\gamma = 1$ only {{2.saturated}}. tanh is saturated for $|y| > 2.1$, that is for $|\\hat z| > 2.1/\\gamma = 0.7$, and so is half of a normal distribution.\n\nNormalising alone would tie every layer to the nearly linear middle of tanh. $\\gamma$ and $\\beta$ give the choice back: with $\\gamma_j = \\sigma_j$ and $\\beta_j = \\mu_j$ the layer could even undo the normalisation.",
        zh: "每层都是 {{saturated}}，而 $\\gamma = 1$ 时只有 {{2.saturated}}。tanh 在 $|y| > 2.1$ 时饱和，即 $|\\hat z| > 2.1/\\gamma = 0.7$，正态分布约有一半落在此处。\n\n只做归一化会把每层都限制在 tanh 近似线性的中段。$\\gamma$ 和 $\\beta$ 把选择权交还给网络：取 $\\gamma_j = \\sigma_j$、$\\beta_j = \\mu_j$，甚至可以完全抵消归一化。",
      },
      task: {
        text: {
          en: "With ReLU, set Beta to −3. What do the dead units do, and can the gradient repair it?",
          zh: "换成 ReLU，把 Beta 设为 −3。死神经元会怎样？梯度还能修复吗？",
        },
        link: "#v=1&norm=batch&beta=-3&seed=1",
      },
    },
    {
      title: { en: "Training and test", zh: "训练与测试" },
      text: {
        en: "At test time there may be one input only, so batch norm uses running averages of $\\mu$ and $\\sigma^2$ from training. A fresh layer has running mean 0 and variance 1.\n\nA new ReLU network with weights $\\mathcal N(0, 0.05^2)$ is put into test mode before any training. Does batch norm still hold the signal?",
        zh: "测试时可能只有一个输入，所以批归一化改用训练中积累的 $\\mu$ 和 $\\sigma^2$ 的滑动平均。全新的层，滑动均值为 0，方差为 1。\n\n一个全新的 ReLU 网络，权重 $\\mathcal N(0, 0.05^2)$，未经训练就切换到测试模式。批归一化还能保持信号吗？",
      },
      link: "#v=1&init=normal&std=0.05&norm=batch&stats=running&seed=1",
      others: ["#v=1&init=normal&std=0.05&norm=batch&seed=1", "#v=1&init=normal&std=0.05&seed=1"],
      prediction: {
        kind: "choice",
        options: [
          { id: "holds", text: { en: "Yes, as in training", zh: "能，与训练时一样" } },
          { id: "absent", text: { en: "No, it is as if it were not there", zh: "不能，就像它不存在一样" } },
        ],
        judge: byNumber("forward", [0.85, "absent"], [Infinity, "holds"]),
      },
      explanation: {
        en: "In test mode each layer keeps {{forward_kept}} of the spread, in training mode {{2.forward_kept}}, and without any batch norm {{3.forward_kept}}. With fresh statistics the layer only divides by $\\sqrt{1 + \\varepsilon}$.\n\nDuring training the averages follow the batches, and the variance that is averaged is the unbiased one, $m/(m-1)$ times that of the batch. Forgetting the switch, or testing too early, is one of the most frequent bugs with batch norm.",
        zh: "离散程度每层还剩：测试模式 {{forward_kept}}，训练模式 {{2.forward_kept}}，完全没有批归一化 {{3.forward_kept}}。统计量是初值时，这一层只是除以 $\\sqrt{1 + \\varepsilon}$。\n\n训练中滑动平均会跟上各个批次，被平均的是无偏方差，即批方差的 $m/(m-1)$ 倍。忘记切换模式、或过早测试，是使用批归一化时最常见的错误之一。",
      },
      task: {
        text: {
          en: "Find the Std for which training and test mode agree on a fresh network.",
          zh: "找出使全新网络在训练与测试模式下一致的标准差。",
        },
      },
    },
  ],
};
