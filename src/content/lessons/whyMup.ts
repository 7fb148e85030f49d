/** Why muP: a rate that suits a narrow network breaks a wide one, and one rate for all widths. */
import { readNumber } from "./format/numbers.ts";
import { byRatio } from "./format/judges.ts";
import type { Lesson, LessonRun } from "./format/lesson.ts";

const NARROW = "&width=32";
const WIDE = "";

/** Three hidden layers learn a teacher with Adam; 256 units are the default width. */
const at = (width: string, rate: string, steps = 80, more = ""): string =>
  `#v=1&depth=4${width}&batch=64&task=teacher&n=4096&noise=0&opt=adam&lr=${rate}&steps=${steps}${more}&seed=1`;

/** How a loss compares with that of the second run; a training that broke is higher. */
function byLoss(...runs: readonly LessonRun[]): string {
  const ratio = readNumber("loss", runs).value / readNumber("2.loss", runs).value;
  if (ratio < 0.8) return "lower";
  return ratio < 1.25 ? "same" : "higher";
}

const OPTIONS = [
  { id: "lower", text: { en: "Lower than that of the narrow one", zh: "比窄网络的低" } },
  { id: "same", text: { en: "About the same", zh: "差不多" } },
  { id: "higher", text: { en: "Higher", zh: "更高" } },
] as const;

