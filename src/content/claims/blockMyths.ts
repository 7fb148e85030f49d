/** Myths about the blocks of today's networks and the recipes for them, each with networks that test it. */
import {
  nonFiniteShare,
  commonShare,
  isNearer,
  isSteady,
  shareBelow,
  statsOf,
} from "../../experiment/readings.ts";
import type { TensorId } from "../../experiment/result.ts";
import { falseIf, holdsIn, measured } from "./claim.ts";
import type { ClaimRun, Multilingual, NumberSpec } from "./claim.ts";
import { forward, link, number, same } from "./claimParts.ts";

/** 24 blocks of two layers between a first layer and a last one. */
const BLOCKS = 24;
const LAST_BLOCK = 2 * BLOCKS;

const blocks = (kind: string, more = ""): string =>
  `#v=1&depth=50&width=128&batch=32&block=${kind}${more}&norm=rms&seed=1`;

/** One SwiGLU block: gate, value and output are layers 2 to 4. */
const GATE = "#v=1&depth=5&batch=64&act=silu&block=pre&gate=glu&init=lecun_normal";

/** The stream behind a block's last layer; in front of the first block that of the first layer. */
function streamRms({ layers }: ClaimRun, layer: number): number {
  return (layers[layer]?.tensors.stream ?? statsOf(layers, layer, "activation")).rms;
}

const growth = (en: string, zh: string, index: number): NumberSpec =>
  number(
    `${en}: the stream behind 24 blocks, over the first`,
    `${zh}：24 块之后的主干与最初之比`,
    "factor",
    (run) => streamRms(run, LAST_BLOCK) / streamRms(run, 0),
    index,
  );

const size = (en: string, zh: string, layer: number, tensor: TensorId, index = 0): NumberSpec =>
  number(en, zh, "number", ({ layers }) => statsOf(layers, layer, tensor).rms, index);

/** Growth by squares that add up: a stream and branches of about its first size. */
const SQUARES_ADD = Math.sqrt(1 + BLOCKS);
/** Growth by a branch as large as the stream in every block. */
const DOUBLES = Math.SQRT2 ** BLOCKS;

/** Sizes of two parts of one network that differ by a quarter have another cause than rounding or chance. */
const DIFFERENT = Math.log(1.25);

const differ = (a: number, b: number): boolean => !(Math.abs(Math.log(a / b)) <= DIFFERENT);

/** An exact law of the normal distribution: P(|z| > 2) = 4.6 %. A cut at two sigma would leave none. */
const TAIL = 0.01;

/** Excess kurtosis above which a histogram is no bell; samples of a normal stay below a tenth of it. */
const HEAVY = 3;

const label = (en: string, zh: string): Multilingual => ({ en, zh });

