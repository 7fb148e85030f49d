/** The defaults of frameworks, and better settings. */
import { byNumber, bySteadiest } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

export const frameworks: Lesson = {
  id: "frameworks",
  title: { en: "What your framework does by default", zh: "你的框架默认做了什么" },
  summary: {
    en: "PyTorch’s nn.Linear and Keras’ Dense, as they come: what thirty layers make of the defaults.",
    zh: "PyTorch 的 nn.Linear 与 Keras 的 Dense 的默认初始化：三十层之后会怎样。",
  },
  minutes: 8,
  takeHome: {
    en: "A default knows the size of a layer but not the activation behind it. Say which initialisation you want: He for ReLU, Xavier for tanh, and zero biases. It is one line of code.",
    zh: "默认值知道层的大小，却不知道后面接什么激活函数。请自己写明：ReLU 用 He，tanh 用 Xavier，偏置取零。只需一行代码。",
  },
  steps: [
    {
      title: { en: "PyTorch, nn.Linear", zh: "PyTorch 的 nn.Linear" },
      text: {
        en: "Thirty layers of nn.Linear(256, 256) and ReLU, nothing else set. PyTorch draws weights and biases from $\\mathcal U(\\pm 1/\\sqrt{n_\\text{in}})$.\n\nSketch the std of the activations.",
        zh: "三十层 nn.Linear(256, 256) 加 ReLU，没有任何其他设置。PyTorch 从 $\\mathcal U(\\pm 1/\\sqrt{n_\\text{in}})$ 抽取权重和偏置。\n\n画出激活值的标准差。",
      },
      link: "#v=1&depth=30&batch=128&init=pytorch_linear&seed=1",
      prediction: { kind: "sketch", quantity: "std", decades: [-9, 2] },
      explanation: {
        en: "It falls, and then stays at {{std@30}}. The weights have variance $\\tfrac{1}{3n}$, so each layer keeps a sixth of the second moment, that is 41 % of the RMS. What stays are the biases, the same for every input: the batch std of layer 30 is {{batch_std@30}}.\n\nGradients have no biases to hold them up: each layer keeps {{backward_kept}}, and {{gradient@1}} arrives at layer 1.",
        zh: "先下降，然后停在 {{std@30}}。权重方差是 $\\tfrac{1}{3n}$，二阶矩每层只剩六分之一，均方根只剩 41 %。剩下的是偏置，对每个输入都相同：第 30 层的批内标准差为 {{batch_std@30}}。\n\n梯度没有偏置支撑：反向每层只剩 {{backward_kept}}，到第 1 层只有 {{gradient@1}}。",
      },
      task: {
        text: {
          en: "Set the depth to 3. Why has hardly anyone complained?",
          zh: "把深度改为 3。为什么很少有人抱怨？",
        },
      },
    },
    {
      title: { en: "Keras, Dense", zh: "Keras 的 Dense" },
      text: {
        en: "Keras’ Dense draws from Xavier uniform (glorot_uniform) with zero biases. Thirty layers with ReLU: what is left of the signal per layer?",
        zh: "Keras 的 Dense 使用 Xavier 均匀分布（glorot_uniform），偏置为零。三十层 ReLU：信号每层剩多少？",
      },
      link: "#v=1&depth=30&batch=128&init=keras_dense&seed=1",
      prediction: {
        kind: "choice",
        options: [
          { id: "all", text: { en: "All of it", zh: "全部" } },
          { id: "most", text: { en: "About 70 %", zh: "约 70 %" } },
          { id: "less", text: { en: "About 40 %, as with PyTorch", zh: "约 40 %，与 PyTorch 相同" } },
        ],
        judge: byNumber("forward", [0.55, "less"], [0.85, "most"], [1.2, "all"]),
      },
      explanation: {
        en: "Each layer keeps {{forward_kept}} of the spread and, going back, {{backward_kept}} of the gradient: this is Xavier, without the factor of two that ReLU needs. Layer 30 has {{forward_ratio}} times the spread of layer 1. A default can know the layer, but not the activation that follows it.",
        zh: "前向每层还剩 {{forward_kept}}，反向每层还剩 {{backward_kept}}：这就是 Xavier，缺了 ReLU 所需的因子 2。第 30 层的离散程度只有第 1 层的 {{forward_ratio}} 倍。默认值知道层的大小，却不知道后面接的是什么激活函数。",
      },
      task: {
        text: {
          en: "Which activation is Keras’ default made for? Try it at thirty layers.",
          zh: "Keras 的默认值适合哪种激活函数？用三十层试一试。",
        },
      },
    },
    {
      title: { en: "With tanh", zh: "配 tanh" },
      text: {
        en: "Ten tanh layers. Which of three initialisations keeps the gradients best: Keras’ default, PyTorch’s default, or He?",
        zh: "十层 tanh。Keras 默认、PyTorch 默认、He，三者中哪一个最能保持梯度？",
      },
      link: "#v=1&act=tanh&init=keras_dense&seed=1",
      others: ["#v=1&act=tanh&init=pytorch_linear&seed=1", "#v=1&act=tanh&seed=1"],
      prediction: {
        kind: "choice",
        options: [
          { id: "keras", text: { en: "Keras Dense", zh: "Keras Dense" } },
          { id: "pytorch", text: { en: "PyTorch nn.Linear", zh: "PyTorch nn.Linear" } },
          { id: "he", text: { en: "He", zh: "He" } },
        ],
        judge: bySteadiest("backward", "keras", "pytorch", "he"),
      },
      explanation: {
        en: "Going back, each layer keeps {{backward_kept}} of the gradient with Keras’ default, {{2.backward_kept}} with PyTorch’s and {{3.backward_kept}} with He. He’s factor of two happens to make up for what tanh loses, Xavier loses a little, and both will do for ten layers. PyTorch’s default loses in every case: $n \\operatorname{Var}(W) = \\tfrac13$ is too small for any activation with slope at most 1.",
        zh: "反向每过一层，梯度还剩：Keras {{backward_kept}}，PyTorch {{2.backward_kept}}，He {{3.backward_kept}}。He 的因子 2 碰巧补上了 tanh 的损失，Xavier 略有损失，十层之内两者都能用。PyTorch 的默认值总是损失：$n \\operatorname{Var}(W) = \\tfrac13$，对任何斜率不超过 1 的激活函数都太小。",
      },
      task: {
        text: {
          en: "Compare the three at fifty layers. Does the order change?",
          zh: "加到五十层再比较，名次会变吗？",
        },
      },
    },
    {
      title: { en: "What to write", zh: "应该怎么写" },
      text: {
        en: "PyTorch’s line reads kaiming_uniform_(weight, a=√5): He initialisation, told that a leaky ReLU with slope √5 follows. The formula then gives\n\n$$\\operatorname{Var}(W) = \\frac{2}{(1 + 5)\\, n} = \\frac{1}{3n},$$\n\nwhich repeats a choice older than ReLU. Here is what thirty ReLU layers do with the right line.",
        zh: "PyTorch 的源码是 kaiming_uniform_(weight, a=√5)：He 初始化，但告诉它后面是斜率 √5 的 leaky ReLU。公式于是给出\n\n$$\\operatorname{Var}(W) = \\frac{2}{(1 + 5)\\, n} = \\frac{1}{3n},$$\n\n这只是沿袭了 ReLU 出现之前的选择。下面是三十层 ReLU 用正确写法的结果。",
      },
      link: "#v=1&depth=30&batch=128&init=he_uniform&seed=1",
      explanation: {
        en: "Each layer now passes on {{forward_kept}} of the spread and, going back, {{backward_kept}} of the gradient. Write it yourself:\n\nPyTorch: nn.init.kaiming_normal_(layer.weight, nonlinearity='relu'), nn.init.zeros_(layer.bias)\n\nKeras: Dense(256, activation='relu', kernel_initializer='he_normal')\n\nFor tanh: nn.init.xavier_normal_(layer.weight), or Keras as it comes. With batch norm behind every layer the forward scale does not matter; see “Batch norm”.",
        zh: "现在每层把离散程度的 {{forward_kept}} 传下去，反向把梯度的 {{backward_kept}} 传回去。请自己写明：\n\nPyTorch：nn.init.kaiming_normal_(layer.weight, nonlinearity='relu')，nn.init.zeros_(layer.bias)\n\nKeras：Dense(256, activation='relu', kernel_initializer='he_normal')\n\ntanh 用 nn.init.xavier_normal_(layer.weight)，Keras 用默认值即可。若每层之后都有批归一化，前向尺度就不重要了，见“批归一化”一课。",
      },
      task: {
        text: {
          en: "Build the stack of a network you use, layer by layer in Width, and look where its defaults take it.",
          zh: "用“宽度”逐层写出你常用的网络，看看默认初始化会把它带到哪里。",
        },
      },
    },
  ],
};