export const whyMup: Lesson = {
  id: "why_mup",
  title: { en: "Why muP", zh: "为什么用 muP" },
  summary: {
    en: "A learning rate that suits a narrow network breaks a wide one. muP scales the steps so that one rate suits all widths.",
    zh: "适合窄网络的学习率会毁掉宽网络。muP 缩放每一步，使同一个学习率适合所有宽度。",
  },
  minutes: 9,
  takeHome: {
    en: "Adam moves every weight by about the learning rate, and a wider layer adds up more of these moves. So the best rate falls with the width. muP divides the rate of hidden layers and readout by the width: a rate that is found on a small network then holds on a large one.",
    zh: "Adam 每一步使每个权重移动约一个学习率，层越宽，加在一起的移动就越多，所以最佳学习率随宽度下降。muP 把隐藏层与输出层的学习率除以宽度：在小网络上找到的学习率，在大网络上同样适用。",
  },
  steps: [
    {
      title: { en: "Eight times as wide", zh: "宽八倍" },
      text: {
        en: "A network with three hidden layers of 32 ReLU units learns with Adam, and the rate 0.03 suits it. Now the layers have 256 units, and everything else stays, the rate as well.\n\nWhere is the loss of the wide network after 80 steps?",
        zh: "一个有三个隐藏层、每层 32 个 ReLU 单元的网络用 Adam 学习，学习率 0.03 很适合它。现在每层有 256 个单元，其余不变，学习率也不变。\n\n80 步之后，宽网络的损失在哪里？",
      },
      link: at(WIDE, "0.03125"),
      others: [at(NARROW, "0.03125")],
      isTrained: true,
      prediction: { kind: "choice", options: OPTIONS, judge: byLoss },
      explanation: {
        en: "The narrow network has come down to {{2.loss}}, the wide one only to {{loss}}. It has more units and should do better; the rate that suited the narrow one has thrown it far off in the first steps. Look at the beginning of its loss.",
        zh: "窄网络降到了 {{2.loss}}，宽网络只降到 {{loss}}。宽网络单元更多，本应学得更好；但适合窄网络的学习率在最初几步就把它抛得很远。看看它的损失曲线的开头。",
      },
      task: {
        text: {
          en: "Halve the rate again and again. Which one suits the wide network best?",
          zh: "把学习率一再减半。哪一个最适合宽网络？",
        },
      },
    },
    {
      title: { en: "A single step", zh: "只走一步" },
      text: {
        en: "Both networks again, but only one step. Before it, the outputs of both have the same size. How large is the output of the wide one after the step, compared with the narrow one?",
        zh: "还是这两个网络，但只走一步。走之前，两者的输出大小相同。走一步之后，宽网络的输出是窄网络的多少倍？",
      },
      link: at(WIDE, "0.03125", 1),
      others: [at(NARROW, "0.03125", 1)],
      isTrained: true,
      prediction: {
        kind: "choice",
        options: [
          { id: "same", text: { en: "Up to twice as large", zh: "不到两倍" } },
          { id: "some", text: { en: "Two to eight times", zh: "两倍到八倍" } },
          { id: "many", text: { en: "More than eight times", zh: "超过八倍" } },
        ],
        judge: byRatio("z_rms", "2.z_rms", [2, "same"], [8, "some"], [Infinity, "many"]),
      },
      explanation: {
        en: "An RMS of {{z_rms}} against {{2.z_rms}}. Adam divides by the size of the gradient, so it moves every weight by about the rate $\\eta$, whatever the width, and all of them in step with the inputs. A unit adds up $n$ of these moves, so $z$ changes by about\n\n$$n\\, \\eta\\, |x|$$\n\nRandom weights add up to $\\sqrt n$, moves in step to $n$. Eight times the width is eight times the change in a layer, and the layers above multiply it.",
        zh: "均方根为 {{z_rms}}，窄网络为 {{2.z_rms}}。Adam 会除以梯度的大小，所以无论多宽，每个权重都移动约 $\\eta$，而且都与输入步调一致。一个单元把 $n$ 个这样的移动加在一起，$z$ 的变化约为\n\n$$n\\, \\eta\\, |x|$$\n\n随机权重相加得到 $\\sqrt n$，步调一致的移动相加得到 $n$。宽八倍，一层的变化就大八倍，上面的各层再把它相乘。",
      },
      task: {
        text: {
          en: "Open Coordinate check in the menu: it draws this growth for five widths, layer by layer. Which layer grows most?",
          zh: "打开菜单中的“坐标检查”：它对五种宽度逐层画出这种增长。哪一层增长最快？",
        },
      },
    },
    {
      title: { en: "A rate for the wide one", zh: "给宽网络的学习率" },
      text: {
        en: "Eight times as wide, so an eighth of the rate: 0.004. Where is the loss of the wide network now, compared with the narrow one at 0.03?",
        zh: "宽八倍，学习率就取八分之一：0.004。与学习率 0.03 的窄网络相比，现在宽网络的损失在哪里？",
      },
      link: at(WIDE, "0.00390625"),
      others: [at(NARROW, "0.03125")],
      isTrained: true,
      prediction: {
        kind: "choice",
        options: [
          { id: "well", text: { en: "As low, or lower", zh: "一样低，或更低" } },
          { id: "higher", text: { en: "Still clearly higher", zh: "仍明显更高" } },
        ],
        judge: byRatio("loss", "2.loss", [1.25, "well"], [Infinity, "higher"]),
      },
      explanation: {
        en: "{{loss}}, against {{2.loss}}. So the wide network can learn; it needs a rate of its own. Whoever tunes a rate on a small network and then trains a large one has to search again, and with large networks a search costs more than anything else.",
        zh: "{{loss}}，窄网络为 {{2.loss}}。可见宽网络学得会，只是需要自己的学习率。在小网络上调好学习率再训练大网络的人，必须重新搜索；而对大网络来说，搜索比什么都贵。",
      },
      task: {
        text: {
          en: "Open Coordinate check in the menu and choose Best rate by width. How do the best rates move with the width in the standard parametrisation?",
          zh: "打开菜单中的“坐标检查”，选择“各宽度的最佳学习率”。在标准参数化下，最佳学习率怎样随宽度移动？",
        },
      },
    },
    {
      title: { en: "One rate for all", zh: "一个学习率适合所有宽度" },
      text: {
        en: "muP (Yang et al. 2022) puts the eighth where it belongs: with the base width 64, hidden layers and readout learn at $\\eta \\cdot 64 / n$, the input layer at $\\eta$, and the readout begins small. Both networks have muP now, and both the rate 0.03.\n\nWhere is the loss of the wide one, compared with the narrow one?",
        zh: "muP（Yang 等，2022）把这个八分之一放在该放的地方：基准宽度为 64 时，隐藏层与输出层的学习率是 $\\eta \\cdot 64 / n$，输入层是 $\\eta$，输出层的初始值较小。现在两个网络都用 muP，学习率都是 0.03。\n\n与窄网络相比，宽网络的损失在哪里？",
      },
      link: at(WIDE, "0.03125", 80, "&par=mup"),
      others: [at(NARROW, "0.03125", 80, "&par=mup")],
      isTrained: true,
      prediction: { kind: "choice", options: OPTIONS, judge: byLoss },
      explanation: {
        en: "{{loss}}, against {{2.loss}}: the same rate, and wider is better, as it should be. One step now changes the outputs of all widths by about the same. Only the width may change, though: depth, batch and the number of steps have best rates of their own.",
        zh: "{{loss}}，窄网络为 {{2.loss}}：同样的学习率，越宽越好，本该如此。现在一步对各种宽度的输出造成大致相同的变化。不过只有宽度可以改变：深度、批大小和步数各有自己的最佳学习率。",
      },
      task: {
        text: {
          en: "Set the optimiser to SGD. Does muP still keep one rate for both widths? The page uses other rules for it.",
          zh: "把优化器换成 SGD。muP 仍能让两种宽度共用一个学习率吗？页面对它采用另一套规则。",
        },
      },
    },
  ],
};
