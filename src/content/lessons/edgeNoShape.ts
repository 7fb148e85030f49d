/** The edge that has no smooth shape: which rates train, along one line, nearer and nearer. */
import { drawBoundary, pointOfRates } from "../../experiment/boundary/boundaryNetwork.ts";
import type { BoundaryActivation, BoundaryNetwork } from "../../experiment/boundary/boundaryNetwork.ts";
import { trainBoundary } from "../../experiment/boundary/boundaryTraining.ts";
import { lessonRun } from "./format/lesson.ts";
import type { Lesson, LessonRun } from "./format/lesson.ts";

/** Networks along a line. */
const COUNT = 160;

/** A stretch of rates of the hidden layer, in decades, at one rate of the last layer. */
interface Line {
  readonly activation: BoundaryActivation;
  readonly middle: number;
  readonly span: number;
  readonly last: number;
}

/** How often neighbours along a line differ in whether they learn; the networks are those of the map. */
function changesAlong({ activation, middle, span, last }: Line, seed: number): number {
  const network: BoundaryNetwork = { activation, layers: 2, width: 8, steps: 100, seed };
  const draws = drawBoundary(network);
  const learns = Array.from({ length: COUNT }, (_, index) => {
    const hidden = middle + span * ((index + 0.5) / COUNT - 0.5);
    return trainBoundary(network, draws, pointOfRates(hidden, last)).isConverged;
  });
  return learns.filter((does, index) => index > 0 && does !== learns[index - 1]).length;
}

const byChanges =
  (line: Line) =>
  (...runs: readonly LessonRun[]): string => {
    const changes = changesAlong(line, lessonRun(runs, 0).plan.seed);
    if (changes <= 1) return changes === 0 ? "never" : "once";
    return "often";
  };

const OPTIONS = [
  { id: "never", text: { en: "Never", zh: "从不" } },
  {
    id: "once",
    text: { en: "Once: below it all learn, above it none", zh: "一次：低于它都学得会，高于它都学不会" },
  },
  { id: "often", text: { en: "Again and again", zh: "反复多次" } },
] as const;

const linkOf = (seed: number, view: string): string =>
  `#v=1&depth=2&width=8&batch=16&act=tanh&init=lecun_normal&seed=${seed}&sweep=boundary${view}`;

