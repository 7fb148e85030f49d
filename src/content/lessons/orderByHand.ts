/** Order and chaos by hand: the plane of weights and biases, with the network as a dot to drag. */
import { byNumber, bySteadiest } from "./format/judges.ts";
import type { Lesson, LessonRun } from "./format/lesson.ts";

const at = (std: string, bias: string, view = ""): string =>
  `#v=1&depth=30&batch=128&act=tanh&init=mean_field&std=${std}&bias=${bias}&seed=1${view}`;

/** A2 of docs/published.md at twenty hidden layers. */
const learner = (std: string, view = ""): string =>
  `#v=1&depth=21&width=64&in=20&batch=64&act=tanh&init=mean_field&std=${std}&bias=0.3&task=blobs&noise=0&lr=0.02&steps=150&seed=1${view}`;

const GRADIENT = [
  { id: "fades", text: { en: "Each layer shrinks it", zh: "每层都使它缩小" } },
  { id: "keeps", text: { en: "It keeps its size, within 1 % a layer", zh: "大小不变，每层变化不超过 1 %" } },
  { id: "grows", text: { en: "Each layer makes it grow", zh: "每层都使它增大" } },
] as const;
const byGradient = byNumber("backward", [0.99, "fades"], [1.01, "keeps"], [Infinity, "grows"]);

/** A loss below half of the first one has been learnt. */
const learns = ({ training }: LessonRun): boolean =>
  training !== undefined && training.loss < 0.5 * training.firstLoss;

