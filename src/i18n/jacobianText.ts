/** Words of the panel of the Jacobian. */
import { definePartText } from "./partText.ts";

const en = {
  title: "Jacobian",
  close: "Close the Jacobian",
  intro:
    "A small step of the input becomes a step of the output; the Jacobian is the matrix that turns one into the other. Each of its singular values belongs to one direction, and says how many times as long a step along it becomes: above 1 it is stretched, below 1 flattened. The network before training, averaged over {count} of its inputs.",
  "no.width": "The Jacobian is measured up to width {widest}. Choose a smaller width, also for the input.",
  "no.attention":
    "With attention the output depends on all tokens of a sequence, so one input has no Jacobian of its own. Set Tokens to 1 to see it.",
  progress: "{done} of {total} inputs measured",
  stop: "Stop",
  goOn: "Go on",
  failed: "The measurement has stopped. Press Go on to try again.",
  csv: "Save CSV",
  svg: "Save SVG",
  svgFailed: "The drawing could not be made. Try again with the panel in sight.",
  "drawing.label": "Histogram of the singular values on a logarithmic axis",
  "drawing.up": "share of the directions",
  "drawing.across": "singular value: length of the output's step over the input's",
  part: "Part",
  "part.spectrum": "Singular values",
  "part.line": "Along a line",
  "line.intro":
    "A straight line x(t) = a + t·d through input space, with two inputs a and d of the batch, t from −2 to 2: {points} inputs that differ in one number. Where do units switch along it, and how alike are the gradients of neighbours?",
  "line.label": "Switches by layer and along the line, the gradient along the line, and its autocorrelation",
  "line.progress": "following the line",
  "line.switches": "Switches per unit",
  "line.along": "Switches along the line",
  "line.gradient": "Gradient of the output that moves most",
  "line.autocorrelation": "Autocorrelation of gradients",
  "line.layer": "layer",
  "line.t": "t",
  "line.lag": "distance on the line, in steps",
  "line.brown": "Brown noise (upper) and white noise (lower), and the expected switches",
  "line.kinks":
    "Units switch {switches} times along the line; between two switches a network of piecewise linear units is linear. {patterns} different patterns of units are seen. {never} of the units never switch, {once} switch once, {more} more than twice.",
  "line.signs":
    "This activation has no kinks, so changes of sign count: {switches} in all, and {patterns} different patterns of signs. {never} of the units never change, {once} change once, {more} more than twice.",
  "line.expected":
    "Theory for any layer: the angle of the line over π, {expected} switches per unit. Depth adds layers, but no switches per unit: the number of pieces grows with the number of units, not exponentially with depth.",
  "line.brownish":
    "Neighbouring gradients resemble each other: at {lag} steps their correlation is {value}, where brown noise has {brown}. Such gradients change gradually along the line.",
  "line.shattered":
    "Gradients are shattered: at {lag} steps their correlation is only {value}, where brown noise has {brown}; white noise has 0. The gradient at one input says little of that at its neighbour (Balduzzi et al. 2017). Residual connections and batch norm together make them more alike.",
  "line.flat": "The gradient is the same along the whole line, or not finite: it has no autocorrelation.",
  measured: "Measured",
  theory: "Theory",
  number: "Singular values",
  largest: "Largest: the most stretched direction",
  median: "Median",
  smallest: "Smallest: the most flattened direction",
  condition: "Condition number: largest over smallest",
  meanSquare: "Mean square",
  spread: "Variance of the squares over the mean square squared",
  "found.isometry":
    "Nearly every direction keeps its length: dynamical isometry. Errors come back through all layers neither swollen nor faded, whatever their direction.",
  "found.uneven":
    "On average a step keeps its length, but single directions do not: a few are stretched, many are flattened. Training moves quickly along the few and hardly along the rest.",
  "found.shrinks": "On average a step becomes {size} times as long: small differences between inputs fade.",
  "found.grows": "On average a step becomes {size} times as long: small differences between inputs explode.",
  "found.condition":
    "The most stretched direction becomes {condition} times as long as the most flattened. float32 keeps about 7 digits, a ratio of 1.7 × 10⁷: here it still sees both.",
  "found.beyond":
    "The most stretched direction becomes {condition} times as long as the most flattened. float32 keeps about 7 digits, a ratio of 1.7 × 10⁷: beyond it the flattened directions drown in the rounding of the stretched ones.",
  "found.flattened":
    "Of {total} directions {count} are flattened below what even float64 resolves here, 12 to 14 digits under the largest. They are counted, not drawn; smallest and condition number are those of the rest. float32 keeps about 7 digits.",
  "found.zeros":
    "The activation has a slope of exactly 0 for part of its inputs: each such unit loses its direction for good, whatever the weights. So orthogonal weights cannot make all singular values equal here, as they do for tanh.",
  "found.nothing": "Every direction is flattened to exactly 0: the output does not depend on the input.",
  "found.notFinite": "Some entries are not finite: the network overflows before its end. Lower the gain.",
  noTheory:
    "Theory describes plain chains of layers with independent or orthogonal weights. This network has more, so only measured numbers are shown.",
  noCurve:
    "Theory's curve needs layers of one width, input included. Mean square and variance hold for any widths.",
  batchNorm: "Batch norm keeps the mean and the spread of a batch of {batch} while one of its inputs moves.",
} as const;

export type JacobianTextKey = keyof typeof en;

