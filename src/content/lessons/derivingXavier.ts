/** Derivation of Xavier: from the variance of one sum to the compromise between two directions. */
import { readNumber } from "./format/numbers.ts";
import { byNumber } from "./format/judges.ts";
import type { Lesson, LessonRun } from "./format/lesson.ts";

/** Layers 2 and 6 of the network with alternating widths have equal sizes, so they can be compared. */
function byLosingDirection(run: LessonRun): string {
  const at = (name: string): number => readNumber(name, [run]).value;
  const isForwardLost = at("std@6") / at("std@2") < 0.85;
  const isBackwardLost = at("gradient@2") / at("gradient@6") < 0.85;
  if (isForwardLost && isBackwardLost) return "both";
  if (isForwardLost) return "forward";
  return isBackwardLost ? "backward" : "none";
}

export const derivingXavier: Lesson = {
  id: "deriving_xavier",
  title: { en: "Deriving Xavier", zh: "推导 Xavier 初始化" },
  summary: {
    en: "One sum, one variance, two directions: where 2/(fan-in + fan-out) comes from, and what it assumes.",
    zh: "一个求和、一个方差、两个方向：2/(扇入 + 扇出) 从何而来，又假定了什么。",
  },
  minutes: 10,
  takeHome: {
    en: "A sum of n independent terms has n times their variance. So weights of variance 1/n keep the signal, with n the fan-in going forward and the fan-out going back. Xavier takes the mean of the two. It assumes an activation that is nearly a straight line through zero.",
    zh: "n 个独立项之和，方差是单项的 n 倍。因此权重方差取 1/n 就能保持信号：前向时 n 是扇入，反向时 n 是扇出。Xavier 取两者的平均，并假定激活函数近似一条过原点的直线。",
  },
  steps: [
    {
      title: { en: "One sum", zh: "一个求和" },
      text: {
        en: "One linear layer: $z_i = \\sum_{j=1}^{n} W_{ij} x_j$ with $n = 400$. Weights and inputs are independent draws from $\\mathcal N(0, 1)$.\n\nHow large is the standard deviation of $z$?",
        zh: "一层线性网络：$z_i = \\sum_{j=1}^{n} W_{ij} x_j$，$n = 400$。权重和输入都独立取自 $\\mathcal N(0, 1)$。\n\n$z$ 的标准差有多大？",
      },
      link: "#v=1&depth=1&width=400&act=linear&init=normal&seed=1",
      prediction: {
        kind: "choice",
        options: [
          { id: "one", text: { en: "About 1", zh: "约 1" } },
          { id: "root", text: { en: "About 20", zh: "约 20" } },
          { id: "n", text: { en: "About 400", zh: "约 400" } },
        ],
        judge: byNumber("z_rms", [5, "one"], [100, "root"], [Infinity, "n"]),
      },
      explanation: {
        en: "Measured: {{std}}. The terms are independent with mean 0, so their variances add up, and that of a product is the product of the variances:\n\n$$\\operatorname{Var}(z) = n \\operatorname{Var}(W) \\operatorname{Var}(x)$$\n\nHere $400 \\cdot 1 \\cdot 1$, and $\\sqrt{400} = 20$. Large positive and negative terms cancel; that is why it is not 400.",
        zh: "实测：{{std}}。各项独立且均值为 0，方差可以相加；乘积的方差等于方差的乘积：\n\n$$\\operatorname{Var}(z) = n \\operatorname{Var}(W) \\operatorname{Var}(x)$$\n\n此处为 $400 \\cdot 1 \\cdot 1$，而 $\\sqrt{400} = 20$。正负项互相抵消，所以不是 400。",
      },
      task: {
        text: {
          en: "Which Std of the weights gives $z$ a standard deviation of 1? Try it, then compare with $1/\\sqrt n$.",
          zh: "权重的标准差取多少，$z$ 的标准差才等于 1？试一试，再与 $1/\\sqrt n$ 比较。",
        },
      },
    },
    {
      title: { en: "Ten sums in a row", zh: "连续十次求和" },
      text: {
        en: "Ten linear layers of 400 units. All weights have std 0.06: small numbers. Sketch the std of the activations.",
        zh: "十层、每层 400 个单元的线性网络。所有权重的标准差为 0.06，数值都很小。画出激活值的标准差。",
      },
      link: "#v=1&width=400&batch=128&act=linear&init=normal&std=0.06&seed=1",
      prediction: { kind: "sketch", quantity: "std", decades: [-3, 3] },
      explanation: {
        en: "It grows. Each layer has {{forward}} times the spread of the one before, and layer 10 ends at {{std@10}}. What counts is not whether the weights look small but\n\n$$n \\operatorname{Var}(W) = 400 \\cdot 0.06^2 = 1.44, \\quad \\sqrt{1.44} = 1.2.$$\n\nThe signal is kept for $n_\\text{in} \\operatorname{Var}(W) = 1$: a std of 0.05 here, 0.06 already explodes.",
        zh: "它在增大：每层是前一层的 {{forward}} 倍，到第 10 层为 {{std@10}}。关键不是权重本身小不小，而是\n\n$$n \\operatorname{Var}(W) = 400 \\cdot 0.06^2 = 1.44, \\quad \\sqrt{1.44} = 1.2.$$\n\n信号保持不变的条件是 $n_\\text{in} \\operatorname{Var}(W) = 1$，此处标准差应为 0.05，而 0.06 已经会爆炸。",
      },
      task: {
        text: {
          en: "Set Std to 0.05, then to 0.04. How deep does a network have to be before you notice?",
          zh: "把标准差改为 0.05，再改为 0.04。网络要多深才看得出差别？",
        },
      },
    },
    {
      title: { en: "Two directions, one variance", zh: "两个方向，一个方差" },
      text: {
        en: "Going back, an input collects one term from each of the $n_\\text{out}$ units: $n_\\text{out} \\operatorname{Var}(W) = 1$ would keep the gradient. Xavier takes the middle,\n\n$$\\operatorname{Var}(W) = \\frac{2}{n_\\text{in} + n_\\text{out}}.$$\n\nThe layers of this linear network are wide and narrow by turns, 600 and 150. Which direction loses, from one narrow layer to the next?",
        zh: "反向时，一个输入从 $n_\\text{out}$ 个单元各收集一项：$n_\\text{out} \\operatorname{Var}(W) = 1$ 才能保持梯度。Xavier 取两者的折中：\n\n$$\\operatorname{Var}(W) = \\frac{2}{n_\\text{in} + n_\\text{out}}.$$\n\n这个线性网络宽窄相间，600 与 150 交替。从一个窄层到下一个窄层，哪个方向有损失？",
      },
      link: "#v=1&width=600-150-600-150-600-150&in=150&act=linear&init=xavier_normal&seed=1",
      prediction: {
        kind: "choice",
        options: [
          { id: "forward", text: { en: "Forward only", zh: "只有前向" } },
          { id: "backward", text: { en: "Backward only", zh: "只有反向" } },
          { id: "both", text: { en: "Both, alike", zh: "两个方向都有，程度相同" } },
          { id: "none", text: { en: "Neither", zh: "都没有" } },
        ],
        judge: byLosingDirection,
      },
      explanation: {
        en: "Forward from layer 2 to 6: {{std@2}} to {{std@6}}. Backward from 6 to 2: {{gradient@6}} to {{gradient@2}}. A step 150 → 600 multiplies the variance by $150 \\cdot \\tfrac{2}{750} = 0.4$, the step 600 → 150 by $1.6$; together $0.64$, in either direction.\n\nA compromise is exact for both only if $n_\\text{in} = n_\\text{out}$.",
        zh: "前向从第 2 层到第 6 层：{{std@2}} 变为 {{std@6}}。反向从第 6 层到第 2 层：{{gradient@6}} 变为 {{gradient@2}}。150 → 600 使方差乘以 $150 \\cdot \\tfrac{2}{750} = 0.4$，600 → 150 乘以 $1.6$，合起来是 $0.64$，两个方向都一样。\n\n只有当 $n_\\text{in} = n_\\text{out}$ 时，这一折中才对两个方向都精确。",
      },
      task: {
        text: {
          en: "Choose LeCun normal, $1/n_\\text{in}$. Which direction is exact now, and which pays?",
          zh: "改用 LeCun 正态，即 $1/n_\\text{in}$。现在哪个方向精确，哪个方向付出代价？",
        },
      },
    },
    {
      title: { en: "What it assumes", zh: "它假定了什么" },
      text: {
        en: "The derivation took the activation as linear with slope 1. tanh is nearly so around zero. Ten tanh layers with Xavier: sketch the std of the activations.",
        zh: "推导把激活函数当作斜率为 1 的线性函数。tanh 在零附近近似如此。十层 tanh 网络配 Xavier：画出激活值的标准差。",
      },
      link: "#v=1&act=tanh&init=xavier_normal&seed=1",
      prediction: { kind: "sketch", quantity: "std", decades: [-2, 1] },
      explanation: {
        en: "From {{std@1}} to {{std@10}}, theory {{theory_std@10}}: tanh bends, $|\\tanh z| < |z|$, so every layer loses a little. The smaller the signal, the less it loses: the variance falls like $1/(2l)$, not exponentially. Going back, each layer keeps {{backward_kept}} of the gradient.\n\nThat is good enough for ten layers. No initialisation is exact for every activation.",
        zh: "从 {{std@1}} 降到 {{std@10}}，理论值 {{theory_std@10}}：tanh 是弯的，$|\\tanh z| < |z|$，每层都损失一点。信号越小损失越少：方差按 $1/(2l)$ 下降，而不是指数下降。反向每过一层，梯度还剩 {{backward_kept}}。\n\n对十层网络足够好；没有一种初始化对所有激活函数都精确。",
      },
      task: {
        text: {
          en: "PyTorch recommends the gain 5/3 for tanh. Set Gain to 1.667: where does the std settle?",
          zh: "PyTorch 为 tanh 推荐增益 5/3。把增益设为 1.667：标准差稳定在多少？",
        },
      },
    },
  ],
};