export const edgeNoShape: Lesson = {
  id: "edge_no_shape",
  title: { en: "The edge that has no smooth shape", zh: "没有光滑形状的边缘" },
  summary: {
    en: "Between rates that train and rates that do not there is no line: the boundary is rough at every zoom.",
    zh: "能训练与不能训练的学习率之间没有一条线：边界在任何放大倍数下都是粗糙的。",
  },
  minutes: 8,
  takeHome: {
    en: "Whether a network trains can hang on the last digits of a learning rate. The boundary between both ends is no line but a fractal: the nearer one looks, the more there is of it. So stay well below the largest rate; close to it nothing can be predicted.",
    zh: "网络能否训练，可能取决于学习率的最后几位数字。两种结局的边界不是一条线，而是分形：看得越近，细节越多。所以学习率要明显低于最大值；在它附近，什么都无法预测。",
  },
  steps: [
    {
      title: { en: "One line of rates", zh: "一排学习率" },
      text: {
        en: "A network of two layers, 8 tanh units, learns 16 random points in 100 steps. The last layer has the rate 0.63. The rate of the hidden layer grows evenly from 5.6 to 560, in 160 networks that are otherwise equal.\n\nHow often does the answer to “does it learn?” change on the way?",
        zh: "一个两层网络，8 个 tanh 单元，用 100 步学习 16 个随机点。最后一层的学习率为 0.63。隐藏层的学习率从 5.6 均匀地增大到 560，共 160 个网络，其余完全相同。\n\n沿途，“学得会吗？”的答案会改变多少次？",
      },
      link: linkOf(3, ".w8.t100.x1_75.y-0_2.s2"),
      prediction: {
        kind: "choice",
        options: OPTIONS,
        judge: byChanges({ activation: "tanh", middle: 1.75, span: 2, last: -0.2 }),
      },
      explanation: {
        en: "Again and again. The map below the charts shows it: each pixel is one such network, and the middle row is the line of the question. A large step throws the weights far away; where they land decides whether the other layer can still learn, and a slightly larger step throws them somewhere else.",
        zh: "反复多次。图表下方的图展示了这一点：每个像素就是一个这样的网络，中间一行就是问题中的那排学习率。大的一步把权重抛得很远；落在哪里，决定另一层还能不能学会，而稍大一点的一步又把它们抛到别处。",
      },
      task: {
        text: {
          en: "Move the pointer along the boundary and read the rates of two neighbours with different outcomes. How far apart are they?",
          zh: "沿边界移动指针，读出结局不同的两个相邻像素的学习率。它们相差多少？",
        },
      },
    },
    {
      title: { en: "Two hundred times nearer", zh: "拉近两百倍" },
      text: {
        en: "Perhaps it only looked rough from afar. The same line, 200 times nearer: 160 rates of the hidden layer between 31.3 and 32.0. How often does the answer change now?",
        zh: "也许只是远看才粗糙。同一排学习率，拉近 200 倍：隐藏层的 160 个学习率都在 31.3 与 32.0 之间。现在答案会改变多少次？",
      },
      link: linkOf(3, ".w8.t100.x1_5.y-0_2.s0_01"),
      prediction: {
        kind: "choice",
        options: OPTIONS,
        judge: byChanges({ activation: "tanh", middle: 1.5, span: 0.01, last: -0.2 }),
      },
      explanation: {
        en: "As often as before. Every magnification shows new islands, as the edges of the Mandelbrot set do, and for the same reason: a step of gradient descent is a function that is applied to its own result over and over. Sohl-Dickstein (2024) found this for networks of many kinds, over more than ten decades of zoom.\n\nThe box-counting dimension beside the map says how rough it is: 1 for a line, 2 for dust that fills the plane.",
        zh: "和之前一样频繁。每次放大都出现新的岛屿，就像曼德布罗集合的边缘，原因也相同：梯度下降的一步是一个函数，不断作用在自己的结果上。Sohl-Dickstein（2024）在多种网络上、跨越十多个数量级的放大中都看到了这一点。\n\n图旁的盒维数说明它有多粗糙：线为 1，填满平面的尘埃为 2。",
      },
      task: {
        text: {
          en: "Zoom in further with the wheel or the + key, always at the boundary. Does it ever become smooth?",
          zh: "用滚轮或 + 键在边界处继续放大。它会变得光滑吗？",
        },
      },
    },
    {
      title: { en: "Without the activation", zh: "去掉激活函数" },
      text: {
        en: "The same two layers without tanh: a linear network. The last layer has the rate 0.79, that of the hidden layer grows from 1 to 1000. How often does the answer change?",
        zh: "同样的两层，去掉 tanh：线性网络。最后一层的学习率为 0.79，隐藏层的学习率从 1 增大到 1000。答案会改变多少次？",
      },
      link: linkOf(1, ".linear.w8.t100.x1_5.y-0_1.s3"),
      prediction: {
        kind: "choice",
        options: OPTIONS,
        judge: byChanges({ activation: "linear", middle: 1.5, span: 3, last: -0.1 }),
      },
      explanation: {
        en: "Once, along this line: too large a rate makes the weights grow without end, and nothing bounds them. With tanh the units saturate, the hidden layer stops, and the last layer may still learn, or not: that is where the dust of the first map came from.\n\nA linear network of two layers is still not a linear problem, because its weights multiply each other. Look at the corner of its boundary.",
        zh: "沿这排学习率只有一次：学习率太大，权重无止境地增长，没有什么能限制它们。有 tanh 时，单元会饱和，隐藏层停下来，而最后一层也许还能学会，也许不能：第一张图里的尘埃就来自这里。\n\n两层的线性网络仍然不是线性问题，因为它的权重彼此相乘。看看它的边界的拐角处。",
      },
      task: {
        text: {
          en: "Zoom into the corner of the boundary. Is it as smooth as its sides?",
          zh: "放大边界的拐角。那里和两边一样光滑吗？",
        },
      },
    },
  ],
};
