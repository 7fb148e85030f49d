/** The factor 1/sqrt(2L) of residual outputs: what it holds, why it is a root, and whom it belongs to. */
import { byNumber, byRatio } from "./format/judges.ts";
import type { Lesson } from "./format/lesson.ts";

const deep = (depth: number, branch: string): string =>
  `#v=1&depth=${depth}&width=192&batch=64&block=pre${branch}&norm=rms&seed=1`;

export const whyRootTwoL: Lesson = {
  id: "why_root_2l",
  title: { en: "Why 1/√(2L)?", zh: "为什么是 1/√(2L)？" },
  summary: {
    en: "GPT-2 divides the output of every branch by a root of the depth. A root, because squares add up.",
    zh: "GPT-2 把每个分支的输出除以深度的平方根。之所以是平方根，是因为相加的是平方。",
  },
  minutes: 7,
  takeHome: {
    en: "Random branches stand at right angles, so their squares add up. A root of the depth in front of every branch holds the stream at one size for any depth and gives every block the same small share.",
    zh: "随机分支互成直角，相加的是平方。每个分支前乘以深度的平方根的倒数，主干大小就不随深度改变，每一块的份额也同样小。",
  },
  steps: [
    {
      title: { en: "Twelve blocks and forty-eight", zh: "12 块与 48 块" },
      text: {
        en: "Pre-norm blocks whose branches are multiplied by $1/\\sqrt{2L}$, $L$ the number of blocks. The first network has 48 of them, the second one 12. How do their last streams compare?",
        zh: "Pre-norm 块，分支乘以 $1/\\sqrt{2L}$，$L$ 为块数。第一个网络有 48 块，第二个有 12 块。它们最后的主干大小如何？",
      },
      link: deep(98, "&branch=depth2"),
      others: [deep(26, "&branch=depth2")],
      prediction: {
        kind: "choice",
        options: [
          { id: "smaller", text: { en: "The deeper one ends clearly smaller", zh: "较深的明显更小" } },
          { id: "same", text: { en: "They are the same, within 10 %", zh: "相同，相差不到 10 %" } },
          { id: "larger", text: { en: "The deeper one ends clearly larger", zh: "较深的明显更大" } },
        ],
        judge: byRatio("stream@97", "2.stream@25", [0.9, "smaller"], [1.1, "same"], [Infinity, "larger"]),
      },
      explanation: {
        en: "{{stream@97}} and {{2.stream@25}}. Each branch adds $f^2/(2L)$ to the mean square of the stream, and $L$ of them add $f^2/2$, whatever $L$ is. GPT-2 has two branches per block, attention and MLP; with both the sum is $f^2$. That is where the 2 comes from.",
        zh: "{{stream@97}} 与 {{2.stream@25}}。每个分支给主干的均方加上 $f^2/(2L)$，$L$ 个加起来是 $f^2/2$，与 $L$ 无关。GPT-2 每块有两个分支：注意力与 MLP；两者合计为 $f^2$。2 就是这样来的。",
      },
      task: {
        text: {
          en: "Set Block to Post-norm and keep the factor. What is the RMS of the stream now, and what has the factor left to do?",
          zh: "把块改为 post-norm，保留这个系数。现在主干的均方根是多少？这个系数还起什么作用？",
        },
      },
    },
    {
      title: { en: "Without the factor", zh: "没有这个系数" },
      text: {
        en: "The same 48 blocks without the factor. What share of the last sum is the last block's own branch?",
        zh: "同样的 48 块，不用这个系数。最后的和里，最后一块自己的分支占多少？",
      },
      link: deep(98, ""),
      prediction: {
        kind: "choice",
        options: [
          { id: "half", text: { en: "About 70 %, as in the first block", zh: "约 70 %，与第一块一样" } },
          { id: "root", text: { en: "About 14 %", zh: "约 14 %" } },
          { id: "linear", text: { en: "About 2 %", zh: "约 2 %" } },
        ],
        judge: byNumber("stream_share@97", [0.06, "linear"], [0.35, "root"], [1, "half"]),
      },
      explanation: {
        en: "{{stream_share@97}}: about $1/\\sqrt{L}$, as the stream has grown to {{stream@97}} while the branch has not. The first block's share is {{stream_share@3}}. Gradients tell the same story from the other side: what reaches the first layer is larger than what the last block gets. The factor makes all shares equal and small.",
        zh: "{{stream_share@97}}：约为 $1/\\sqrt{L}$，因为主干已增大到 {{stream@97}}，而分支没有。第一块的份额是 {{stream_share@3}}。梯度从另一端说明同一件事：到达第一层的比最后一块得到的大。这个系数使各块的份额都小而相等。",
      },
      task: {
        text: {
          en: "Halve the number of blocks: set the depth to 50. By what factor does the last block's share change?",
          zh: "把块数减半：深度改为 50。最后一块的份额变为原来的多少倍？",
        },
      },
    },
    {
      title: { en: "Why a root?", zh: "为什么是平方根？" },
      text: {
        en: "Now each branch is multiplied by $1/L$ instead. How far do all 48 blocks together move the stream, which begins with RMS near 1.3?",
        zh: "现在改为把每个分支乘以 $1/L$。48 个块合起来能使主干改变多少？开始时它的均方根约为 1.3。",
      },
      link: deep(98, "&branch=inverse"),
      others: [deep(98, "&branch=depth2")],
      prediction: {
        kind: "choice",
        options: [
          { id: "hardly", text: { en: "By less than 5 %", zh: "不到 5 %" } },
          { id: "third", text: { en: "By 20 to 50 %", zh: "20 % 到 50 %" } },
          { id: "double", text: { en: "It doubles", zh: "增大一倍" } },
        ],
        judge: byRatio("stream@97", "stream@3", [1.05, "hardly"], [1.6, "third"], [Infinity, "double"]),
      },
      explanation: {
        en: "From {{stream@3}} to {{stream@97}}. Random branches stand at right angles to each other: $L$ of them of size $f/L$ make $f/\\sqrt{L}$ together, which vanishes with depth. With $1/\\sqrt{2L}$ it is {{2.stream@97}}. After training branches point the same way and add up in full; that is what $1/L$ is made for.",
        zh: "从 {{stream@3}} 到 {{stream@97}}。随机分支互成直角：$L$ 个大小为 $f/L$ 的分支合起来只有 $f/\\sqrt{L}$，随深度趋于零。用 $1/\\sqrt{2L}$ 时为 {{2.stream@97}}。训练之后分支方向一致、完全相加；$1/L$ 是为那种情形准备的。",
      },
      task: {
        text: {
          en: "Choose Gate: GLU. Three matrices now make a branch. Which of them writes to the stream, and so takes the factor?",
          zh: "选择门控 GLU。现在一个分支有三个矩阵。哪一个写入主干，因而应该带上这个系数？",
        },
      },
    },
  ],
};
