/** Where a block normalises: post-norm's histograms are perfect and its directions are gone. */
import { byNumber, byRatio } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

const POST = "#v=1&depth=98&width=192&batch=64&block=post&norm=rms&seed=1";
const PRE = "#v=1&depth=98&width=192&batch=64&block=pre&norm=rms&seed=1";

export const normPlaces: Lesson = {
  id: "norm_places",
  title: { en: "Pre-norm, post-norm", zh: "Pre-norm 与 post-norm" },
  summary: {
    en: "Perfect histograms, no directions: where a block normalises decides what deep networks can tell apart.",
    zh: "直方图完美，方向却消失了：归一化放在块的哪里，决定了深层网络还能分辨什么。",
  },
  minutes: 8,
  takeHome: {
    en: "A histogram of one layer says nothing about directions. Where a block normalises the whole sum, inputs grow alike with depth while every spread stays 1; a norm inside the branch leaves the stream alone and the inputs apart.",
    zh: "一层的直方图说明不了方向。对整个和做归一化时，各层离散程度始终为 1，而各输入却随深度越来越像；把归一化放进分支，主干不受影响，各输入也仍能分辨。",
  },
  steps: [
    {
      title: { en: "Perfect histograms", zh: "完美的直方图" },
      text: {
        en: "48 blocks as the first transformer had them: a block adds $F(x)$ to the stream $x$, then the sum is normalised, $x \\leftarrow \\operatorname{norm}(x + F(x))$. Behind every block the stream has RMS 1.\n\nAt the beginning two different inputs have a cosine near 0. What is their mean cosine behind the last block?",
        zh: "48 个块，与最初的 Transformer 相同：块把 $F(x)$ 加到主干 $x$ 上，再对和做归一化，$x \\leftarrow \\operatorname{norm}(x + F(x))$。每个块之后主干的均方根都是 1。\n\n开始时两个不同输入的余弦接近 0。最后一块之后，平均余弦是多少？",
      },
      link: POST,
      prediction: {
        kind: "choice",
        options: [
          { id: "apart", text: { en: "Still below 0.3", zh: "仍低于 0.3" } },
          { id: "half", text: { en: "About half", zh: "约二分之一" } },
          { id: "alike", text: { en: "Above 0.9", zh: "高于 0.9" } },
        ],
        judge: byNumber("cosine@97", [0.3, "apart"], [0.9, "half"], [Infinity, "alike"]),
      },
      explanation: {
        en: "{{cosine@97}}: the network gives nearly the same answer to every input, and its RMS is {{stream@97}} all the same. Each ReLU branch pushes all inputs a little towards one common direction. The norm then shrinks what was there before, so the common part wins a little in every block.\n\nA histogram pools all inputs: it cannot show this. The strip of cosines does.",
        zh: "{{cosine@97}}：网络对每个输入给出几乎相同的回答，而均方根仍是 {{stream@97}}。每个 ReLU 分支都把所有输入推向同一个方向一点；归一化又缩小了原有的部分，于是每一块都让共同部分多占一点。\n\n直方图把所有输入混在一起，看不出这一点；余弦条带可以。",
      },
      task: {
        text: {
          en: "Set Block to DeepNorm. What do its factors do to the cosine, and why?",
          zh: "把块改为 DeepNorm。它的两个系数对余弦有什么影响？为什么？",
        },
      },
    },
    {
      title: { en: "The norm moves into the branch", zh: "归一化移到分支里" },
      text: {
        en: "Pre-norm leaves the stream alone: $x \\leftarrow x + F(\\operatorname{norm}(x))$. The same 48 blocks, the same weights. Are the inputs told apart better than with post-norm?",
        zh: "Pre-norm 不动主干：$x \\leftarrow x + F(\\operatorname{norm}(x))$。同样的 48 个块，同样的权重。与 post-norm 相比，各输入更容易分辨吗？",
      },
      link: PRE,
      others: [POST],
      prediction: {
        kind: "choice",
        options: [
          { id: "better", text: { en: "Yes, the cosine is clearly lower", zh: "是的，余弦明显更低" } },
          { id: "same", text: { en: "No, the cosine is the same", zh: "不是，余弦一样" } },
          { id: "worse", text: { en: "No, the cosine is higher", zh: "不是，余弦更高" } },
        ],
        judge: byRatio("cosine@97", "2.cosine@97", [0.9, "better"], [1.02, "same"], [Infinity, "worse"]),
      },
      explanation: {
        en: "{{cosine@97}} against {{2.cosine@97}}. The stream is never shrunk, so what a block adds counts less the more is there already: the last block's share of the sum is {{stream_share@97}}. Late blocks change little, and the inputs keep much of their own direction.",
        zh: "{{cosine@97}} 对 {{2.cosine@97}}。主干从不被缩小，因此已有的越多，一个块所加的就越不重要：最后一块只占总和的 {{stream_share@97}}。靠后的块改变很少，各输入保留了自己的大部分方向。",
      },
      task: {
        text: {
          en: "Set the depth to 26, which is 12 blocks. How much larger is the last block's share of the stream now?",
          zh: "把深度改为 26，即 12 个块。现在最后一块在主干中的份额大了多少？",
        },
      },
    },
    {
      title: { en: "A growing stream", zh: "不断增大的主干" },
      text: {
        en: "Each of these branches has about the size of its normalised input, and nothing shrinks the stream. Its RMS is near 1 in front of the first block. What is it behind the 48th?",
        zh: "每个分支的大小与其归一化输入相当，而没有任何东西缩小主干。第一块之前它的均方根接近 1。第 48 块之后是多少？",
      },
      link: PRE,
      prediction: {
        kind: "choice",
        options: [
          { id: "one", text: { en: "About 1", zh: "约 1" } },
          { id: "root", text: { en: "About 10: squares add up", zh: "约 10：平方相加" } },
          { id: "double", text: { en: "Millions: ×√2 per block", zh: "数百万：每块乘 √2" } },
        ],
        judge: byNumber("stream@97", [3, "one"], [100, "root"], [Infinity, "double"]),
      },
      explanation: {
        en: "{{stream@97}}. A branch has random weights, so it stands at a right angle to the stream, and squares add up: $\\sqrt{x_0^2 + L f^2}$ with $f$ the RMS of one branch. Without the norm inside, a branch would be as large as the stream, and each block would multiply it by a constant.\n\nA norm in front of the last layer, the final norm, makes the size harmless.",
        zh: "{{stream@97}}。分支的权重是随机的，因此它与主干成直角，平方相加：$\\sqrt{x_0^2 + L f^2}$，$f$ 是一个分支的均方根。若没有里面的归一化，分支会与主干一样大，每块都会把主干乘上一个常数。\n\n最后一层之前的归一化（最终归一化）使这种增大无害。",
      },
      task: {
        text: {
          en: "Set Block to Residual without a normalisation. How far does the stream get, and what does the verdict say?",
          zh: "把块改为“残差”且不用归一化。主干会变成多大？结论怎么说？",
        },
      },
    },
  ],
};