const zh: Readonly<Record<JacobianTextKey, string>> = {
  title: "雅可比矩阵",
  close: "关闭雅可比矩阵",
  intro:
    "输入移动一小步，输出也随之移动一步；把前者变成后者的矩阵就是雅可比矩阵。它的每个奇异值对应一个方向，表示沿这个方向的一步变为原来的多少倍：大于 1 是拉长，小于 1 是压扁。这里是训练之前的网络，对 {count} 个输入取平均。",
  "no.width": "雅可比矩阵最多测到宽度 {widest}。请选择较小的宽度，输入的宽度也一样。",
  "no.attention":
    "有注意力时，输出取决于序列中的所有词元，单个输入没有自己的雅可比矩阵。把词元数设为 1 即可查看。",
  progress: "已测量 {done} / {total} 个输入",
  stop: "停止",
  goOn: "继续",
  failed: "测量已中断。按“继续”重试。",
  csv: "保存 CSV",
  svg: "保存 SVG",
  svgFailed: "图未能生成。请让面板保持可见后重试。",
  "drawing.label": "奇异值的直方图，横轴为对数刻度",
  "drawing.up": "各方向所占的比例",
  "drawing.across": "奇异值：输出一步的长度除以输入一步的长度",
  part: "部分",
  "part.spectrum": "奇异值",
  "part.line": "沿一条直线",
  "line.intro":
    "输入空间中的一条直线 x(t) = a + t·d，a 和 d 是批中的两个输入，t 从 −2 到 2：{points} 个输入只差一个数。单元在直线的何处切换？相邻输入的梯度有多相似？",
  "line.label": "各层和沿直线的切换、沿直线的梯度及其自相关",
  "line.progress": "正在沿直线计算",
  "line.switches": "每个单元的切换次数",
  "line.along": "沿直线的切换次数",
  "line.gradient": "变化最大的输出的梯度",
  "line.autocorrelation": "梯度的自相关",
  "line.layer": "层",
  "line.t": "t",
  "line.lag": "直线上的距离（步）",
  "line.brown": "布朗噪声（上）、白噪声（下）以及预期的切换次数",
  "line.kinks":
    "直线上单元共切换 {switches} 次；由分段线性单元组成的网络在两次切换之间是线性的。共出现 {patterns} 种激活模式。{never} 的单元从不切换，{once} 切换一次，{more} 切换两次以上。",
  "line.signs":
    "这个激活函数没有折点，因此统计符号的变化：共 {switches} 次，出现 {patterns} 种符号模式。{never} 的单元从不变号，{once} 变号一次，{more} 两次以上。",
  "line.expected":
    "理论对任何一层都给出：直线的张角除以 π，即每个单元切换 {expected} 次。加深只增加层，不增加每个单元的切换次数：线性片段的数目随单元数增长，而不是随深度指数增长。",
  "line.brownish":
    "相邻的梯度彼此相似：相隔 {lag} 步的相关系数是 {value}，布朗噪声是 {brown}。这样的梯度沿直线逐渐变化。",
  "line.shattered":
    "梯度是破碎的：相隔 {lag} 步的相关系数只有 {value}，而布朗噪声是 {brown}，白噪声是 0。一个输入处的梯度几乎不能说明相邻输入处的梯度（Balduzzi 等，2017）。残差连接与批归一化一起使它们更相似。",
  "line.flat": "沿整条直线的梯度都相同，或不是有限数：没有自相关可言。",
  measured: "实测",
  theory: "理论",
  number: "奇异值",
  largest: "最大：拉得最长的方向",
  median: "中位数",
  smallest: "最小：压得最扁的方向",
  condition: "条件数：最大除以最小",
  meanSquare: "均方",
  spread: "平方的方差除以均方的平方",
  "found.isometry":
    "几乎每个方向都保持长度：这就是动力等距。误差无论朝哪个方向，穿过所有层返回时既不放大也不消失。",
  "found.uneven":
    "平均而言一步的长度不变，但单个方向并非如此：少数被拉长，多数被压扁。训练沿少数方向走得快，沿其余方向几乎不动。",
  "found.shrinks": "平均而言，一步变为原来的 {size} 倍：输入之间的微小差别逐渐消失。",
  "found.grows": "平均而言，一步变为原来的 {size} 倍：输入之间的微小差别急剧放大。",
  "found.condition":
    "拉得最长的方向是压得最扁的方向的 {condition} 倍。float32 约有 7 位有效数字，即 1.7 × 10⁷ 的比值：这里两者都还看得见。",
  "found.beyond":
    "拉得最长的方向是压得最扁的方向的 {condition} 倍。float32 约有 7 位有效数字，即 1.7 × 10⁷ 的比值：超过它，被压扁的方向就淹没在被拉长方向的舍入误差里。",
  "found.flattened":
    "{total} 个方向中有 {count} 个被压扁到连 float64 在这里也分辨不出的程度，比最大值小 12 到 14 个数量级。它们只计数，不画出；最小值和条件数取自其余方向。float32 约有 7 位有效数字。",
  "found.zeros":
    "对一部分输入，激活函数的斜率恰好为 0：这样的单元永远丢掉自己的方向，与权重无关。所以正交权重在这里无法像对 tanh 那样使所有奇异值相等。",
  "found.nothing": "每个方向都被压成恰好 0：输出不再依赖输入。",
  "found.notFinite": "有些元素不是有限数：网络在到达末端之前就溢出了。请减小增益。",
  noTheory: "理论描述的是权重相互独立或正交的普通逐层网络。这个网络还有别的部分，因此只显示实测的数值。",
  noCurve: "理论曲线要求各层与输入的宽度相同。均方和方差对任何宽度都成立。",
  batchNorm: "其中一个输入移动时，批归一化保持这 {batch} 个输入的均值和标准差不变。",
};

export const { messages: jacobianMessages, useText: useJacobianText } = definePartText({ en, zh });
