/** Which layer goes flat first in training: Glorot, Bengio 2010, figures 2 and 3, in a small setting. */
import { byNumber, byRatio } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

const SIGMOID =
  "#v=1&depth=6&width=64&act=sigmoid&init=pytorch_linear&task=blobs&lr=1&mb=16&steps=2500&seed=1";
const TANH = "#v=1&depth=6&width=64&act=tanh&init=pytorch_linear&task=blobs&lr=0.1&mb=16&steps=600&seed=1";
const HARD = "#v=1&depth=6&width=64&in=32&act=tanh&init=pytorch_linear&task=noise&lr=0.3&mb=16&seed=1";

/** Layer 5 is the last hidden one, layer 1 the first. */
const byEnd = byRatio("saturated@5", "saturated@1", [0.5, "first"], [2, "alike"], [Infinity, "last"]);

const ENDS = [
  { id: "first", text: { en: "The first: layer 1", zh: "最前面的第 1 层" } },
  { id: "alike", text: { en: "All about alike", zh: "各层差不多" } },
  { id: "last", text: { en: "The last: layer 5", zh: "最后面的第 5 层" } },
] as const;

export const saturationTrained: Lesson = {
  id: "saturation_trained",
  title: { en: "Saturation layer by layer", zh: "逐层饱和" },
  summary: {
    en: "Training itself drives layers into the flat parts: the last one of a sigmoid network, the first ones of a tanh network.",
    zh: "训练本身会把层推进平坦区：sigmoid 网络先是最后一层，tanh 网络先是前面的层。",
  },
  minutes: 9,
  takeHome: {
    en: "Saturation is not only a matter of the start. Where a sigmoid network has learnt nothing yet, descent switches its last hidden layer off, and near 0 the sigmoid is flat, so nothing below it learns. The output 0 of tanh is its steepest place, which is why tanh networks get under way.",
    zh: "饱和不只是初始化的问题。sigmoid 网络还什么都没学到时，梯度下降会把最后一个隐藏层关掉；sigmoid 在 0 附近是平的，于是下面的层都学不动。tanh 输出为 0 的地方恰恰最陡，所以 tanh 网络能够起步。",
  },
  steps: [
    {
      title: { en: "Five layers of sigmoids", zh: "五层 sigmoid" },
      text: {
        en: "Five hidden layers of 64 sigmoid units and a linear one, uniform weights $\\pm 1/\\sqrt n$, SGD. At the start no unit is saturated. The network learns four classes for 2500 steps.\n\nWhich hidden layer has the most saturated values then?",
        zh: "五个隐藏层，每层 64 个 sigmoid 单元，外加一个线性层，权重在 $\\pm 1/\\sqrt n$ 内均匀分布，SGD。开始时没有单元饱和。网络学习四个类别，共 2500 步。\n\n之后哪个隐藏层的饱和值最多？",
      },
      link: SIGMOID,
      isTrained: true,
      prediction: { kind: "choice", options: ENDS, judge: byEnd },
      explanation: {
        en: "In layer 5 {{saturated@5}} of the values are saturated, in layer 1 {{saturated@1}}. The mean activation of layer 5 has fallen to {{mean@5}}, that of layer 1 is {{mean@1}}, and the loss is still {{loss}}.\n\nThe last layer computes $W a_5 + b$. What reaches $a_5$ is almost the same for every input, so only $b$ helps, and $W a_5$ disturbs: descent pushes $a_5$ to 0. There a sigmoid is flat, $\\varphi' = \\varphi (1 - \\varphi) \\approx 0$, and hardly any gradient gets to the layers below. Glorot and Bengio (2010, figure 2) saw it in the same kind of network.",
        zh: "第 5 层有 {{saturated@5}} 的值饱和，第 1 层是 {{saturated@1}}。第 5 层的平均激活值降到了 {{mean@5}}，第 1 层是 {{mean@1}}，损失仍为 {{loss}}。\n\n最后一层计算 $W a_5 + b$。传到 $a_5$ 的东西对每个输入几乎都一样，所以只有 $b$ 有用，$W a_5$ 只是干扰：梯度下降把 $a_5$ 推向 0。sigmoid 在那里是平的，$\\varphi' = \\varphi (1 - \\varphi) \\approx 0$，几乎没有梯度能到达下面的层。Glorot 和 Bengio（2010，图 2）在同类网络中看到了这一点。",
      },
      task: {
        text: {
          en: "Train, then step through the first hundred steps and watch the histogram of layer 5. Which layers do not move at all?",
          zh: "训练之后走过前一百步，观察第 5 层的直方图。哪些层完全不动？",
        },
      },
    },
    {
      title: { en: "Tanh instead", zh: "换成 tanh" },
      text: {
        en: "The same data and the same distribution of the weights with tanh, learning rate 0.1, 600 steps. Tanh is a sigmoid moved so that its middle is at 0. Giving every class the same chance costs $\\ln 4 \\approx 1.39$.\n\nDoes the network learn?",
        zh: "数据和权重分布都不变，换成 tanh，学习率 0.1，600 步。tanh 就是把中点移到 0 的 sigmoid。对每一类给同样的概率，损失是 $\\ln 4 \\approx 1.39$。\n\n网络能学会吗？",
      },
      link: TANH,
      others: [SIGMOID],
      isTrained: true,
      prediction: {
        kind: "choice",
        options: [
          { id: "stays", text: { en: "No, the loss stays above 1", zh: "不能，损失仍高于 1" } },
          { id: "half", text: { en: "Partly, it stays above 0.2", zh: "学会一部分，损失仍高于 0.2" } },
          { id: "learnt", text: { en: "Yes, it falls below 0.2", zh: "能，损失降到 0.2 以下" } },
        ],
        judge: byNumber("loss", [0.2, "learnt"], [1, "half"], [Infinity, "stays"]),
      },
      explanation: {
        en: "{{loss}}, where the sigmoids were at {{2.loss}} after more steps at a larger rate. Here too the last layer learns first and would rather have $a_5 = 0$. But $\\tanh'(0) = 1$: near 0 a unit has its steepest slope, so the layers below get their gradient and begin to tell the inputs apart.",
        zh: "{{loss}}，而 sigmoid 网络步数更多、学习率更大，仍是 {{2.loss}}。这里最后一层同样先学，也希望 $a_5 = 0$。但 $\\tanh'(0) = 1$：单元在 0 附近时斜率最大，下面的层得到了梯度，开始把不同的输入区分开。",
      },
      task: {
        text: {
          en: "Back to sigmoids: try Xavier initialisation and 4000 steps. Does the network get out after a long wait?",
          zh: "回到 sigmoid：试试 Xavier 初始化和 4000 步。等得够久，网络能走出来吗？",
        },
      },
    },
    {
      title: { en: "Tanh and random labels", zh: "tanh 与随机标签" },
      text: {
        en: "Now tanh must learn labels that were drawn at random: 1000 steps at learning rate 0.3. Where does a tanh network begin to saturate?",
        zh: "现在让 tanh 学习随机抽取的标签：学习率 0.3，1000 步。tanh 网络从哪里开始饱和？",
      },
      link: HARD,
      isTrained: true,
      prediction: { kind: "choice", options: ENDS, judge: byEnd },
      explanation: {
        en: "Layer by layer: {{saturated@1}}, {{saturated@2}}, {{saturated@3}}, {{saturated@4}} and {{saturated@5}} of the values. With weights of variance $1/(3n)$ the signal gets smaller in every layer: layer 1 is nearest to the flat ends, and its weights grow with all others. Glorot and Bengio (2010, figure 3) saw the layers of tanh networks saturate in this order, one after the other, and asked for initial weights that treat all layers alike: Xavier initialisation.",
        zh: "逐层来看，饱和值占 {{saturated@1}}、{{saturated@2}}、{{saturated@3}}、{{saturated@4}} 和 {{saturated@5}}。权重方差为 $1/(3n)$ 时，信号逐层变小：第 1 层离平坦的两端最近，而它的权重也和其他层一样在增长。Glorot 和 Bengio（2010，图 3）看到 tanh 网络的各层按这个次序逐一饱和，因此要求初始权重对所有层一视同仁：这就是 Xavier 初始化。",
      },
      task: {
        text: {
          en: "Choose Xavier initialisation and train again. Are the layers more alike?",
          zh: "改用 Xavier 初始化再训练。各层是不是更一致了？",
        },
      },
    },
  ],
};
