/** Words of the verdict: fetched beside the first picture. */
import { definePartText } from "./partText.ts";
import type { TranslatePart } from "./partText.ts";

const en = {
  "overflow.title": "The numbers overflow.",
  overflow: "From layer {layer} on, values leave the range of float32 and become Inf or NaN.",
  "overflow.factor":
    "Each layer has {times} the spread of the one before; from layer {layer} on, values leave the range of float32.",
  "silent.title": "The network is silent.",
  silent: "From layer {layer} on, every activation is exactly zero: nothing passes, forward or backward.",
  "silent.until":
    "In layers {layer} to {until}, every activation is exactly zero: nothing of the input gets past them.",
  "silent.one": "In layer {layer}, every activation is exactly zero: nothing of the input gets past it.",
  "silent.factor":
    "Each layer keeps {factor} of the spread; from layer {layer} on, values are too small for float32 and exactly zero.",
  "symmetric.title": "All units are the same.",
  symmetric:
    "Equal weights make every unit of a layer compute the same thing, and training cannot tell them apart.",
  "symmetric.some":
    "In layer {layer}, equal weights make every unit compute the same thing, and training cannot tell them apart.",
  "gradient_overflow.title": "Gradients overflow.",
  gradient_overflow: "Going back, gradients leave the range of float32 at layer {layer}.",
  "gradient_overflow.factor":
    "Going back, each layer makes the gradient {times} as large; at layer {layer} gradients leave the range of float32.",
  "gradient_silent.title": "No gradient arrives.",
  gradient_silent:
    "Going back, every gradient is exactly zero from layer {layer} on: the layers before it cannot learn.",
  "gradient_silent.factor":
    "Going back, each layer keeps {factor} of the gradient; from layer {layer} on it is too small for float32 and exactly zero.",
  "exploding.title": "The signal explodes.",
  exploding:
    "Each layer has {times} the spread of the one before; layer {layer} has {ratio} times the spread of layer {from}.",
  "exploding.part":
    "Up to layer {layer}, each layer has {times} the spread of the one before; there it is {ratio} times that of layer {from}.",
  "exploding.entry": "Layer 1 makes its inputs {jumpTimes} as large.",
  "exploding.jump": "Most of the growth is in {jumpLayer}: there the signal becomes {jumpTimes} as large.",
  "vanishing.title": "The signal vanishes.",
  vanishing:
    "Each layer keeps {factor} of the spread; layer {layer} has {ratio} of the spread of layer {from}.",
  "vanishing.part":
    "Up to layer {layer}, each layer keeps {factor} of the spread; there {ratio} of the spread of layer {from} is left.",
  "vanishing.entry": "Layer 1 keeps {jump} of the size of its inputs.",
  "vanishing.jump":
    "Most of the loss is in {jumpLayer}: of the signal that arrives there, only {jump} is left.",
  "collapsed.title": "All inputs look alike.",
  collapsed: "From layer {layer} on, the network cannot tell inputs apart: their mean cosine is {cosine}.",
  "collapsed.share": "From layer {layer} on, different inputs differ by only {share} of the signal.",
  "saturated.title": "The activation is saturated.",
  saturated: "At layer {layer}, {share} of the values lie on the flat parts of the curve.",
  "dead.title": "Many units are dead.",
  dead: "At layer {layer}, {share} of the units give no gradient for any input of the batch.",
  "gradient_exploding.title": "Gradients explode.",
  gradient_exploding:
    "Going back, each layer makes the gradient {times} as large; at layer {layer} it is {ratio} times that of {end}.",
  "gradient_exploding.part":
    "Going back as far as layer {layer}, each layer makes the gradient {times} as large; there it is {ratio} times that of {end}.",
  "gradient_exploding.jump":
    "Going back, most of the growth is in {jumpLayer}: there the gradient becomes {jumpTimes} as large.",
  "gradient_vanishing.title": "Gradients vanish.",
  gradient_vanishing:
    "Going back, each layer keeps {factor} of the gradient; layer {layer} gets {ratio} of what {end} has.",
  "gradient_vanishing.part":
    "Going back as far as layer {layer}, each layer keeps {factor} of the gradient; there {ratio} of the gradient of {end} is left.",
  "gradient_vanishing.jump":
    "Going back, most of the loss is in {jumpLayer}: of the gradient that arrives there, only {jump} is left.",
  "end.last": "the last layer",
  "jump.one": "layer {layer}",
  "jump.several": "layers {from}–{until}",
  "rest.little": "The others change it little.",
  "rest.keep": "The others together keep {rest}.",
  "rest.grow": "The others together make it {rest} as large.",
  "loss_high.title": "The loss starts too high.",
  loss_high:
    "It is {loss} before training; giving all {classes} classes the same chance would cost ln {classes} = {expected}. The network is sure of wrong answers.",
  "alike.title": "Inputs become alike.",
  alike: "At layer {layer} their mean cosine is {cosine}.",
  "healthy.title": "The signal holds.",
  healthy: "Each layer passes on {percent} of the spread and, going back, {backPercent} of the gradient.",
  "healthy.forward": "Each layer passes on {percent} of the spread.",
  "healthy.single": "One layer: nothing can fade or grow yet.",

  "note.norm":
    "As widths differ, the gradient is compared by its norm for one input, not by the size of its entries.",
  "note.head_small": "The last layer has small weights on purpose: it is left out here.",
  "note.head_own_activation": "The last layer has an activation of its own: it is left out here.",
  "note.head_zero":
    "The last layer starts at zero on purpose: it alone learns in the first step, and gradients pass from the second on.",

  "also.exploding": "Also: each layer has {times} the spread of the one before.",
  "also.vanishing": "Also: each layer keeps {factor} of the spread.",
  "also.entry": "Also:",
  "also.exploding.jump": "Also: in {jumpLayer} alone the signal becomes {jumpTimes} as large.",
  "also.vanishing.jump": "Also: in {jumpLayer} alone the signal falls to {jump}.",
  "also.gradient_exploding.jump":
    "Also: going back, in {jumpLayer} alone the gradient becomes {jumpTimes} as large.",
  "also.gradient_vanishing.jump": "Also: going back, in {jumpLayer} alone the gradient falls to {jump}.",
  "also.collapsed": "Also: from layer {layer} on, inputs cannot be told apart.",
  "also.saturated": "Also: at layer {layer}, {share} of the values are saturated.",
  "also.dead": "Also: at layer {layer}, {share} of the units are dead.",
  "also.gradient_overflow": "Also: going back, gradients overflow at layer {layer}.",
  "also.gradient_silent": "Also: going back, gradients are exactly zero from layer {layer} on.",
  "also.gradient_exploding": "Also: going back, each layer makes the gradient {times} as large.",
  "also.gradient_vanishing": "Also: going back, each layer keeps {factor} of the gradient.",
  "also.loss_high": "Also: the loss starts at {loss} instead of {expected}.",
  "also.alike": "Also: inputs become alike, with a mean cosine of {cosine} at layer {layer}.",

  "outside.activations":
    "Outside theory: at layer {layer} the spread is {amount} the predicted one, more than chance allows at this width.",
  "outside.gradients":
    "Outside theory: at layer {layer} gradients are {amount} the predicted size, more than chance allows at this width.",

  "cause.all": "Cause:",
  "cause.loss": "Why it loses:",
  "cause.growth": "Why it grows:",
  "cause.layer": "Cause, in layer {from}:",
  "cause.layers": "Cause, in layers {from}–{to}:",
  "cause.constant_weights": "constant weights: nothing tells the units apart.",
  "cause.zero_weights": "the weights are all zero.",
  "cause.weights_too_large": "weights of std {std} are too large for fan-in {fanIn}; {law} gives {lawStd}.",
  "cause.weights_too_small": "weights of std {std} are too small for fan-in {fanIn}; {law} gives {lawStd}.",
  "cause.uncentred_weights": "the weights are not centred, so they add up instead of cancelling.",
  "cause.xavier_with_relu":
    "variance 1/n, as in Xavier and LeCun, suits activations that are symmetric about 0; {activation} drops about half of the power.",
  "cause.pytorch_linear":
    "PyTorch's default for nn.Linear has variance 1/(3n); {law} has {times} times as much.",
  "cause.misprint_he_uniform":
    "the misprinted He uniform, limit √(2/n) instead of √(6/n). Each layer keeps only 1/√3 ≈ 0.58 of the std, a third of the power.",
  "cause.misprint_xavier_squared":
    "the misprinted Xavier, variance 2/(n_in + n_out)² instead of 2/(n_in + n_out).",
  "cause.not_relu": "He's factor 2 is made for ReLU; {activation} keeps less of the signal.",
  "cause.flattening": "a bounded activation is flatter than a straight line, so every layer loses a little.",
  "cause.squaring":
    "{activation} squares the size: what is off by a factor of 2 in one layer is off by 4 in the next.",
  "cause.chaos":
    "chaos. With weights of std {std}, small differences and gradients grow from layer to layer.",
  "cause.positive_mean":
    "the outputs of {activation} are not centred, and every later layer passes their mean on.",
  "cause.sigmoid_mean": "sigmoid has mean 0.5 and slope at most 0.25.",
  "cause.biases": "the biases add the same to every input, layer after layer.",
  "cause.negative_biases":
    "biases of mean {biasMean} push the values below zero, where {activation} gives nothing.",
  "cause.flat_biases": "biases of mean {biasMean} push the values to where {activation} is nearly flat.",
  "cause.dropout":
    "dropout divides what it keeps by {keep}, so each layer has {power} times the power of the one before.",
  "cause.residual_growth":
    "each block adds its branch to the stream, and nothing scales the sum down: the variance grows {growth} times per block.",
  "cause.residual_sum":
    "each block adds a normalised branch to the stream: the variance grows by the same amount per block, the std like the square root of their number.",
  "cause.batch_norm_backward":
    "batch norm rescales every layer going forward; the same divisions enlarge the gradient going back.",
  "cause.norm_backward":
    "the normalisation rescales every layer going forward; the same divisions enlarge the gradient going back.",
  "cause.gamma_zero": "γ = 0 leaves nothing of the signal.",
  "cause.gamma": "γ = {gamma} stretches the normalised values onto the flat parts.",
  "cause.beta": "β = {beta} shifts all normalised values to one side.",
  "cause.widths":
    "the widths, {widths}. With equal widths the same initialisation would change the size far less.",
  "cause.step_factor":
    "with {activation} and weights of std {std}, theory says so too: each layer passes on {step} of the gradient.",
  "cause.epsilon":
    "ε = {epsilon} outweighs the variance it is added to, {normVariance} at layer {atLayer}, so the normalisation hardly enlarges the signal.",
  "cause.batch_of_one":
    "batch norm over a batch of one subtracts every value from itself and leaves nothing.",
  "cause.small_batch":
    "batch norm over {batch} inputs hides how far apart they are: gradients get lost, or grow where a unit's values almost agree.",
  "cause.lsuv_step":
    "LSUV brings every z to variance 1; for that, {activation} needs weights that enlarge the gradient going back.",
  "cause.lsuv_reach":
    "LSUV asks for outputs of variance 1, which a bounded activation reaches only far out on its flat parts.",
  "cause.chance":
    "chance. Theory expects no such change, but with so few units and {depth} layers a single draw can stray this far.",
  "cause.dead_layer": "chance. All {units} units of layer {atLayer} are negative for every input.",
  "cause.dead_layer.one": "chance. The one unit of layer {atLayer} is negative for every input.",
  "cause.relu_correlation": "{activation} makes inputs more alike in every layer.",
  "cause.inputs_alike": "all inputs of the batch are the same.",
  "cause.input_scale":
    "the inputs are {inputRms} times the size that {law} is made for; standardised ones have mean 0 and variance 1.",
  "cause.input_shift":
    "the inputs have a mean far larger than their differences, so they point the same way.",
  "cause.shared_weights":
    "all layers repeat one weight matrix. Multiplied by it again and again, some directions grow and others shrink.",
  "cause.alpha_dropout":
    "alpha dropout keeps the size only of values with mean 0 and variance 1, as SELU gives them.",
  "cause.young_averages":
    "after {batches} batches the running averages still hold much of their first values, mean 0 and variance 1.",

  "activation.linear": "Linear",
  "activation.sin": "Sine",
  "law.he": "He initialisation",
  "law.xavier": "Xavier initialisation",
  "law.xavier_over_frequency": "Xavier initialisation divided by ω₀ = {frequency}",

  "promise.factor": "→ {factor} per layer",
  "promise.both": "→ {forward} forward, {backward} back",
  "promise.entry": "→ {factor} at layer 1",
  "promise.cosine": "→ cosine {cosine}",
  "promise.saturated": "→ {share} saturated",
  "promise.dead": "→ {share} dead",
  "promise.loss": "→ loss {loss}",
  "promise.measured": "→ theory predicts nothing here",
  "promise.range": "→ {low} to {high} per layer",
  "promise.expected": "{shown} (theory {expected})",

  times: "{factor} times",
  "times.two": "twice",
  "amount.part": "{share} of",

  "trial.confirmed": "Confirmed by a run without it.",
  "trial.refuted": "Not the only cause.",
  "trial.confirmed_draw": "Most other draws do not do this.",
  "trial.refuted_draw":
    "Most other draws do the same: in layers this narrow hardly any draw holds the signal.",

  "fix.he_normal": "He normal",
  "fix.xavier_normal": "Xavier normal",
  "fix.xavier_normal.gain": "Xavier normal, gain {gain}",
  "fix.orthogonal": "Orthogonal",
  "fix.orthogonal.gain": "Orthogonal, gain {gain}",
  "fix.gain": "Gain {gain}",
  "fix.edge_of_chaos": "Edge of chaos",
  "fix.lsuv": "LSUV",
  "fix.fan_average": "He, mean of both fans",
  "fix.batch_norm": "Batch norm",
  "fix.layer_norm": "Layer norm",
  "fix.no_norm": "No normalisation",
  "fix.smaller_epsilon": "ε = {epsilon}",
  "fix.larger_batch": "Batch of {batch}",
  "fix.lsuv_before": "LSUV before the activation",
  "fix.residual_scaled": "Residual, 1/√L",
  "fix.relu": "ReLU with He",
  "fix.leaky_relu": "Leaky ReLU 0.2",
  "fix.tanh": "Tanh with Xavier",
  "fix.no_dropout": "No dropout",
  "fix.no_biases": "No biases",
  "fix.no_rules": "All layers alike",
  "fix.gamma_one": "γ = 1",
  "fix.beta_zero": "β = 0",
  "fix.random_inputs": "Inputs N(0, 1)",
  "fix.standard_inputs": "Standardise the inputs",
  "fix.own_weights": "Own weights per layer",
  "fix.more_batches": "Average over {batches} batches",
  "fix.wider": "Four times as wide",
  "fix.small_last": "Last layer N(0, 0.01²)",
  "fix.break_small": "Break it: N(0, 0.01²)",
  "fix.break_xavier": "Xavier instead",
  "fix.deeper": "60 layers",
} as const;