export const orderByHand: Lesson = {
  id: "order_by_hand",
  title: { en: "Order and chaos by hand", zh: "亲手探索有序与混沌" },
  summary: {
    en: "Two sizes make a plane: that of the weights and that of the biases. Move a network through it and find the edge.",
    zh: "权重的大小与偏置的大小构成一个平面。在其中移动网络，找到边缘。",
  },
  minutes: 9,
  takeHome: {
    en: "Weights and biases span a plane with two sides. Larger weights push a network towards chaos, larger biases back into order, and between the two runs the edge on which gradients keep their size. The distance to it says how deep a network can be: about six depth scales of the signal.",
    zh: "权重与偏置的大小张成一个平面，它有两侧。权重增大把网络推向混沌，偏置增大又把它拉回有序，两者之间就是边缘，在那里梯度保持大小。离边缘多远，决定网络能有多深：约为信号深度尺度的六倍。",
  },
  steps: [
    {
      title: { en: "To the right", zh: "向右" },
      text: {
        en: "Thirty tanh layers with $\\sigma_w = 0.9$ and $\\sigma_b = 0.3$: inputs become alike, and each layer shrinks the gradient. Now the weights are doubled, $\\sigma_w = 1.8$. What happens to the gradient on its way back?",
        zh: "三十层 tanh，$\\sigma_w = 0.9$，$\\sigma_b = 0.3$：各输入趋于相同，每层都使梯度缩小。现在权重加倍，$\\sigma_w = 1.8$。反向传播时梯度会怎样？",
      },
      link: at("1.8", "0.3", "&sweep=plane"),
      others: [at("0.9", "0.3")],
      prediction: { kind: "choice", options: GRADIENT, judge: byGradient },
      explanation: {
        en: "It grows: {{backward}} a layer. With $\\sigma_w = 0.9$ each layer kept {{2.backward_kept}}. Below the charts stands the plane of all such networks: $\\sigma_w$ to the right, $\\sigma_b$ upwards, and the dot is this network. Doubling the weights has moved it across the line\n\n$$\\chi = \\sigma_w^2\\, \\mathbb E[\\varphi'(z)^2] = 1,$$\n\nfrom order into chaos.",
        zh: "它会增大：每层 {{backward}} 倍。$\\sigma_w = 0.9$ 时，每层保留 {{2.backward_kept}}。图表下方是所有这类网络的平面：向右是 $\\sigma_w$，向上是 $\\sigma_b$，圆点就是这个网络。权重加倍使它越过了这条线：\n\n$$\\chi = \\sigma_w^2\\, \\mathbb E[\\varphi'(z)^2] = 1,$$\n\n从有序进入混沌。",
      },
      task: {
        text: {
          en: "Drag the dot slowly to the left, or use the arrow keys. Where does the gradient line in the charts become level?",
          zh: "把圆点慢慢向左拖，或用方向键。图表中的梯度线在哪里变平？",
        },
      },
    },
    {
      title: { en: "Upwards", zh: "向上" },
      text: {
        en: "The dot stands in chaos, at $\\sigma_w = 1.8$. The weights stay, and the biases grow from $\\sigma_b = 0.3$ to $1.5$. What happens to the gradient now?",
        zh: "圆点位于混沌之中，$\\sigma_w = 1.8$。权重不变，偏置从 $\\sigma_b = 0.3$ 增大到 $1.5$。现在梯度会怎样？",
      },
      link: at("1.8", "1.5", "&sweep=plane"),
      others: [at("1.8", "0.3")],
      prediction: { kind: "choice", options: GRADIENT, judge: byGradient },
      explanation: {
        en: "It shrinks: each layer keeps {{backward_kept}}, where it was {{2.backward}} times as large before. Large biases push $z$ into the flat ends of tanh, where $\\varphi'$ is small, so $\\chi$ falls below 1. They are also the same for every input, and make inputs alike. Larger weights lead into chaos, larger biases back into order; that is why the edge leans to the right.",
        zh: "它会缩小：每层保留 {{backward_kept}}，而之前是 {{2.backward}} 倍。大的偏置把 $z$ 推到 tanh 平坦的两端，那里 $\\varphi'$ 很小，于是 $\\chi$ 降到 1 以下。偏置对每个输入都相同，也使各输入趋同。权重增大通向混沌，偏置增大回到有序；所以边缘向右倾斜。",
      },
      task: {
        text: {
          en: "Choose Correlation c* as the colours. Where do all inputs become one, and where do they stay apart?",
          zh: "颜色选“相关系数 c*”。哪里所有输入合而为一，哪里它们保持分开？",
        },
      },
    },
    {
      title: { en: "Find the edge", zh: "找到边缘" },
      text: {
        en: "Biases of $\\sigma_b = 0.6$. At which of these sizes of the weights does the gradient keep its size best?",
        zh: "偏置为 $\\sigma_b = 0.6$。权重取下列哪个大小时，梯度最能保持大小？",
      },
      link: at("1.2", "0.6", "&sweep=plane"),
      others: [at("1.6", "0.6"), at("2.2", "0.6")],
      prediction: {
        kind: "choice",
        options: [
          { id: "small", text: { en: "1.2", zh: "1.2" } },
          { id: "middle", text: { en: "1.6", zh: "1.6" } },
          { id: "large", text: { en: "2.2", zh: "2.2" } },
        ],
        judge: bySteadiest("backward", "small", "middle", "large"),
      },
      explanation: {
        en: "Per layer the gradient changes by the factors {{backward}}, {{2.backward}} and {{3.backward}}. The second lies on the edge, within what a network of finite width shows. Without biases the edge of tanh stands at $\\sigma_w = 1$, which is Xavier; every bit of bias moves it to larger weights.",
        zh: "梯度每层变化的因子为 {{backward}}、{{2.backward}} 和 {{3.backward}}。第二个位于边缘上，偏差不超过有限宽度网络的波动。没有偏置时，tanh 的边缘在 $\\sigma_w = 1$，也就是 Xavier；偏置每大一点，边缘就移向更大的权重。",
      },
      task: {
        text: {
          en: "Press Measure: thousands of networks fill the plane. How well does the measured border agree with the line of theory?",
          zh: "点按“实测”：数千个网络填满平面。测得的边界与理论的线吻合得如何？",
        },
      },
    },
    {
      title: { en: "Which depth trains?", zh: "多深还能训练？" },
      text: {
        en: "Now two networks with 20 hidden layers and $\\sigma_b = 0.3$ learn four classes of points in 150 steps: the first with $\\sigma_w = 0.8$, well inside order, the second with $\\sigma_w = 1.5$, near the edge. Which of them learns?",
        zh: "现在两个有 20 个隐藏层、$\\sigma_b = 0.3$ 的网络用 150 步学习四类点：第一个 $\\sigma_w = 0.8$，深处有序之中；第二个 $\\sigma_w = 1.5$，靠近边缘。哪一个学得会？",
      },
      link: learner("0.8", "&sweep=plane.xi"),
      others: [learner("1.5")],
      isTrained: true,
      prediction: {
        kind: "choice",
        options: [
          { id: "none", text: { en: "Neither", zh: "都不会" } },
          { id: "first", text: { en: "Only the first", zh: "只有第一个" } },
          { id: "second", text: { en: "Only the second", zh: "只有第二个" } },
          { id: "both", text: { en: "Both", zh: "都会" } },
        ],
        judge: (...runs) =>
          ["none", "first", "second", "both"][
            runs.reduce((sum, run, index) => sum + (learns(run) ? 2 ** index : 0), 0)
          ] ?? "",
      },
      explanation: {
        en: "The first stays at {{loss}}, about $\\ln 4$, the loss of guessing; the second reaches {{2.loss}}. Inputs become alike within a depth scale $\\xi_c$, and Schoenholz et al. (2017) saw that networks train to about $6\\, \\xi_c$. For $\\sigma_w = 0.8$ that is fewer than 20 layers: nothing of the input arrives at the readout. The dashed lines of the plane are this border for the present depth.",
        zh: "第一个停在 {{loss}}，约为 $\\ln 4$，即猜测的损失；第二个达到 {{2.loss}}。各输入在深度尺度 $\\xi_c$ 之内趋于相同，Schoenholz 等（2017）发现网络能训练到约 $6\\, \\xi_c$ 的深度。$\\sigma_w = 0.8$ 时这不到 20 层：输入的信息到不了输出层。平面上的虚线就是当前深度的这条界线。",
      },
      task: {
        text: {
          en: "Choose Loss after training as the colours, and let it fill. How well do the dashed lines hold on either side?",
          zh: "颜色选“训练后的损失”，让它填充。两侧的虚线各有多准？",
        },
      },
    },
  ],
};
