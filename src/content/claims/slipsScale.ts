/** Errors in print about the scale of weights: misplaced factors, confused names, misread laws. */
import type { Plan } from "../../experiment/plan.ts";
import { backwardFactor, forwardFactor, isNearer, isSteady, statsOf } from "../../experiment/readings.ts";
import type { ClaimRun } from "./claim.ts";
import { falseIf, holdsIn, measured } from "./claim.ts";
import { article, backward, number, forward, link, weightStd } from "./claimParts.ts";

const RELU_HE = link("#v=1&batch=64&seed=1", "ReLU, He");
const RELU_LECUN = link("#v=1&batch=64&init=lecun_normal&seed=1", "ReLU, 1/n");

/** Fans of the first layer. */
function fans({ layers }: Plan): { readonly fanIn: number; readonly fanOut: number } {
  const first = layers[0];
  return { fanIn: first?.fanIn ?? NaN, fanOut: first?.units ?? NaN };
}

/** r of U(-r, r), from the scale that the plan gives its standard uniform of variance 1. */
function uniformLimit({ layers }: Plan): number {
  const law = layers[0]?.weight;
  return law?.kind === "scaled" ? law.scale * Math.sqrt(3) : NaN;
}

function powerOf(values: { readonly rms: number }): number {
  return values.rms ** 2;
}

const claimedStd = (en: string, zh: string, read: (run: ClaimRun) => number) =>
  number(en, zh, "number", read);