export type VerdictTextKey = keyof typeof en;

const zh: Readonly<Record<VerdictTextKey, string>> = {
  "overflow.title": "数值溢出。",
  overflow: "从第 {layer} 层起，数值超出 float32 的范围，变为 Inf 或 NaN。",
  "overflow.factor": "每层的离散程度是前一层的{times}；从第 {layer} 层起，数值超出 float32 的范围。",
  "silent.title": "网络没有信号。",
  silent: "从第 {layer} 层起，所有激活值恰好为零：前向、反向都没有信号通过。",
  "silent.until": "在第 {layer} 至 {until} 层，所有激活值恰好为零：输入的信息到此为止。",
  "silent.one": "在第 {layer} 层，所有激活值恰好为零：输入的信息到此为止。",
  "silent.factor": "离散程度每层只剩 {factor}；从第 {layer} 层起小到 float32 无法表示，恰好为零。",
  "symmetric.title": "所有单元都相同。",
  symmetric: "相同的权重让一层中的每个单元计算同样的结果，训练无法把它们区分开。",
  "symmetric.some": "在第 {layer} 层，相同的权重让每个单元计算同样的结果，训练无法把它们区分开。",
  "gradient_overflow.title": "梯度溢出。",
  gradient_overflow: "反向传播时，梯度在第 {layer} 层超出 float32 的范围。",
  "gradient_overflow.factor": "反向每过一层，梯度变为{times}；到第 {layer} 层超出 float32 的范围。",
  "gradient_silent.title": "梯度传不回来。",
  gradient_silent: "反向传播时，从第 {layer} 层起所有梯度恰好为零：更靠前的层无法学习。",
  "gradient_silent.factor":
    "反向每过一层，梯度只剩 {factor}；从第 {layer} 层起小到 float32 无法表示，恰好为零。",
  "exploding.title": "信号爆炸。",
  exploding: "每层的离散程度是前一层的{times}；第 {layer} 层是第 {from} 层的 {ratio} 倍。",
  "exploding.part": "到第 {layer} 层为止，每层的离散程度是前一层的{times}；该层是第 {from} 层的 {ratio} 倍。",
  "exploding.entry": "第 1 层把输入放大到{jumpTimes}。",
  "exploding.jump": "增大主要发生在{jumpLayer}：信号在那里放大到{jumpTimes}。",
  "vanishing.title": "信号消失。",
  vanishing: "离散程度每层只剩 {factor}；第 {layer} 层只有第 {from} 层的 {ratio}。",
  "vanishing.part": "到第 {layer} 层为止，离散程度每层只剩 {factor}；该层只有第 {from} 层的 {ratio}。",
  "vanishing.entry": "第 1 层把输入缩小到原来的 {jump}。",
  "vanishing.jump": "损失主要发生在{jumpLayer}：到达那里的信号只剩 {jump}。",
  "collapsed.title": "所有输入看起来都一样。",
  collapsed: "从第 {layer} 层起，网络无法区分不同输入：它们的平均余弦为 {cosine}。",
  "collapsed.share": "从第 {layer} 层起，不同输入之间的差别只占信号的 {share}。",
  "saturated.title": "激活函数饱和。",
  saturated: "第 {layer} 层有 {share} 的激活值落在曲线的平坦区，那里斜率几乎为零。",
  "dead.title": "许多神经元已死。",
  dead: "第 {layer} 层有 {share} 的单元，对这一批的任何输入都没有梯度。",
  "gradient_exploding.title": "梯度爆炸。",
  gradient_exploding: "反向每过一层，梯度变为{times}；第 {layer} 层的梯度是{end}的 {ratio} 倍。",
  "gradient_exploding.part":
    "反向到第 {layer} 层为止，每过一层，梯度变为{times}；该层的梯度是{end}的 {ratio} 倍。",
  "gradient_exploding.jump": "反向传播时，增大主要发生在{jumpLayer}：梯度在那里变为{jumpTimes}。",
  "gradient_vanishing.title": "梯度消失。",
  gradient_vanishing: "反向每过一层，梯度只剩 {factor}；第 {layer} 层只得到{end}的 {ratio}。",
  "gradient_vanishing.part":
    "反向到第 {layer} 层为止，每过一层，梯度只剩 {factor}；该层只得到{end}的 {ratio}。",
  "gradient_vanishing.jump": "反向传播时，损失主要发生在{jumpLayer}：到达那里的梯度只剩 {jump}。",
  "end.last": "最后一层",
  "jump.one": "第 {layer} 层",
  "jump.several": "第 {from}–{until} 层",
  "rest.little": "其余各层变化不大。",
  "rest.keep": "其余各层合计只剩 {rest}。",
  "rest.grow": "其余各层合计放大到{rest}。",
  "loss_high.title": "初始损失过高。",
  loss_high:
    "训练前的损失为 {loss}；若对 {classes} 个类别一视同仁，损失应为 ln {classes} = {expected}。网络对错误的答案过于自信。",
  "alike.title": "各输入逐渐相似。",
  alike: "在第 {layer} 层，它们的平均余弦为 {cosine}。",
  "healthy.title": "信号保持稳定。",
  healthy: "每层把离散程度的 {percent} 传给下一层，反向把梯度的 {backPercent} 传给上一层。",
  "healthy.forward": "每层把离散程度的 {percent} 传给下一层。",
  "healthy.single": "只有一层：还谈不上衰减或增大。",

  "note.norm": "各层宽度不同，因此比较的是每个输入的梯度范数，而不是单个分量的大小。",
  "note.head_small": "最后一层的权重是有意取小的，这里不计入。",
  "note.head_own_activation": "最后一层用的是另一种激活函数，这里不计入。",
  "note.head_zero": "最后一层有意从零开始：第一步只有它在学习，从第二步起梯度才能通过。",

  "also.exploding": "另外：每层的离散程度是前一层的{times}。",
  "also.vanishing": "另外：离散程度每层只剩 {factor}。",
  "also.entry": "另外：",
  "also.exploding.jump": "另外：仅{jumpLayer}就把信号放大到{jumpTimes}。",
  "also.vanishing.jump": "另外：仅{jumpLayer}就让信号只剩 {jump}。",
  "also.gradient_exploding.jump": "另外：反向传播时，仅{jumpLayer}就让梯度变为{jumpTimes}。",
  "also.gradient_vanishing.jump": "另外：反向传播时，仅{jumpLayer}就让梯度只剩 {jump}。",
  "also.collapsed": "另外：从第 {layer} 层起，网络无法区分不同输入。",
  "also.saturated": "另外：第 {layer} 层有 {share} 的激活值饱和。",
  "also.dead": "另外：在第 {layer} 层，{share} 的单元已死。",
  "also.gradient_overflow": "另外：反向传播时，梯度在第 {layer} 层溢出。",
  "also.gradient_silent": "另外：反向传播时，从第 {layer} 层起梯度恰好为零。",
  "also.gradient_exploding": "另外：反向每过一层，梯度变为{times}。",
  "also.gradient_vanishing": "另外：反向每过一层，梯度只剩 {factor}。",
  "also.loss_high": "另外：初始损失为 {loss}，而不是 {expected}。",
  "also.alike": "另外：各输入逐渐相似，在第 {layer} 层平均余弦为 {cosine}。",

  "outside.activations":
    "超出理论：第 {layer} 层的离散程度是预测值的{amount}，超过这个宽度下偶然波动的范围。",
  "outside.gradients": "超出理论：第 {layer} 层的梯度是预测值的{amount}，超过这个宽度下偶然波动的范围。",

  "cause.all": "原因：",
  "cause.loss": "损失的原因：",
  "cause.growth": "增大的原因：",
  "cause.layer": "原因（在第 {from} 层）：",
  "cause.layers": "原因（在第 {from}–{to} 层）：",
  "cause.constant_weights": "权重是常数，各单元无从区分。",
  "cause.zero_weights": "权重全部为零。",
  "cause.weights_too_large": "扇入为 {fanIn} 时，标准差 {std} 的权重过大；按 {law} 的方法应为 {lawStd}。",
  "cause.weights_too_small": "扇入为 {fanIn} 时，标准差 {std} 的权重过小；按 {law} 的方法应为 {lawStd}。",
  "cause.uncentred_weights": "权重的均值不为零，各项相加而不抵消。",
  "cause.xavier_with_relu":
    "Xavier、LeCun 那样的方差 1/n 适合关于零对称的激活函数；{activation} 会丢掉约一半的功率。",
  "cause.pytorch_linear": "PyTorch 的 nn.Linear 默认方差为 1/(3n)；{law} 的方差是它的 {times} 倍。",
  "cause.misprint_he_uniform":
    "印错的 He 均匀分布，界限写成 √(2/n)，应为 √(6/n)。标准差每层因此只剩 1/√3 ≈ 0.58，功率只剩三分之一。",
  "cause.misprint_xavier_squared": "印错的 Xavier，方差写成 2/(n_in + n_out)²，应为 2/(n_in + n_out)。",
  "cause.not_relu": "He 的因子 2 是为 ReLU 设计的；{activation} 保留的信号更少。",
  "cause.flattening": "有界激活函数比直线平缓，每一层都损失一点信号。",
  "cause.squaring": "{activation} 会把大小平方：一层里差了 2 倍，下一层就差 4 倍。",
  "cause.chaos": "混沌。权重标准差为 {std} 时，微小的差别和梯度都逐层放大。",
  "cause.positive_mean": "{activation} 的输出没有以零为中心，这个均值会一直传下去。",
  "cause.sigmoid_mean": "sigmoid 的均值为 0.5，斜率至多 0.25。",
  "cause.biases": "偏置给每个输入逐层加上同样的量。",
  "cause.negative_biases": "均值为 {biasMean} 的偏置把数值推到零以下，{activation} 在那里没有输出。",
  "cause.flat_biases": "均值为 {biasMean} 的偏置把数值推到 {activation} 近乎平坦的地方。",
  "cause.dropout": "dropout 把保留下来的值除以 {keep}，每层的功率因此是前一层的 {power} 倍。",
  "cause.residual_growth": "每个残差块把分支加到主干上，又没有缩小总和：方差每块变为 {growth} 倍。",
  "cause.residual_sum":
    "每个残差块给主干加上一个归一化的分支，方差每块增加同样的量：标准差随块数的平方根增长。",
  "cause.batch_norm_backward": "批归一化在前向重新缩放每一层；同样的除法在反向把梯度放大。",
  "cause.norm_backward": "归一化在前向重新缩放每一层；同样的除法在反向把梯度放大。",
  "cause.gamma_zero": "γ = 0，信号全部消失。",
  "cause.gamma": "γ = {gamma} 把归一化后的数值推到平坦区。",
  "cause.beta": "β = {beta} 把归一化后的数值全部移向一侧。",
  "cause.widths": "宽度的变化：{widths}。若各层等宽，同样的初始化对大小的改变会小得多。",
  "cause.step_factor":
    "使用 {activation}、权重标准差为 {std} 时，理论也是如此：反向每过一层，传回梯度的 {step}。",
  "cause.epsilon":
    "ε = {epsilon} 超过了与它相加的方差（第 {atLayer} 层为 {normVariance}），归一化因此几乎不放大信号。",
  "cause.batch_of_one": "批中只有一个输入，批归一化让每个值减去它自己，什么也不剩。",
  "cause.small_batch":
    "批归一化只对 {batch} 个输入进行，抹去了它们相差多少：梯度要么丢失，要么在某个单元的几个值几乎相等时放大。",
  "cause.lsuv_step": "LSUV 把每个 z 的方差调到 1；对 {activation} 来说，这需要会在反向放大梯度的权重。",
  "cause.lsuv_reach": "LSUV 要求输出的方差为 1，有界激活函数只有深入平坦区才能达到。",
  "cause.chance": "偶然。理论上不应有这样的变化；但单元这么少、又有 {depth} 层，一次抽样就可能偏离这么远。",
  "cause.dead_layer": "偶然。第 {atLayer} 层全部 {units} 个单元对每个输入都为负。",
  "cause.dead_layer.one": "偶然。第 {atLayer} 层唯一的单元对每个输入都为负。",
  "cause.relu_correlation": "{activation} 使各个输入逐层变得相似。",
  "cause.inputs_alike": "批中所有输入都相同。",
  "cause.input_scale": "输入的大小是{law}所适用大小的 {inputRms} 倍；标准化后的输入均值为 0、方差为 1。",
  "cause.input_shift": "输入的均值远大于它们之间的差异，因此所有输入几乎指向同一方向。",
  "cause.shared_weights": "所有层重复同一个权重矩阵。反复相乘之后，有的方向增大，有的方向缩小。",
  "cause.alpha_dropout": "alpha dropout 只能保持均值为 0、方差为 1 的值的大小，即 SELU 的输出。",
  "cause.young_averages": "只经过 {batches} 批，滑动平均中还保留着很大一部分初始值（均值 0、方差 1）。",

  "activation.linear": "线性函数",
  "activation.sin": "正弦函数",
  "law.he": "He",
  "law.xavier": "Xavier",
  "law.xavier_over_frequency": "Xavier（除以 ω₀ = {frequency}）",

  "promise.factor": "→ 每层 {factor}",
  "promise.both": "→ 前向 {forward}，反向 {backward}",
  "promise.entry": "→ 第 1 层 {factor}",
  "promise.cosine": "→ 余弦 {cosine}",
  "promise.saturated": "→ {share} 饱和",
  "promise.dead": "→ {share} 已死",
  "promise.loss": "→ 损失 {loss}",
  "promise.measured": "→ 此处理论没有预测",
  "promise.range": "→ 每层 {low} 至 {high}",
  "promise.expected": "{shown}（理论 {expected}）",

  times: " {factor} 倍",
  "times.two": "两倍",
  "amount.part": " {share}",

  "trial.confirmed": "去掉它重算，问题消失。",
  "trial.refuted": "并非唯一的原因。",
  "trial.confirmed_draw": "换成别的抽样，大多没有这个问题。",
  "trial.refuted_draw": "换成别的抽样，大多也是如此：这么窄的层，一般的抽样都保持不住信号。",

  "fix.he_normal": "He 正态",
  "fix.xavier_normal": "Xavier 正态",
  "fix.xavier_normal.gain": "Xavier 正态，增益 {gain}",
  "fix.orthogonal": "正交",
  "fix.orthogonal.gain": "正交，增益 {gain}",
  "fix.gain": "增益 {gain}",
  "fix.edge_of_chaos": "混沌边缘",
  "fix.lsuv": "LSUV",
  "fix.fan_average": "He，取扇入扇出平均",
  "fix.batch_norm": "批归一化",
  "fix.layer_norm": "层归一化",
  "fix.no_norm": "不用归一化",
  "fix.smaller_epsilon": "ε = {epsilon}",
  "fix.larger_batch": "批大小 {batch}",
  "fix.lsuv_before": "在激活之前做 LSUV",
  "fix.residual_scaled": "残差，乘 1/√L",
  "fix.relu": "ReLU 配 He",
  "fix.leaky_relu": "Leaky ReLU 0.2",
  "fix.tanh": "Tanh 配 Xavier",
  "fix.no_dropout": "不用 dropout",
  "fix.no_biases": "不用偏置",
  "fix.no_rules": "各层相同",
  "fix.gamma_one": "γ = 1",
  "fix.beta_zero": "β = 0",
  "fix.random_inputs": "输入 N(0, 1)",
  "fix.standard_inputs": "标准化输入",
  "fix.own_weights": "各层独立权重",
  "fix.more_batches": "对 {batches} 批取平均",
  "fix.wider": "宽度乘以四",
  "fix.small_last": "最后一层 N(0, 0.01²)",
  "fix.break_small": "弄坏它：N(0, 0.01²)",
  "fix.break_xavier": "改用 Xavier",
  "fix.deeper": "60 层",
};

export const { messages: verdictMessages, inLanguage: verdictTranslator } = definePartText({ en, zh });

export type TranslateVerdict = TranslatePart<VerdictTextKey>;
