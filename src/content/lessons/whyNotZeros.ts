/** Why not zeros: a zero signal, and the symmetry that constants cannot break. */
import type { Lesson, LessonRun } from "./format/lesson.ts";

/** The layers whose weight gradient is not exactly zero. */
function byMovingLayers({ layers }: LessonRun): string {
  const moved = layers.map(({ tensors }) => (tensors.grad_weight?.rms ?? NaN) > 0);
  if (moved.every(Boolean)) return "all";
  return moved.some(Boolean) ? "last" : "none";
}

export const whyNotZeros: Lesson = {
  id: "why_not_zeros",
  title: { en: "Why not zeros?", zh: "为什么不能全零初始化？" },
  summary: {
    en: "Zeros, ones and other constants: what symmetry costs, and what breaks it.",
    zh: "全零、全一与其他常数：对称性的代价，以及如何打破它。",
  },
  minutes: 8,
  takeHome: {
    en: "Random weights are needed for one reason: units that start alike stay alike. With equal weights a layer of any width computes a single number, and the gradient cannot tell its units apart. Biases may start at zero.",
    zh: "随机权重只为一件事：起点相同的单元永远相同。权重相等时，一层再宽也只算出一个数，梯度也分不清各个单元。偏置从零开始则无妨。",
  },
  steps: [
    {
      title: { en: "Start from nothing", zh: "从零开始" },
      text: {
        en: "Here all weights and biases are 0, and the activation is tanh. We do not know the right weights yet, so 0 looks like a fair guess. A random batch goes in; in training a gradient would come back.\n\nWhich weights will the first step of training change?",
        zh: "这里所有权重和偏置都取 0，激活函数是 tanh。既然还不知道合适的权重，取 0 似乎很公平。现在输入一批随机样本；训练时会有梯度传回来。\n\n训练的第一步会改变哪些权重？",
      },
      link: "#v=1&depth=5&width=100&batch=200&act=tanh&init=zeros&seed=1",
      prediction: {
        kind: "choice",
        options: [
          { id: "all", text: { en: "All of them, by equal amounts", zh: "全部权重，且改变量相同" } },
          { id: "last", text: { en: "Only those of the last layer", zh: "只有最后一层的权重" } },
          { id: "none", text: { en: "None at all", zh: "一个也不变" } },
        ],
        judge: byMovingLayers,
      },
      explanation: {
        en: "The activations of the last layer have RMS {{rms}}, and the largest weight gradient of the whole network is {{largest_weight_gradient}}.\n\nThe gradient of a weight matrix is\n\n$$\\frac{\\partial L}{\\partial W_l} = \\delta_l^\\top a_{l-1}$$\n\n$$\\delta_{l-1} = (\\delta_l W_l) \\odot \\varphi'(z_{l-1}).$$\n\nAfter the first layer $a_{l-1} = \\tanh(0) = 0$, so no later $W_l$ gets any gradient. And $\\delta_{l-1}$ contains the factor $W_l = 0$, so the first layer gets nothing either. Only the last bias can learn: the network is a constant.",
        zh: "最后一层激活值的均方根是 {{rms}}，整个网络中最大的权重梯度是 {{largest_weight_gradient}}。\n\n权重矩阵的梯度为\n\n$$\\frac{\\partial L}{\\partial W_l} = \\delta_l^\\top a_{l-1}$$\n\n$$\\delta_{l-1} = (\\delta_l W_l) \\odot \\varphi'(z_{l-1}).$$\n\n从第一层之后 $a_{l-1} = \\tanh(0) = 0$，所以后面各层的 $W_l$ 得不到梯度；而 $\\delta_{l-1}$ 含有因子 $W_l = 0$，第一层也得不到梯度。只有最后一层的偏置能学习：整个网络就是一个常数。",
      },
      task: {
        text: {
          en: "Choose ReLU instead of tanh. Is there any activation in the list that lets a signal through zero weights?",
          zh: "把 tanh 换成 ReLU。列表里有没有哪种激活函数，在权重全零时还能有信号？",
        },
      },
    },
    {
      title: { en: "Zeros with sigmoid", zh: "全零配 sigmoid" },
      text: {
        en: "Sigmoid answers 0 with 0.5, so the activations are not zero. Does that rescue zero weights? Look at the weight gradients of the five layers.",
        zh: "sigmoid 在 0 处输出 0.5，激活值不再为零。这能拯救全零权重吗？想一想五层的权重梯度。",
      },
      link: "#v=1&depth=5&width=100&batch=200&act=sigmoid&init=zeros&seed=1",
      prediction: {
        kind: "choice",
        options: [
          { id: "all", text: { en: "All layers get gradients", zh: "所有层都有梯度" } },
          { id: "last", text: { en: "Only the last layer gets any", zh: "只有最后一层有梯度" } },
          { id: "none", text: { en: "No layer gets any", zh: "没有一层有梯度" } },
        ],
        judge: byMovingLayers,
      },
      explanation: {
        en: "The weight gradient of layer 5 has RMS {{weight_gradient@5}}, that of layer 1 {{weight_gradient@1}}. The last layer sees $a_4 = 0.5$ everywhere and can learn; the gradient still cannot pass back through $W_5 = 0$.\n\nWorse: every unit of a layer computes the same thing. The units differ by {{contrast}}. As all inputs of the last layer are equal, all columns of its gradient are equal too: after the step its columns are still the same.",
        zh: "第 5 层权重梯度的均方根是 {{weight_gradient@5}}，第 1 层是 {{weight_gradient@1}}。最后一层看到的 $a_4$ 处处为 0.5，可以学习；但梯度仍然无法穿过 $W_5 = 0$ 传回去。\n\n更糟的是，同一层的每个单元计算的都一样：单元之间的差别是 {{contrast}}。最后一层的输入全部相同，它的梯度各列也就全部相同，更新之后各列依然一样。",
      },
      task: {
        text: {
          en: "Give the biases a little noise (Bias std 0.1). Units now differ. Do the early layers get gradients?",
          zh: "给偏置加一点噪声（偏置标准差 0.1）。各单元有了差别，靠前的层得到梯度了吗？",
        },
      },
    },
    {
      title: { en: "Ones", zh: "全一" },
      text: {
        en: "Then all weights are 1, with ReLU. “All neurons are active, so it trains fast”, says one article. Each unit adds up 100 inputs.\n\nSketch the std of the activations over the ten layers: drag over the chart, or use the arrow keys.",
        zh: "那么把所有权重取 1，配 ReLU。有文章说“所有神经元都被激活，训练很快”。每个单元把 100 个输入加起来。\n\n画出十层激活值标准差的走势：在图上拖动，或用方向键。",
      },
      link: "#v=1&width=100&batch=200&init=ones&seed=1",
      prediction: { kind: "sketch", quantity: "std", decades: [-6, 24] },
      explanation: {
        en: "Each layer makes it {{forward}} times as large, from {{std@1}} in layer 1 to {{std@10}} in layer 10: a sum of $n$ equal numbers is $n$ times as large,\n\n$$z = \\sum_{j=1}^{n} 1 \\cdot a_j = n\\,a,\\; n = {{fan_in}}$$\n\nWith 100 units float32 overflows at layer 20. And all units of a layer are still the same unit: they differ by {{contrast}}. However wide such a network is, it has one unit per layer.",
        zh: "标准差每层变为 {{forward}} 倍，从 {{std@1}} 变到 {{std@10}}：$n$ 个相等的数之和是原来的 $n$ 倍，\n\n$$z = \\sum_{j=1}^{n} 1 \\cdot a_j = n\\,a,\\; n = {{fan_in}}$$\n\n100 个单元时，float32 在第 20 层溢出。而且同一层的单元依然完全相同：它们之间的差别是 {{contrast}}。这样的网络无论多宽，每层都只相当于一个单元。",
      },
      task: {
        text: {
          en: "Choose Constant and find the value that keeps the signal. The explosion is gone; is the symmetry?",
          zh: "改用“常数”，找出使信号保持不变的取值。爆炸消失了，对称性呢？",
        },
        link: "#v=1&width=100&batch=200&init=constant&seed=1",
      },
    },
    {
      title: { en: "What breaks the symmetry", zh: "怎样打破对称性" },
      text: {
        en: "The same ten layers with random weights, $W_{ij} \\sim \\mathcal N(0, 2/n)$. Now every unit draws its own weights. Do the units differ, and does every layer get a gradient?",
        zh: "同样的十层网络，改用随机权重 $W_{ij} \\sim \\mathcal N(0, 2/n)$，每个单元抽取自己的权重。各单元有差别吗？每层都有梯度吗？",
      },
      link: "#v=1&width=100&batch=200&seed=1",
      explanation: {
        en: "The spread between units is now {{contrast}} times the signal instead of 0, and every layer can learn: the weight gradients of layer 1 and layer 10 have RMS {{weight_gradient@1}} and {{weight_gradient@10}}.\n\nRandomness is needed for one reason only: to tell units apart. Biases may stay 0. How large the random weights must be is the question of the next lessons.",
        zh: "单元之间的差别现在是信号的 {{contrast}} 倍，不再为 0；第 1 层和第 10 层权重梯度的均方根分别是 {{weight_gradient@1}} 和 {{weight_gradient@10}}，每层都能学习。\n\n随机性只为一件事：让单元彼此不同。偏置可以仍取 0。随机权重应当多大，是后面几课的问题。",
      },
      task: {
        text: {
          en: "Press “New draw” a few times. What stays the same from draw to draw, and what changes?",
          zh: "多按几次“重新抽样”。哪些量每次都差不多，哪些会变？",
        },
      },
    },
  ],
};