export const blockMyths = [
  measured(
    {
      id: "norm_makes_init_irrelevant",
      group: "myth",
      claim: {
        en: "With a norm in every block the initialisation no longer matters.",
        zh: "每个块里都有归一化，初始化就无所谓了。",
      },
      source: same("forums; Xiong et al. 2020"),
      correct: {
        en: "The norm sets the size of what enters a branch, the weights the size of what it adds. 24 blocks with variance 1/n make the stream {{plain}} as large; with N(0, 0.02²) they make it {{small}} as large, and hardly do anything.",
        zh: "归一化决定进入分支的大小，权重决定分支加上多少。方差取 1/n 时，24 块使主干变为 {{plain}}；取 N(0, 0.02²) 时只有 {{small}}，各块几乎什么也不做。",
      },
    },
    {
      links: [
        link(blocks("pre", "&init=lecun_normal"), "1/n"),
        link(blocks("pre", "&init=normal&std=0.02"), "N(0, 0.02²)"),
      ],
      numbers: { plain: growth("1/n", "1/n", 0), small: growth("N(0, 0.02²)", "N(0, 0.02²)", 1) },
      verdict: ({ plain, small }) => falseIf(differ(plain, small)),
    },
  ),
  measured(
    {
      id: "stream_root_two",
      group: "myth",
      claim: {
        en: "In a residual network the stream grows by √2 in every block.",
        zh: "残差网络的主干每过一块增大 √2 倍。",
      },
      source: { en: "lectures on residual networks", zh: "残差网络的讲义" },
      correct: {
        en: "Without a norm it does: a branch is as large as its stream, and 24 blocks make it {{residual}} as large. With pre-norm every branch has the same size whatever the stream is: squares add up, and it becomes {{pre}} as large.",
        zh: "没有归一化时确实如此：分支与主干一样大，24 块之后主干变为 {{residual}}。用 pre-norm 时，无论主干多大，每个分支大小都相同：相加的是平方，只变为 {{pre}}。",
      },
    },
    {
      links: [
        link("#v=1&depth=50&width=128&batch=32&block=residual&seed=1", label("no norm", "无归一化")),
        link(blocks("pre"), "pre-norm"),
      ],
      numbers: { residual: growth("no norm", "无归一化", 0), pre: growth("pre-norm", "pre-norm", 1) },
      verdict: ({ residual, pre }) =>
        holdsIn(isNearer(residual, DOUBLES, SQUARES_ADD), isNearer(pre, DOUBLES, SQUARES_ADD)),
    },
  ),
  measured(
    {
      id: "post_norm_safe",
      group: "myth",
      claim: {
        en: "Post-norm is safe: behind every block the std is 1.",
        zh: "Post-norm 很安全：每一块之后标准差都是 1。",
      },
      source: { en: "explanations of the first transformer", zh: "对最初 Transformer 的讲解" },
      correct: {
        en: "The size is {{size}}, and {{post}} of the power is the same for every input: directions are lost, which no histogram shows. DeepNorm keeps the size too, and only {{deep}} is common.",
        zh: "大小确实是 {{size}}，但 {{post}} 的功率对所有输入都相同：方向丢失了，而直方图看不出来。DeepNorm 同样保持大小，共同的只有 {{deep}}。",
      },
    },
    {
      links: [link(blocks("post"), "post-norm"), link(blocks("deepnorm"), "DeepNorm")],
      numbers: {
        size: size("RMS of the last stream, post-norm", "最后主干的均方根，post-norm", LAST_BLOCK, "stream"),
        post: number(
          "power common to all inputs, post-norm",
          "所有输入共有的功率，post-norm",
          "share",
          ({ layers, plan }) => commonShare(statsOf(layers, LAST_BLOCK, "stream"), plan.batch),
        ),
        deep: number(
          "power common to all inputs, DeepNorm",
          "所有输入共有的功率，DeepNorm",
          "share",
          ({ layers, plan }) => commonShare(statsOf(layers, LAST_BLOCK, "stream"), plan.batch),
          1,
        ),
      },
      // Lost where most of the signal no longer depends on the input.
      verdict: ({ post }) => falseIf(post > 0.5),
    },
  ),
  measured(
    {
      id: "no_depth_factor_explodes",
      group: "myth",
      claim: {
        en: "Without the factor 1/√(2L) a deep pre-norm network explodes.",
        zh: "没有系数 1/√(2L)，很深的 pre-norm 网络会爆炸。",
      },
      source: { en: "summaries of GPT-2", zh: "对 GPT-2 的介绍" },
      correct: {
        en: "It grows like a root of the depth: {{without}} after 24 blocks, and {{with}} with the factor. What the factor changes is the share of late blocks: without it the last one makes {{last}} of the sum, the first one {{first}}.",
        zh: "它只按深度的平方根增大：24 块之后为 {{without}}，有系数时为 {{with}}。系数改变的是靠后各块的份额：没有它，最后一块只占总和的 {{last}}，第一块占 {{first}}。",
      },
    },
    {
      links: [
        link(blocks("pre"), label("no factor", "无系数")),
        link(blocks("pre", "&branch=depth2"), "1/√(2L)"),
      ],
      numbers: {
        without: growth("no factor", "无系数", 0),
        with: growth("1/√(2L)", "1/√(2L)", 1),
        first: number("share of the first block, no factor", "第一块的份额，无系数", "share", (run) =>
          shareAdded(run, 2),
        ),
        last: number("share of the last block, no factor", "最后一块的份额，无系数", "share", (run) =>
          shareAdded(run, LAST_BLOCK),
        ),
      },
      verdict: ({ without }) => falseIf(isNearer(without, SQUARES_ADD, DOUBLES)),
    },
  ),
  measured(
    {
      id: "std_002_any_width",
      group: "myth",
      claim: {
        en: "A std of 0.02 is a good start at any width.",
        zh: "标准差 0.02 在任何宽度下都是好的起点。",
      },
      source: { en: "configurations of GPT-2 and BERT", zh: "GPT-2 与 BERT 的配置" },
      correct: {
        en: "What counts is 0.02 √d: each linear layer keeps {{narrow}} of the spread at width 128 and {{wide}} at width 512. It is 1 at width 2500 and 1.28 at 4096.",
        zh: "起作用的是 0.02 √d：宽度 128 时每个线性层只保留离散程度的 {{narrow}}，宽度 512 时为 {{wide}}。宽度 2500 时正好为 1，4096 时为 1.28。",
      },
    },
    {
      links: [
        link(
          "#v=1&depth=4&width=128&batch=32&act=linear&init=normal&std=0.02&seed=1",
          label("width 128", "宽度 128"),
        ),
        link(
          "#v=1&depth=4&width=512&batch=32&act=linear&init=normal&std=0.02&seed=1",
          label("width 512", "宽度 512"),
        ),
      ],
      numbers: {
        narrow: forward("128", 0, "percent"),
        wide: forward("512", 1, "percent"),
      },
      // Good at any width: the same factor at both.
      verdict: ({ narrow, wide }, plan) => falseIf(!isSteady(wide / narrow, plan)),
    },
  ),
  measured(
    {
      id: "truncation_cuts",
      group: "myth",
      claim: {
        en: "trunc_normal_(w, std=0.02) cuts the tails of the weights.",
        zh: "trunc_normal_(w, std=0.02) 会截掉权重的尾部。",
      },
      source: same("torch.nn.init.trunc_normal_, timm"),
      correct: {
        en: "Its bounds are absolute, ±2, and that is a hundred sigmas: {{absolute}} of the weights lie beyond two sigmas, as of any normal distribution. Bounds in sigmas leave {{sigmas}}.",
        zh: "它的界限是绝对值 ±2，相当于一百个标准差：{{absolute}} 的权重超出两倍标准差，与普通正态分布相同。以标准差为单位的界限则剩下 {{sigmas}}。",
      },
    },
    {
      links: [
        link("#v=1&depth=2&width=256&batch=16&init=truncated_absolute&seed=1", "±2"),
        link("#v=1&depth=2&width=256&batch=16&init=truncated_absolute&limit=0.04&seed=1", "±2σ"),
      ],
      numbers: {
        absolute: number("weights beyond 0.041, bounds ±2", "超出 0.041 的权重，界限 ±2", "share", beyond),
        sigmas: number("weights beyond 0.041, bounds ±2σ", "超出 0.041 的权重，界限 ±2σ", "share", beyond, 1),
      },
      verdict: ({ absolute }) => falseIf(absolute > TAIL),
    },
  ),
  measured(
    {
      id: "gate_heavy_tails",
      group: "myth",
      claim: {
        en: "Heavy tails inside a SwiGLU block are a sign of a bad initialisation.",
        zh: "SwiGLU 块内部出现重尾，说明初始化不好。",
      },
      source: { en: "dashboards of training runs", zh: "训练监控图" },
      correct: {
        en: "A product of two bells is no bell: with perfectly scaled weights gate times value has excess kurtosis {{product}}. The next matrix adds up many of them, and the branch has {{branch}} again.",
        zh: "两个钟形分布的乘积不再是钟形：即使权重尺度完美，门与值之积的超额峰度也有 {{product}}。下一个矩阵把许多这样的数相加，分支又回到 {{branch}}。",
      },
    },
    {
      links: [link(`${GATE}&seed=1`, "SwiGLU, 1/n")],
      numbers: {
        product: number(
          "excess kurtosis of gate times value",
          "门与值之积的超额峰度",
          "number",
          ({ layers }) => statsOf(layers, 2, "activation").excessKurtosis,
        ),
        branch: number(
          "excess kurtosis of the branch",
          "分支的超额峰度",
          "number",
          ({ layers }) => statsOf(layers, 3, "activation").excessKurtosis,
        ),
        rms: size("RMS of gate times value", "门与值之积的均方根", 2, "activation"),
      },
      verdict: ({ product, branch }) => falseIf(product > HEAVY && branch < HEAVY),
    },
  ),
  measured(
    {
      id: "zero_branches_alike",
      group: "myth",
      claim: {
        en: "ReZero and zero output weights are the same start: the branch adds nothing.",
        zh: "ReZero 与输出权重取零是同样的起点：分支都不加任何东西。",
      },
      source: { en: "reviews of residual initialisation", zh: "残差初始化的综述" },
      correct: {
        en: "Forward they are. Going back, zero weights leave their own gradient whole, {{weights}}, so the first step moves them; a zero multiplier leaves {{multiplier}}, and only the multiplier learns.",
        zh: "前向确实一样。反向时，取零的权重自己的梯度完整保留，为 {{weights}}，第一步就会改变它；乘数取零时为 {{multiplier}}，只有乘数在学。",
      },
    },
    {
      links: [
        link(
          "#v=1&depth=6&width=128&batch=32&block=pre&branch=zero&norm=rms&seed=1",
          label("zero weights", "权重取零"),
        ),
        link(
          "#v=1&depth=6&width=128&batch=32&block=pre&branch=0&norm=rms&seed=1",
          label("zero multiplier", "乘数取零"),
        ),
      ],
      numbers: {
        weights: size(
          "gradient of the output weights, zero weights",
          "输出权重的梯度，权重取零",
          2,
          "grad_weight",
        ),
        multiplier: size(
          "gradient of the output weights, zero multiplier",
          "输出权重的梯度，乘数取零",
          2,
          "grad_weight",
          1,
        ),
        inner: size(
          "gradient of the inner weights, zero weights",
          "内层权重的梯度，权重取零",
          1,
          "grad_weight",
        ),
      },
      verdict: ({ weights, multiplier }) => falseIf(weights > 0 && multiplier === 0),
    },
  ),
  measured(
    {
      id: "glu_any_matrix",
      group: "myth",
      claim: {
        en: "In a gated block it does not matter which matrix takes the depth factor.",
        zh: "门控块里，深度系数乘在哪个矩阵上都一样。",
      },
      source: { en: "training codebases, 2024", zh: "训练代码库，2024" },
      correct: {
        en: "Only the output matrix writes to the stream. With a factor of 0.1 on it the branch is {{output}}, and with the factor on the value it is {{value}}: forward there is no difference. But the output matrix, still of full size, then has {{starved}} of its gradient.",
        zh: "只有输出矩阵写入主干。系数 0.1 乘在它上面时分支为 {{output}}，乘在值上时为 {{value}}：前向没有差别。但那时输出矩阵仍是原来的大小，却只剩 {{starved}} 的梯度。",
      },
    },
    {
      links: [
        link(`${GATE}&inits=4:mean_field@0.1&seed=1`, label("output", "输出")),
        link(`${GATE}&inits=3:mean_field@0.1&seed=1`, label("value", "值")),
      ],
      numbers: {
        output: size("RMS of the branch, factor on the output", "分支的均方根，系数在输出", 3, "activation"),
        value: size("RMS of the branch, factor on the value", "分支的均方根，系数在值", 3, "activation", 1),
        starved: {
          label: label(
            "gradient of the output matrix, factor on the value over on the output",
            "输出矩阵的梯度，系数在值比在输出",
          ),
          format: "share",
          read: (onOutput, onValue) =>
            (onValue === undefined ? NaN : statsOf(onValue.layers, 3, "grad_weight").rms) /
            (onOutput === undefined ? NaN : statsOf(onOutput.layers, 3, "grad_weight").rms),
        },
      },
      verdict: ({ output, value, starved }) => falseIf(differ(value, output) || differ(starved, 1)),
    },
  ),
  measured(
    {
      id: "small_head_starves_itself",
      group: "myth",
      claim: {
        en: "A last layer of 0.01 has small gradients and learns slowly.",
        zh: "末层取 0.01，它的梯度就小，学得也慢。",
      },
      source: { en: "forums on policy gradients", zh: "策略梯度论坛" },
      correct: {
        en: "Its own gradient does not depend on its weights: it is {{head}} of what it is at full size. It is the layer before that gets {{below}} in the first step, until the head has grown.",
        zh: "它自己的梯度与自身权重无关：是正常大小时的 {{head}}。受影响的是它前面的层：第一步只得到 {{below}}，直到末层长大。",
      },
    },
    {
      links: [
        link(
          "#v=1&width=64-64-6&in=17&act=tanh&last=linear&init=orthogonal&inits=3:orthogonal@0.01&seed=1",
          label("head 0.01", "末层 0.01"),
        ),
        link(
          "#v=1&width=64-64-6&in=17&act=tanh&last=linear&init=orthogonal&seed=1",
          label("head 1", "末层 1"),
        ),
      ],
      numbers: {
        head: share("gradient of the head, small over full", "末层的梯度，取小比正常", 2),
        below: share("gradient of the layer before, small over full", "前一层的梯度，取小比正常", 1),
      },
      verdict: ({ head }) => falseIf(!differ(head, 1)),
    },
  ),
];

/** RMS of what a block adds over that of the sum, both at random directions. */
function shareAdded({ layers }: ClaimRun, layer: number): number {
  const { activation, stream } = layers[layer]?.tensors ?? {};
  return (activation?.rms ?? NaN) / (stream?.rms ?? NaN);
}

/** Share of the first layer's weights above 0.041: two sigmas of the law are 0.04, and a sketch has bins. */
function beyond({ layers }: ClaimRun): number {
  const weight = statsOf(layers, 0, "weight");
  return 1 - shareBelow(weight, 0.041) - nonFiniteShare(weight);
}

/** Size of a layer's weight gradient in the first run over that in the second. */
function share(en: string, zh: string, layer: number): NumberSpec {
  return {
    label: { en, zh },
    format: "share",
    read: (small, full) =>
      (small === undefined ? NaN : statsOf(small.layers, layer, "grad_weight").rms) /
      (full === undefined ? NaN : statsOf(full.layers, layer, "grad_weight").rms),
  };
}
