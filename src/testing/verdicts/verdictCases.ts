/**
 * Experiments of known outcome, with the verdict they must get. `clear` ones get it under at least 19 of 20
 * seeds; `border` ones lie where two verdicts meet, and give the reason.
 */
import type { Language } from "../../i18n/languages.ts";
import type { CauseId, FindingKind } from "../../experiment/diagnosis/finding.ts";

export interface VerdictCase {
  /** Keys of a share link; `S` stands for width 64 and a batch of 32. */
  readonly link: string;
  readonly kind: FindingKind;
  readonly cause: CauseId | null;
  readonly also?: FindingKind;
  /** Layers whose override is the cause, 1-based. */
  readonly own?: readonly [from: number, to: number];
  /** Parts that the sentence must contain in each language, instead of those of its kind. */
  readonly words?: Readonly<Record<Language, readonly string[]>>;
  /** Other verdicts that are right as well, and the reason. */
  readonly border?: { readonly why: string; readonly kinds: readonly FindingKind[] };
}

export const verdictCases: readonly VerdictCase[] = [
  // Healthy, one per family and law.
  { link: "S", kind: "healthy", cause: null },
  { link: "S&init=he_uniform", kind: "healthy", cause: null },
  { link: "S&act=leaky_relu&slope=0.2", kind: "healthy", cause: null },
  { link: "S&act=tanh&init=xavier_normal", kind: "healthy", cause: null },
  { link: "S&act=linear&init=orthogonal", kind: "healthy", cause: null },
  { link: "S&depth=30&init=orthogonal&gain=1.41421", kind: "healthy", cause: null },
  { link: "S&act=selu&init=lecun_normal", kind: "healthy", cause: null },
  { link: "S&act=tanh&init=edge_of_chaos&bias=0.2", kind: "healthy", cause: null },
  { link: "S&act=tanh&init=normal&std=0.05&norm=batch", kind: "healthy", cause: null },
  { link: "S&norm=layer", kind: "healthy", cause: null },
  { link: "S&norm=rms&act=gelu", kind: "healthy", cause: null },
  { link: "S&depth=40&res=depth_scaled", kind: "healthy", cause: null },
  { link: "S&depth=40&res=zero", kind: "healthy", cause: null },
  { link: "S&depth=40&res=fixup", kind: "healthy", cause: null },
  { link: "S&depth=20&init=lsuv", kind: "healthy", cause: null },
  { link: "S&depth=20&act=gelu&init=lsuv", kind: "healthy", cause: null },
  { link: "S&act=sin&init=xavier_normal", kind: "healthy", cause: null },
  { link: "S&act=tanh&init=xavier_normal&acts=6-10:relu&inits=6-10:he_normal", kind: "healthy", cause: null },
  { link: "S&depth=1", kind: "healthy", cause: null, words: { en: ["One layer"], zh: ["只有一层"] } },
  { link: "S&grad=cross_entropy", kind: "healthy", cause: null },
  { link: "S&batch=1", kind: "healthy", cause: null },
  { link: "S&depth=3&init=misprint_he_uniform", kind: "healthy", cause: "misprint_he_uniform" },
  // Vanishing.
  { link: "S&init=xavier_normal", kind: "vanishing", cause: "xavier_with_relu" },
  { link: "S&depth=30&init=keras_dense", kind: "vanishing", cause: "xavier_with_relu" },
  { link: "S&init=lecun_normal", kind: "vanishing", cause: "xavier_with_relu" },
  { link: "S&init=jax_lecun", kind: "vanishing", cause: "xavier_with_relu" },
  { link: "S&init=misprint_he_uniform", kind: "vanishing", cause: "misprint_he_uniform" },
  { link: "S&act=tanh&init=misprint_xavier_squared", kind: "vanishing", cause: "misprint_xavier_squared" },
  { link: "S&depth=6&act=tanh&init=pytorch_linear", kind: "gradient_vanishing", cause: "pytorch_linear" },
  { link: "S&depth=30&init=pytorch_linear", kind: "gradient_vanishing", cause: "pytorch_linear" },
  { link: "S&act=tanh&init=normal&std=0.01", kind: "vanishing", cause: "weights_too_small" },
  { link: "S&init=normal&std=0.05", kind: "vanishing", cause: "weights_too_small" },
  { link: "S&depth=60&act=softsign&init=xavier_normal", kind: "vanishing", cause: "flattening" },
  { link: "S&depth=40&act=gelu", kind: "vanishing", cause: "not_relu" },
  {
    link: "S&act=tanh&init=xavier_normal&inits=5-5:normal@0.001",
    kind: "vanishing",
    cause: "weights_too_small",
    own: [5, 5],
    words: {
      en: [
        "the loss is in layer 5: of the signal that arrives there, only 0.",
        "Cause, in layer 5:",
        "weights of std 0.001",
      ],
      zh: ["主要发生在第 5 层", "原因（在第 5 层）："],
    },
  },
  // Exploding and overflow.
  { link: "S&depth=8&init=normal", kind: "exploding", cause: "weights_too_large" },
  { link: "S&act=linear&init=normal&std=0.5", kind: "exploding", cause: "weights_too_large" },
  { link: "S&init=uniform_01", kind: "exploding", cause: "uncentred_weights" },
  { link: "S&keep=0.5&depth=12", kind: "exploding", cause: "dropout" },
  { link: "S&depth=40&res=plain", kind: "exploding", cause: "residual_growth" },
  {
    link: "S&inits=5-5:normal@4",
    kind: "exploding",
    cause: "weights_too_large",
    own: [5, 5],
    words: {
      en: ["the growth is in layer 5: there the signal becomes ", "Cause, in layer 5:"],
      zh: ["主要发生在第 5 层", "原因（在第 5 层）："],
    },
  },
  {
    link: "S&inits=1-1:normal@2",
    kind: "exploding",
    cause: "weights_too_large",
    own: [1, 1],
    words: {
      en: ["Layer 1 makes its inputs ", "Cause, in layer 1:"],
      zh: ["第 1 层把输入放大到", "原因（在第 1 层）："],
    },
  },
  {
    link: "S&depth=1&init=normal&std=2",
    kind: "exploding",
    cause: "weights_too_large",
    words: { en: ["Layer 1 makes its inputs "], zh: ["第 1 层把输入放大到"] },
  },
  { link: "S&depth=45&init=normal&std=2", kind: "overflow", cause: "weights_too_large" },
  { link: "S&depth=40&init=uniform_01", kind: "overflow", cause: "uncentred_weights" },
  {
    link: "S&depth=70&batch=16&act=linear&init=normal&std=0.5",
    kind: "overflow",
    cause: "weights_too_large",
  },
  // Zero signal.
  { link: "S&act=tanh&init=zeros", kind: "silent", cause: "zero_weights" },
  { link: "S&depth=30&act=tanh&init=normal&std=0.001", kind: "silent", cause: "weights_too_small" },
  { link: "v=1&depth=60&width=3&batch=16", kind: "silent", cause: "dead_layer" },
  { link: "S&norm=batch&gamma=0", kind: "silent", cause: "gamma_zero" },
  { link: "S&act=sigmoid&init=zeros", kind: "symmetric", cause: "constant_weights" },
  { link: "S&act=tanh&init=constant&value=0.1", kind: "symmetric", cause: "constant_weights" },
  {
    link: "S&inits=4-4:constant@0.1",
    kind: "symmetric",
    cause: "constant_weights",
    own: [4, 4],
    words: { en: ["In layer 4, equal weights", "Cause, in layer 4:"], zh: ["在第 4 层，相同的权重"] },
  },
  // Inputs that cannot be told apart.
  { link: "S&depth=5&act=sigmoid&init=xavier_normal", kind: "collapsed", cause: "sigmoid_mean" },
  { link: "S&depth=20&act=tanh&init=xavier_normal&bias=1", kind: "collapsed", cause: "biases" },
  { link: "S&x=constant", kind: "collapsed", cause: "inputs_alike" },
  { link: "S&depth=20&bias=2", kind: "healthy", cause: null, also: "alike" },
  { link: "S&act=softplus&depth=40&batch=16", kind: "collapsed", cause: "positive_mean" },
  { link: "S&depth=20&act=tanh&init=pytorch_linear", kind: "collapsed", cause: "biases" },
  // Saturated and dead.
  {
    link: "S&act=tanh&init=normal",
    kind: "saturated",
    cause: "weights_too_large",
    also: "gradient_exploding",
  },
  { link: "S&act=hard_tanh&init=normal", kind: "saturated", cause: "weights_too_large" },
  { link: "S&act=erf&init=normal", kind: "saturated", cause: "weights_too_large" },
  { link: "S&depth=5&act=sigmoid&init=normal", kind: "saturated", cause: "weights_too_large" },
  { link: "S&act=tanh&norm=batch&gamma=5", kind: "saturated", cause: "gamma" },
  { link: "S&depth=3&norm=batch&beta=-2.5", kind: "dead", cause: "beta" },
  { link: "S&norm=layer&beta=-6", kind: "silent", cause: "beta" },
  // Gradients, while the forward pass looks fine.
  { link: "S&depth=30&norm=batch", kind: "gradient_exploding", cause: "batch_norm_backward" },
  {
    link: "S&depth=40&act=softsign&init=normal&norm=layer",
    kind: "gradient_exploding",
    cause: "norm_backward",
  },
  { link: "S&depth=20&act=tanh&init=mean_field&std=2.5", kind: "gradient_exploding", cause: "chaos" },
  { link: "S&depth=20&act=sin&init=mean_field&std=2.5", kind: "gradient_exploding", cause: "chaos" },
  {
    link: "v=1&in=64&width=2048-256-32-4&batch=16&act=linear&init=lecun_normal",
    kind: "healthy",
    cause: null,
    words: { en: ["widths differ", "norm for one input"], zh: ["宽度不同", "梯度范数"] },
  },
  {
    link: "v=1&in=64&width=2048-256-32-4&batch=16&act=linear&init=variance_scaling&scale=1&fan=out",
    kind: "exploding",
    cause: "widths",
  },
  {
    link: "v=1&in=64&width=4-32-256-2048&batch=16&act=linear&init=lecun_normal",
    kind: "healthy",
    cause: null,
    words: { en: ["widths differ", "norm for one input"], zh: ["宽度不同", "梯度范数"] },
  },
  {
    link: "v=1&in=64&width=4-32-256-2048&batch=16&act=linear&init=variance_scaling&scale=1&fan=out",
    kind: "vanishing",
    cause: "widths",
  },
  { link: "S&depth=60&batch=16&act=tanh&init=normal&std=0.5", kind: "gradient_exploding", cause: "chaos" },
  { link: "S&depth=150&batch=16&act=tanh&init=normal&std=1", kind: "gradient_overflow", cause: "chaos" },
  {
    link: "S&depth=60&act=sigmoid&init=normal&std=0.01",
    kind: "gradient_silent",
    cause: "sigmoid_mean",
    also: "collapsed",
  },
  // Losses.
  { link: "S&grad=cross_entropy&inits=10-10:normal@0.8", kind: "loss_high", cause: "weights_too_large" },
  // Depth alone.
  { link: "S&depth=200&batch=16&norm=layer&res=depth_scaled", kind: "healthy", cause: null },
  // Border: where two verdicts meet.
  {
    link: "v=1&width=16&batch=32&depth=40",
    kind: "vanishing",
    cause: "chance",
    border: {
      why: "16 units over 40 layers: ln rms wanders by 1.8, so chance alone decides whether the signal or the inputs go first",
      kinds: ["vanishing", "exploding", "collapsed", "dead", "silent", "healthy"],
    },
  },
  {
    link: "S&depth=7&init=xavier_normal",
    kind: "healthy",
    cause: "xavier_with_relu",
    border: {
      why: "0.71 six times is 0.13, and chance moves it across a tenth; the cause is the same on both sides",
      kinds: ["healthy", "vanishing", "gradient_vanishing"],
    },
  },
  {
    link: "S&act=tanh&init=pytorch_linear",
    kind: "gradient_vanishing",
    cause: "pytorch_linear",
    border: {
      why: "after ten layers the biases have made inputs alike to about 0.999, which is the threshold",
      kinds: ["collapsed", "gradient_vanishing"],
    },
  },
  {
    link: "S&depth=100&batch=16",
    kind: "healthy",
    cause: null,
    border: {
      why: "64 units over 100 layers wander by 1.4 in ln rms, and inputs become alike sooner than in a wide network",
      kinds: ["healthy", "vanishing", "exploding", "collapsed", "gradient_vanishing", "gradient_exploding"],
    },
  },
];
