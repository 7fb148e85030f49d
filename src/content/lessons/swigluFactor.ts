/** Gated blocks: the size of a product, and which of three matrices takes the depth factor. */
import { byNumber, byRatio } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

/** One SwiGLU block: layer 2 is the gate, layer 3 the value, layer 4 the output. */
const block = (rule = ""): string =>
  `#v=1&depth=5&batch=64&act=silu&block=pre&gate=glu&init=lecun_normal${rule}&norm=rms&seed=1`;

export const swigluFactor: Lesson = {
  id: "swiglu_factor",
  title: { en: "SwiGLU: which matrix gets the factor?", zh: "SwiGLU：系数该乘在哪个矩阵上？" },
  summary: {
    en: "A gated branch has three matrices. A known codebase scaled two of them; the gradients show what that does.",
    zh: "门控分支有三个矩阵。一个知名的代码库缩小了其中两个；看看梯度受到什么影响。",
  },
  minutes: 7,
  takeHome: {
    en: "Only the output matrix writes to the stream, so it alone takes the depth factor. On the value the same factor makes the same branch, but starves the output matrix of gradient; on the gate it changes the branch as well.",
    zh: "只有输出矩阵写入主干，因此只有它应带深度系数。乘在值上，分支相同，但输出矩阵得不到应有的梯度；乘在门上，连分支也变了。",
  },
  steps: [
    {
      title: { en: "A product of two", zh: "两者之积" },
      text: {
        en: "A SwiGLU branch is $W_2(\\varphi(W_g x) \\cdot W_v x)$, with SiLU for $\\varphi$. With variance $1/n$ both $W_g x$ and $W_v x$ have size 1. How large is their product behind SiLU, in layer 3?",
        zh: "SwiGLU 分支为 $W_2(\\varphi(W_g x) \\cdot W_v x)$，$\\varphi$ 为 SiLU。方差取 $1/n$ 时，$W_g x$ 与 $W_v x$ 的大小都是 1。经过 SiLU 相乘后，第 3 层有多大？",
      },
      link: block(),
      prediction: {
        kind: "choice",
        options: [
          { id: "small", text: { en: "About a third", zh: "约三分之一" } },
          { id: "six", text: { en: "About 0.6", zh: "约 0.6" } },
          { id: "one", text: { en: "About 1", zh: "约 1" } },
        ],
        judge: byNumber("rms@3", [0.45, "small"], [0.8, "six"], [Infinity, "one"]),
      },
      explanation: {
        en: "{{rms@3}}. Gate and value are independent, so mean squares multiply: $\\sqrt{\\mathbb E \\varphi(z)^2} \\approx 0.596$. The histogram has heavy tails, as products of two bells do; that is no error.",
        zh: "{{rms@3}}。门与值相互独立，均方相乘：$\\sqrt{\\mathbb E \\varphi(z)^2} \\approx 0.596$。直方图尾部很重，两个钟形分布的乘积本来如此，并不是错误。",
      },
      task: {
        text: {
          en: "Choose ReLU as the activation. What does the product come to now, and why?",
          zh: "把激活函数改为 ReLU。现在乘积有多大？为什么？",
        },
      },
    },
    {
      title: { en: "On the value, or on the output?", zh: "乘在值上，还是输出上？" },
      text: {
        en: "A depth factor of 0.1 is meant to make the branch small. Here it is on the value matrix; in the second network it is on the output matrix. The branches are equally small. What about the gradient of the output matrix?",
        zh: "要用深度系数 0.1 使分支变小。这里它乘在值矩阵上，第二个网络中乘在输出矩阵上。两个分支同样小。那么输出矩阵的梯度呢？",
      },
      link: block("&inits=3:mean_field@0.1"),
      others: [block("&inits=4:mean_field@0.1")],
      prediction: {
        kind: "choice",
        options: [
          {
            id: "tenth",
            text: { en: "With the factor on the value it is a tenth", zh: "系数在值上时，只有十分之一" },
          },
          { id: "same", text: { en: "It is the same", zh: "相同" } },
          { id: "more", text: { en: "It is ten times as large", zh: "大十倍" } },
        ],
        judge: byRatio(
          "weight_gradient@4",
          "2.weight_gradient@4",
          [0.3, "tenth"],
          [3, "same"],
          [Infinity, "more"],
        ),
      },
      explanation: {
        en: "{{weight_gradient@4}} against {{2.weight_gradient@4}}, while the branches have {{rms@4}} and {{2.rms@4}}. The gradient of a matrix is the product of its input and what comes back. A small value makes a small input of a matrix that has its full size: in relation to its weights it learns ten times more slowly, with plain SGD.",
        zh: "{{weight_gradient@4}} 对 {{2.weight_gradient@4}}，而两个分支分别为 {{rms@4}} 与 {{2.rms@4}}。一个矩阵的梯度是其输入与反向信号之积。值变小，输出矩阵的输入就小，而矩阵本身仍是原来的大小：用普通 SGD 时，相对于权重，它学得慢十倍。",
      },
      task: {
        text: {
          en: "Put the factor on both, value and output, as a known codebase did. How small is the branch now?",
          zh: "像那个代码库一样，把系数同时乘在值和输出上。现在分支有多小？",
        },
      },
    },
    {
      title: { en: "On the gate", zh: "乘在门上" },
      text: {
        en: "Now the factor of 0.1 is on the gate matrix; the second network has it on the output again. Is the branch the same?",
        zh: "现在系数 0.1 乘在门矩阵上；第二个网络仍乘在输出上。分支一样吗？",
      },
      link: block("&inits=2:mean_field@0.1"),
      others: [block("&inits=4:mean_field@0.1")],
      prediction: {
        kind: "choice",
        options: [
          {
            id: "smaller",
            text: { en: "It is smaller with the factor on the gate", zh: "系数在门上时更小" },
          },
          { id: "same", text: { en: "It is the same, within 5 %", zh: "一样，相差不到 5 %" } },
          { id: "larger", text: { en: "It is larger with the factor on the gate", zh: "系数在门上时更大" } },
        ],
        judge: byRatio("rms@4", "2.rms@4", [0.95, "smaller"], [1.05, "same"], [Infinity, "larger"]),
      },
      explanation: {
        en: "{{rms@4}} against {{2.rms@4}}. SiLU is bent: near 0 it is only the line $z/2$, so a gate of size 0.1 gives 0.05 and not 0.06. The gate is the one matrix whose size changes the shape of the function. Leave it alone.",
        zh: "{{rms@4}} 对 {{2.rms@4}}。SiLU 是弯的：在 0 附近只是直线 $z/2$，大小为 0.1 的门给出 0.05，而不是 0.06。门是唯一一个大小会改变函数形状的矩阵，不要动它。",
      },
      task: {
        text: {
          en: "Remove the rule and choose 1/√(2L) for the branches. What is the share of the one block, and which matrix has been changed?",
          zh: "去掉规则，把分支系数改为 1/√(2L)。这一块的份额是多少？改变的是哪个矩阵？",
        },
      },
    },
  ],
};