export const slipsScale = [
  measured(
    {
      id: "misprinted_he_uniform",
      group: "print",
      claim: {
        en: "He uniform draws from U(−r, r) with r = √(2/n).",
        zh: "He 均匀分布从 U(−r, r) 抽样，r = √(2/n)。",
      },
      source: article("E"),
      correct: {
        en: "r = √(6/n): a uniform has std r/√3, so √(2/n) is the std taken for the limit. With the misprint each layer keeps 1/√3 of the std; measured, {{forward}}. After ten layers the std is {{last}}.",
        zh: "应为 r = √(6/n)：均匀分布的标准差是 r/√3，√(2/n) 是把标准差当成了界限。印错的值使每层只剩 1/√3，实测 {{forward}}；十层后标准差为 {{last}}。",
      },
    },
    {
      links: [link("#v=1&batch=64&init=misprint_he_uniform&seed=1", "r = √(2/n)")],
      numbers: {
        forward: forward(),
        last: number(
          "std at layer 10",
          "第 10 层的标准差",
          "number",
          ({ layers }) => statsOf(layers, -1, "activation").std,
        ),
      },
      verdict: ({ forward: factor }) => falseIf(isNearer(factor, 1 / Math.sqrt(3), 1)),
    },
  ),
  measured(
    {
      id: "xavier_sum_squared",
      group: "print",
      claim: {
        en: "Xavier: Var(W) = 2/(n_in + n_out)².",
        zh: "Xavier：Var(W) = 2/(n_in + n_out)²。",
      },
      source: article("D"),
      correct: {
        en: "No square: 2/(n_in + n_out). For 784 and 128 that is 2/912 = 0.00219, std 0.0468. Squared, a layer of n units keeps only 1/√(2n) of the signal.",
        zh: "没有平方：2/(n_in + n_out)。784 与 128 时为 2/912 = 0.00219，标准差 0.0468。若加平方，n 个单元的一层只剩 1/√(2n) 的信号。",
      },
    },
    {
      links: [link("#v=1&batch=64&act=tanh&init=misprint_xavier_squared&seed=1", "2/(n + n)²")],
      numbers: { weights: weightStd(), forward: forward() },
      verdict: ({ forward: factor }, plan) => falseIf(!isSteady(factor, plan)),
    },
  ),
  measured(
    {
      id: "xavier_is_fan_in",
      group: "print",
      claim: {
        en: "Xavier's paper gives the std 1/√n_in.",
        zh: "Xavier 论文给出的标准差是 1/√n_in。",
      },
      source: article("A", "B", "C"),
      correct: {
        en: "Glorot and Bengio give Var = 2/(n_in + n_out), as a uniform U(±√6/√(n_in + n_out)). 1/n_in is LeCun's; both agree only where the layer is square.",
        zh: "Glorot 与 Bengio 给出 Var = 2/(n_in + n_out)，即均匀分布 U(±√6/√(n_in + n_out))。1/n_in 是 LeCun 的；只有方阵时两者相同。",
      },
    },
    {
      links: [link("#v=1&depth=1&width=100&in=400&batch=64&act=tanh&init=xavier_normal&seed=1", "400 → 100")],
      numbers: {
        measured: weightStd(),
        claimed: claimedStd(
          "1/√n_in would be",
          "1/√n_in 应为",
          ({ plan }) => 1 / Math.sqrt(fans(plan).fanIn),
        ),
      },
      verdict: ({ measured: std, claimed }, plan) => {
        const { fanIn, fanOut } = fans(plan);
        return falseIf(isNearer(std, Math.sqrt(2 / (fanIn + fanOut)), claimed));
      },
    },
  ),
  measured(
    {
      id: "he_divides_by_two",
      group: "print",
      claim: {
        en: "He divides Xavier's variance by two once more.",
        zh: "He 在 Xavier 的基础上再把方差除以 2。",
      },
      source: article("A"),
      correct: {
        en: "He multiplies it by two, to make up for the half that ReLU drops. Divided by two, each layer keeps {{divided}} of the std.",
        zh: "He 是乘以 2，以补上 ReLU 丢掉的一半。若除以 2，标准差每层只剩 {{divided}}。",
      },
    },
    {
      links: [link("#v=1&batch=64&gain=0.7071&seed=1", "1/(2n)"), RELU_HE],
      numbers: { divided: forward("1/(2n)"), multiplied: forward("2/n", 1) },
      verdict: ({ divided, multiplied }, half, full) =>
        falseIf(!isSteady(divided, half) && isSteady(multiplied, full)),
    },
  ),
  measured(
    {
      id: "xavier_both_exact",
      group: "print",
      claim: {
        en: "Xavier keeps the variance exactly in both directions.",
        zh: "Xavier 保证前向和反向的方差都不变。",
      },
      source: article("E"),
      correct: {
        en: "2/(n_in + n_out) is a compromise between 1/n_in and 1/n_out. It is exact for both only in square layers; in a network that tapers the signal grows going forward and shrinks going back.",
        zh: "2/(n_in + n_out) 是 1/n_in 与 1/n_out 的折中，只有方阵层才对两者都精确；在逐层变窄的网络里，前向增大，反向缩小。",
      },
    },
    {
      links: [
        link("#v=1&depth=4&batch=64&act=linear&init=xavier_normal&seed=1", { en: "square", zh: "等宽" }),
        link("#v=1&width=1024-256-64&in=1024&batch=64&act=linear&init=xavier_normal&seed=1", {
          en: "tapering",
          zh: "变窄",
        }),
      ],
      numbers: {
        squareForward: number("square: activations, per layer", "等宽：激活值，每层", "factor", (run) =>
          forwardFactor(run.layers),
        ),
        squareBackward: number(
          "square: gradients, per layer going back",
          "等宽：梯度，反向每层",
          "factor",
          (run) => backwardFactor(run.layers),
        ),
        taperForward: number(
          "tapering: activations, per layer",
          "变窄：激活值，每层",
          "factor",
          ({ layers }) => forwardFactor(layers),
          1,
        ),
        taperBackward: number(
          "tapering: gradients, per layer going back",
          "变窄：梯度，反向每层",
          "factor",
          ({ layers }) => backwardFactor(layers),
          1,
        ),
      },
      verdict: ({ squareForward, squareBackward, taperForward, taperBackward }, square, taper) =>
        holdsIn(
          isSteady(squareForward, square) && isSteady(squareBackward, square),
          isSteady(taperForward, taper) && isSteady(taperBackward, taper),
        ),
    },
  ),
  measured(
    {
      id: "relu_variance_half",
      group: "print",
      claim: {
        en: "ReLU halves the variance: Var(ReLU(x)) = ½ Var(x).",
        zh: "ReLU 使方差减半：Var(ReLU(x)) = ½ Var(x)。",
      },
      source: article("E"),
      correct: {
        en: "It halves the second moment: E[ReLU(x)²] = ½ Var(x), which is what He's law needs. The variance, with the mean taken off, is (½ − 1/(2π)) Var(x) ≈ 0.34 Var(x).",
        zh: "减半的是二阶矩：E[ReLU(x)²] = ½ Var(x)，He 的推导用的正是它。去掉均值后，方差为 (½ − 1/(2π)) Var(x) ≈ 0.34 Var(x)。",
      },
    },
    {
      links: [link("#v=1&depth=1&seed=1", "ReLU")],
      numbers: {
        variance: number("Var(ReLU(z)) / Var(z)", "Var(ReLU(z)) / Var(z)", "number", ({ layers }) => {
          return (statsOf(layers, 0, "activation").std / statsOf(layers, 0, "pre_activation").std) ** 2;
        }),
        second: number("E[ReLU(z)²] / E[z²]", "E[ReLU(z)²] / E[z²]", "number", ({ layers }) => {
          return powerOf(statsOf(layers, 0, "activation")) / powerOf(statsOf(layers, 0, "pre_activation"));
        }),
      },
      verdict: ({ variance }) => falseIf(isNearer(variance, 0.5 - 1 / (2 * Math.PI), 0.5)),
    },
  ),
  measured(
    {
      id: "uniform_std_is_limit",
      group: "print",
      claim: {
        en: "A uniform initialiser is given its std: U(−a, a) has standard deviation a.",
        zh: "均匀初始化给定的是标准差：U(−a, a) 的标准差为 a。",
      },
      source: article("D"),
      correct: {
        en: "It is the limit that is given. The std of U(−a, a) is a/√3.",
        zh: "给定的是界限。U(−a, a) 的标准差为 a/√3。",
      },
    },
    {
      links: [link("#v=1&depth=1&batch=16&act=linear&init=uniform&limit=0.1&seed=1", "U(−0.1, 0.1)")],
      numbers: {
        measured: weightStd(),
        claimed: claimedStd("the limit a", "界限 a", ({ plan }) => uniformLimit(plan)),
      },
      verdict: ({ measured: std, claimed }) => falseIf(isNearer(std, claimed / Math.sqrt(3), claimed)),
    },
  ),
  measured(
    {
      id: "weights_near_one",
      group: "print",
      claim: {
        en: "These laws keep the weights neither much larger nor much smaller than 1.",
        zh: "这些初始化使权重既不比 1 大很多，也不比 1 小很多。",
      },
      source: article("B"),
      correct: {
        en: "Single weights are small: √(2/n) is 0.09 for 256 units. What is near 1 is n Var(W) E[φ′²], the factor of the power per layer.",
        zh: "单个权重很小：256 个单元时 √(2/n) 为 0.09。接近 1 的是 n Var(W) E[φ′²]，即每层的功率因子。",
      },
    },
    {
      links: [RELU_HE],
      numbers: { weights: weightStd(), forward: forward() },
      verdict: ({ weights }, plan) => falseIf(isNearer(weights, Math.sqrt(2 / fans(plan).fanIn), 1)),
    },
  ),
  measured(
    {
      id: "entries_below_one_decay",
      group: "print",
      claim: {
        en: "If all initial weights are below 1 the signal decays with depth; above 1 it explodes.",
        zh: "初始权重都小于 1，信号随深度衰减；都大于 1，就会爆炸。",
      },
      source: article("A"),
      correct: {
        en: "Single entries do not decide; n Var(W) E[φ′²] against 1 does. With 100 linear units and std 0.2 every weight is below 1, and the signal doubles per layer; with std 0.1 it stays.",
        zh: "起决定作用的不是单个权重，而是 n Var(W) E[φ′²] 与 1 的比较。100 个线性单元、标准差 0.2 时，所有权重都小于 1，信号却每层翻倍；标准差 0.1 时保持不变。",
      },
    },
    {
      links: [
        link("#v=1&width=100&batch=64&act=linear&init=normal&std=0.2&seed=1", "N(0, 0.2²)"),
        link("#v=1&width=100&batch=64&act=linear&init=normal&std=0.1&seed=1", "N(0, 0.1²)"),
      ],
      numbers: {
        largest: number("N(0, 0.2²): largest |weight|", "N(0, 0.2²)：最大的 |权重|", "number", ({ layers }) =>
          Math.max(
            ...layers.map((_, layer) => {
              const { min, max } = statsOf(layers, layer, "weight");
              return Math.max(-min, max);
            }),
          ),
        ),
        large: forward("N(0, 0.2²)"),
        small: forward("N(0, 0.1²)", 1),
      },
      verdict: ({ largest, large }, plan) => falseIf(largest < 1 && large > 1 && !isSteady(large, plan)),
    },
  ),
  measured(
    {
      id: "relu_makes_large",
      group: "print",
      claim: {
        en: "ReLU makes things too large, and the scheme for it has to hold that back.",
        zh: "ReLU 会使数值过大，它的初始化就是为了抑制这一点。",
      },
      source: article("D"),
      correct: {
        en: "ReLU halves the power of the signal: with variance 1/n each layer keeps {{forward}} of the spread. He's factor of two makes up for the loss.",
        zh: "ReLU 使信号功率减半：方差为 1/n 时离散程度每层只剩 {{forward}}。He 的因子 2 正是弥补这一损失。",
      },
    },
    {
      links: [RELU_LECUN],
      numbers: { forward: forward() },
      verdict: ({ forward: factor }, plan) => falseIf(factor < 1 && !isSteady(factor, plan)),
    },
  ),
  measured(
    {
      id: "he_only_relu",
      group: "print",
      claim: { en: "He is for plain ReLU only.", zh: "He 初始化只适用于 ReLU 本身。" },
      source: article("E"),
      correct: {
        en: "With a negative slope a the law is 2/((1 + a²) n): the paper derives it for the parametric ReLU.",
        zh: "负半轴斜率为 a 时，方差为 2/((1 + a²) n)：论文正是为带参数的 ReLU 推导的。",
      },
    },
    {
      links: [link("#v=1&batch=64&act=leaky_relu&slope=0.3&seed=1", "leaky ReLU, He")],
      numbers: { forward: forward(), backward: backward() },
      verdict: ({ forward: ahead, backward: back }, plan) =>
        falseIf(isSteady(ahead, plan) && isSteady(back, plan)),
    },
  ),
];
