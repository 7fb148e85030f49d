/** Misprints: wrong formulas from print, tested. */
import { byNumber, bySteadiest } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

export const misprint: Lesson = {
  id: "misprint",
  title: { en: "Spot the misprint", zh: "找出印错的公式" },
  summary: {
    en: "Four sentences and formulas as they stand in print. Which run gives them away?",
    zh: "四处照原样引用的公式和说法。哪个实验能让它们露馅？",
  },
  minutes: 9,
  takeHome: {
    en: "Formulas in print can be tested. Two checks need no computer: a variance that has to cancel n terms must go like 1/n, and a uniform distribution with limit r has variance r²/3. For everything else, run ten layers and look.",
    zh: "印出来的公式可以检验。有两项检查不用计算机：要抵消 n 项求和，方差必须是 1/n 的量级；界限为 r 的均匀分布，方差是 r²/3。其余的，跑十层看看。",
  },
  steps: [
    {
      title: { en: "He uniform", zh: "He 均匀分布" },
      text: {
        en: "In print: “He uniform draws from $\\mathcal U(-r, r)$ with $r = \\sqrt{2/n_\\text{in}}$.” The picture will show ten ReLU layers initialised so. Which limit keeps the signal?",
        zh: "原文：“He 均匀分布取自 $\\mathcal U(-r, r)$，其中 $r = \\sqrt{2/n_\\text{in}}$。”图中将显示这样初始化的十层 ReLU 网络。哪个界限能保持信号？",
      },
      link: "#v=1&init=misprint_he_uniform&seed=1",
      others: ["#v=1&init=uniform&limit=0.10825&seed=1", "#v=1&init=uniform&limit=0.15309&seed=1"],
      prediction: {
        kind: "choice",
        options: [
          { id: "two", text: { en: "√(2/n), as printed", zh: "√(2/n)，原文没错" } },
          { id: "three", text: { en: "√(3/n)", zh: "√(3/n)" } },
          { id: "six", text: { en: "√(6/n)", zh: "√(6/n)" } },
        ],
        judge: bySteadiest("forward", "two", "three", "six"),
      },
      explanation: {
        en: "Each layer keeps {{forward_kept}} of the spread with √(2/n), {{2.forward_kept}} with √(3/n) and {{3.forward_kept}} with √(6/n). A uniform distribution has\n\n$$\\operatorname{Var}\\, \\mathcal U(-r, r) = \\frac{r^2}{3},$$\n\nso $r^2/3 = 2/n$ gives $r = \\sqrt{6/n}$. Whoever printed $\\sqrt{2/n}$ took the limit for the standard deviation: a third of the power is left per layer.",
        zh: "离散程度每层还剩：√(2/n) 为 {{forward_kept}}，√(3/n) 为 {{2.forward_kept}}，√(6/n) 为 {{3.forward_kept}}。均匀分布的方差为\n\n$$\\operatorname{Var}\\, \\mathcal U(-r, r) = \\frac{r^2}{3},$$\n\n由 $r^2/3 = 2/n$ 得 $r = \\sqrt{6/n}$。印成 $\\sqrt{2/n}$ 是把界限当成了标准差：每层只剩三分之一的功率。",
      },
      task: {
        text: {
          en: "Xavier uniform has the limit √(6/(n_in + n_out)). What would the same slip make of it?",
          zh: "Xavier 均匀分布的界限是 √(6/(n_in + n_out))。同样的错误会把它变成什么？",
        },
      },
    },
    {
      title: { en: "Xavier, with a square", zh: "多了一个平方的 Xavier" },
      text: {
        en: "In print: “Xavier: $\\operatorname{Var}(W) = 2/(n_\\text{in} + n_\\text{out})^2$.” Ten tanh layers of 256 units drawn so. Sketch the std of the activations.",
        zh: "原文：“Xavier：$\\operatorname{Var}(W) = 2/(n_\\text{in} + n_\\text{out})^2$。”按此抽取十层、每层 256 个单元的 tanh 网络。画出激活值的标准差。",
      },
      link: "#v=1&act=tanh&init=misprint_xavier_squared&seed=1",
      others: ["#v=1&act=tanh&init=xavier_normal&seed=1"],
      prediction: { kind: "sketch", quantity: "std", decades: [-16, 2] },
      explanation: {
        en: "Each layer keeps {{forward_kept}} of the spread, and layer 10 has {{std@10}}; with the right formula it has {{2.std@10}}. With 256 units\n\n$$n \\operatorname{Var}(W) = \\frac{2 \\cdot 256}{512^2} = \\frac{1}{512}, \\quad \\sqrt{1/512} \\approx 0.044.$$\n\nA check without a computer: a variance that must cancel $n$ terms has to be of the order $1/n$.",
        zh: "每层只剩 {{forward_kept}}，到第 10 层降为 {{std@10}}；用正确的公式则为 {{2.std@10}}。256 个单元时\n\n$$n \\operatorname{Var}(W) = \\frac{2 \\cdot 256}{512^2} = \\frac{1}{512}, \\quad \\sqrt{1/512} \\approx 0.044.$$\n\n不用计算机也能检查：要抵消 $n$ 项求和，方差必须是 $1/n$ 的量级。",
      },
      task: {
        text: {
          en: "Choose the right Xavier and narrow the layers to 4 units. Would the misprint be noticed there?",
          zh: "换回正确的 Xavier，把宽度减到 4。在那里能发现印错吗？",
        },
        link: "#v=1&width=4&act=tanh&init=misprint_xavier_squared&seed=1",
      },
    },
    {
      title: { en: "“Divide by two”", zh: "“再除以 2”" },
      text: {
        en: "In print: “For ReLU, He divides the variance of Xavier by two once more.” Square layers, so $\\operatorname{Var}(W) = 1/(2n)$. What is left of the signal per layer?",
        zh: "原文：“对于 ReLU，He 在 Xavier 的基础上把方差再除以 2。”各层为方阵，于是 $\\operatorname{Var}(W) = 1/(2n)$。信号每层剩多少？",
      },
      link: "#v=1&init=variance_scaling&scale=0.5&dist=normal&seed=1",
      others: ["#v=1&seed=1"],
      prediction: {
        kind: "choice",
        options: [
          { id: "all", text: { en: "All of it", zh: "全部" } },
          { id: "most", text: { en: "71 %", zh: "71 %" } },
          { id: "half", text: { en: "Half", zh: "一半" } },
        ],
        judge: byNumber("forward", [0.6, "half"], [0.85, "most"], [1.2, "all"]),
      },
      explanation: {
        en: "Each layer keeps {{forward_kept}}, which leaves {{forward_ratio}} of layer 1 in layer 10: ReLU halves the second moment, and the weights halve it again, $\\sqrt{1/4} = \\tfrac12$. He multiplies by two, and each layer passes on {{2.forward_kept}}.\n\nThe code beside that sentence was right: randn / sqrt(n / 2). Dividing by $\\sqrt{n/2}$ is multiplying the variance by two; the words got lost in the double division.",
        zh: "每层只剩 {{forward_kept}}，第 10 层是第 1 层的 {{forward_ratio}} 倍：ReLU 使二阶矩减半，权重又使它减半，$\\sqrt{1/4} = \\tfrac12$。He 是乘以 2，每层传下去 {{2.forward_kept}}。\n\n那句话旁边的代码其实是对的：randn / sqrt(n / 2)。除以 $\\sqrt{n/2}$ 就是方差乘以 2；两次“除”把文字绕糊涂了。",
      },
      task: {
        text: {
          en: "Which Scale of “Variance scaling” is right for ReLU, and which for a linear network?",
          zh: "对 ReLU，“方差缩放”的尺度应取多少？对线性网络呢？",
        },
      },
    },
    {
      title: { en: "“Over the neurons”", zh: "“对神经元求平均”" },
      text: {
        en: "In print: “Batch norm takes mean and variance over the $n$ neurons of a layer.” If so, the mean over the batch of a single neuron would be anything.\n\nBatch norm stands after the activation here. Over what does it take its mean?",
        zh: "原文：“批归一化对一层的 $n$ 个神经元求均值和方差。”若是如此，单个神经元对一批样本的均值就可以是任意值。\n\n这里批归一化放在激活之后。它究竟对什么求均值？",
      },
      link: "#v=1&norm=batch&at=after&seed=1",
      others: ["#v=1&norm=layer&at=after&seed=1"],
      prediction: {
        kind: "choice",
        options: [
          { id: "batch", text: { en: "Over the batch, for each neuron", zh: "对每个神经元，在一批样本上" } },
          { id: "neurons", text: { en: "Over the neurons, for each input", zh: "对每个样本，在各神经元上" } },
        ],
        judge: byNumber("unit_std", [0.01, "batch"], [Infinity, "neurons"]),
      },
      explanation: {
        en: "The unit std, how much the means of the neurons differ, is {{unit_std}}: every neuron has mean 0 over the batch. With layer norm, which is what the sentence describes, it is {{2.unit_std}}.\n\n$$\\mu_j = \\frac1m \\sum_{b=1}^m z_{bj}$$\n\nOne index decides between two methods: $b$ runs over the batch, $j$ names the neuron.",
        zh: "单元间标准差（各神经元均值之间的差别）为 {{unit_std}}：每个神经元在一批样本上的均值都是 0。层归一化才是那句话描述的方法，它的值为 {{2.unit_std}}。\n\n$$\\mu_j = \\frac1m \\sum_{b=1}^m z_{bj}$$\n\n一个下标决定了两种方法：$b$ 遍历一批样本，$j$ 指明神经元。",
      },
      task: {
        text: {
          en: "More slips wait under “Myths” in the header, each with its test.",
          zh: "页面上方的“误区”里还有更多，每条都可以检验。",
        },
      },
    },
  ],
};
