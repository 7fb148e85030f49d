/**
 * Formulas and sources of the catalogue's entries. They are in a separate file because only
 * an opened note shows them, as purposes.ts is. A missing one is a type error.
 */
import type { ActivationFormulas } from "./activationEntry.ts";
import { activationById } from "./activations.ts";
import type { ActivationId, PlannedActivation } from "./activations.ts";
import type { InitializerId } from "./initializers.ts";
import type { GradientId, InputId } from "./inputs.ts";
import type { ResidualId } from "./residuals.ts";

interface ActivationNote extends ActivationFormulas {
  readonly source: string;
}

export const activationNotes: Readonly<Record<ActivationId, ActivationNote>> = {
  linear: {
    tex: String.raw`\varphi(x) = x`,
    derivativeTex: String.raw`\varphi'(x) = 1`,
    source: "Saxe, McClelland, Ganguli 2014",
  },
  relu: {
    tex: String.raw`\varphi(x) = \max(0, x)`,
    derivativeTex: String.raw`\varphi'(x) = [x > 0]`,
    source: "Nair, Hinton 2010",
  },
  relu_squared: {
    tex: String.raw`\varphi(x) = \max(0, x)^2`,
    derivativeTex: String.raw`\varphi'(x) = 2 \max(0, x)`,
    source: "So, Mańke, Liu, Dai, Shazeer, Le 2021",
  },
  leaky_relu: {
    tex: String.raw`\varphi(x) = \max(0, x) + \alpha\,\min(0, x)`,
    derivativeTex: String.raw`\varphi'(x) = [x > 0] + \alpha\,[x \le 0]`,
    source: "Maas, Hannun, Ng 2013",
  },
  elu: {
    tex: String.raw`\varphi(x) = \begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \le 0 \end{cases}`,
    derivativeTex: String.raw`\varphi'(x) = \begin{cases} 1 & x > 0 \\ \alpha e^x & x \le 0 \end{cases}`,
    source: "Clevert, Unterthiner, Hochreiter 2016",
  },
  selu: {
    tex: String.raw`\varphi(x) = \lambda \begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \le 0 \end{cases}`,
    derivativeTex: String.raw`\varphi'(x) = \lambda \begin{cases} 1 & x > 0 \\ \alpha e^x & x \le 0 \end{cases}`,
    source: "Klambauer, Unterthiner, Mayr, Hochreiter 2017",
  },
  gelu: {
    tex: String.raw`\varphi(x) = x\,\Phi(x)`,
    derivativeTex: String.raw`\varphi'(x) = \Phi(x) + x\,\phi(x)`,
    source: "Hendrycks, Gimpel 2016",
  },
  gelu_tanh: {
    tex: String.raw`\varphi(x) = \tfrac{x}{2} \left(1 + \tanh u\right),\; u = \sqrt{\tfrac{2}{\pi}}\,(x + 0.044715\,x^3)`,
    derivativeTex: String.raw`\varphi'(x) = \tfrac{1}{2} (1 + \tanh u) + \tfrac{x}{2} (1 - \tanh^2 u)\,u'(x)`,
    source: "Hendrycks, Gimpel 2016",
  },
  silu: {
    tex: String.raw`\varphi(x) = \frac{x}{1 + e^{-x}} = x\,\sigma(x)`,
    derivativeTex: String.raw`\varphi'(x) = \sigma(x)\,\bigl(1 + x\,(1 - \sigma(x))\bigr)`,
    source: "Elfwing, Uchibe, Doya 2018; Ramachandran, Zoph, Le 2017",
  },
  mish: {
    tex: String.raw`\varphi(x) = x \tanh\bigl(\ln(1 + e^x)\bigr)`,
    derivativeTex: String.raw`\varphi'(x) = \tanh s + x\,\sigma(x)\,(1 - \tanh^2 s),\; s = \ln(1 + e^x)`,
    source: "Misra 2019",
  },
  softplus: {
    tex: String.raw`\varphi(x) = \ln(1 + e^x)`,
    derivativeTex: String.raw`\varphi'(x) = \frac{1}{1 + e^{-x}}`,
    source: "Dugas, Bengio, Bélisle, Nadeau, Garcia 2001",
  },
  sigmoid: {
    tex: String.raw`\varphi(x) = \frac{1}{1 + e^{-x}}`,
    derivativeTex: String.raw`\varphi'(x) = \varphi(x)\,(1 - \varphi(x))`,
    source: "Rumelhart, Hinton, Williams 1986",
  },
  tanh: {
    tex: String.raw`\varphi(x) = \tanh x`,
    derivativeTex: String.raw`\varphi'(x) = 1 - \tanh^2 x`,
    source: "LeCun, Bottou, Orr, Müller 1998",
  },
  hard_tanh: {
    tex: String.raw`\varphi(x) = \max(-1, \min(1, x))`,
    derivativeTex: String.raw`\varphi'(x) = [\,|x| < 1\,]`,
    source: "Collobert 2004",
  },
  softsign: {
    tex: String.raw`\varphi(x) = \frac{x}{1 + |x|}`,
    derivativeTex: String.raw`\varphi'(x) = \frac{1}{(1 + |x|)^2}`,
    source: "Turian, Bergstra, Bengio 2009",
  },
  erf: {
    tex: String.raw`\varphi(x) = \operatorname{erf} x = \frac{2}{\sqrt{\pi}} \int_0^x e^{-t^2}\,\mathrm{d}t`,
    derivativeTex: String.raw`\varphi'(x) = \frac{2}{\sqrt{\pi}}\,e^{-x^2}`,
    source: "Williams 1998",
  },
  sin: {
    tex: String.raw`\varphi(x) = \sin(\omega_0 x)`,
    derivativeTex: String.raw`\varphi'(x) = \omega_0 \cos(\omega_0 x)`,
    source: "Sitzmann, Martel, Bergman, Lindell, Wetzstein 2020",
  },
};

/** The formulas of an activation, and its source; null for a typed one, which brings its own formulas. */
export function activationNote(
  id: PlannedActivation,
): ActivationFormulas & { readonly source: string | null } {
  const { formulas } = activationById(id);
  return formulas === undefined ? activationNotes[id as ActivationId] : { ...formulas, source: null };
}

export const initializerSources: Readonly<Record<InitializerId, string>> = {
  given: "the file, opened under Weights",
  zeros: "the first thing everyone tries",
  ones: "PyTorch ones_, Keras Ones",
  constant: "PyTorch constant_, Keras Constant",
  normal: "PyTorch normal_ (std 1), Keras RandomNormal (std 0.05)",
  uniform: "Keras RandomUniform (limit 0.05)",
  truncated_normal: "Keras TruncatedNormal; uncorrected, its variance is 0.774 of what it says",
  truncated_absolute: "PyTorch and timm trunc_normal_ (a = -2, b = 2): with std 0.02 nothing is ever cut",
  mean_field: "Poole et al. 2016, Schoenholz et al. 2017",
  edge_of_chaos: "Poole et al. 2016, Schoenholz et al. 2017; solved for the chosen activation and sigma_b",
  lecun_normal: 'LeCun, Bottou, Orr, Müller 1998; often printed as "Xavier"',
  lecun_uniform: 'LeCun, Bottou, Orr, Müller 1998; Keras LecunUniform, the "xavier" filler of Caffe',
  xavier_normal: "Glorot, Bengio 2010, eq. 12",
  xavier_uniform: "Glorot, Bengio 2010, eq. 16",
  he_normal: "He, Zhang, Ren, Sun 2015, eq. 10 and 14",
  he_uniform: "He, Zhang, Ren, Sun 2015",
  orthogonal: "Saxe, McClelland, Ganguli 2014",
  lsuv: "Mishkin, Matas 2016; y is the pre-activation in the Caffe code, the output in the Keras code",
  variance_scaling: "Keras VarianceScaling, JAX variance_scaling",
  identity: "PyTorch eye_, Keras Identity",
  sparse: "Martens 2010, PyTorch sparse_",
  pytorch_linear:
    'torch.nn.Linear: kaiming_uniform_(a = sqrt 5), the "standard" of Glorot, Bengio 2010, eq. 1',
  keras_dense: "keras.layers.Dense: glorot_uniform, zero biases",
  jax_lecun: "flax.linen.Dense: lecun_normal, truncated with the variance made up for",
  tfjs_lecun: "TensorFlow.js leCunNormal, truncated without correction (tfjs #8594)",
  theano_sigmoid: "deeplearning.net tutorial: four times Xavier for the sigmoid",
  tf_playground: "TensorFlow Playground: the same at any width",
  misprint_he_uniform: "seen in print: the std of He taken for the limit of a uniform",
  misprint_xavier_squared: "seen in print: the sum of the fans squared",
  uniform_01: "PyTorch uniform_ without arguments, numpy.random.rand: not centred at zero",
};

interface LawNote {
  /** Its law, line by line. */
  readonly tex: readonly string[];
  readonly source: string;
}

/** b counts the inputs of a batch of B, i the n input units. */
export const inputNotes: Readonly<Record<InputId, LawNote>> = {
  normal: {
    tex: [String.raw`x \sim \mathcal N(0, 1)`],
    source: "LeCun, Bottou, Orr, Müller 1998 (standardised inputs); CS231n notes",
  },
  uniform: {
    tex: [String.raw`x \sim \mathcal U(-\sqrt 3, \sqrt 3)`],
    source: "the same moments as N(0, 1) without its tails",
  },
  pixels: { tex: [String.raw`x \sim \mathcal U(0, 1)`], source: "image files: intensities 0..255 over 255" },
  correlated: {
    tex: [String.raw`x_b = \tfrac{1}{\sqrt 2}(u + v_b),\; u, v_b \sim \mathcal N(0, I)`],
    source: "Poole et al. 2016; Schoenholz et al. 2017",
  },
  circle: {
    tex: [String.raw`x_b = u \cos\theta_b + v \sin\theta_b,\; \theta_b = \tfrac{2\pi b}{B}`],
    source: "Poole et al. 2016",
  },
  sparse: {
    tex: [String.raw`x = \tfrac{m\,u}{\sqrt{0.1}},\; P(m = 1) = 0.1,\; u \sim \mathcal N(0, 1)`],
    source: "Glorot, Bordes, Bengio 2011",
  },
  one_hot: {
    tex: [String.raw`x_{bi} = [\,i = k_b\,],\; k_b \text{ uniform}`],
    source: "Bengio et al. 2003 (words by their index)",
  },
  constant: { tex: [String.raw`x_{bi} = 1`], source: "the usual smoke test of a layer" },
};

export const gradientNotes: Readonly<Record<GradientId, LawNote>> = {
  gaussian: {
    tex: [String.raw`\partial L / \partial a_L \sim \mathcal N(0, 1)`],
    source: "Schoenholz et al. 2017; Yang et al. 2019 (gradients independent of the forward pass)",
  },
  cross_entropy: {
    tex: [
      String.raw`L = -\tfrac{1}{B} \sum_b \ln \operatorname{softmax}(a_b)_{k_b},\; k_b \text{ uniform}`,
      String.raw`\partial L / \partial a_b = \tfrac{1}{B} (\operatorname{softmax}(a_b) - e_{k_b})`,
    ],
    source: "PyTorch cross_entropy, Keras CategoricalCrossentropy",
  },
  mse: {
    tex: [
      String.raw`L = \tfrac{1}{B n_L} \sum (a - t)^2,\; t \sim \mathcal N(0, 1)`,
      String.raw`\partial L / \partial a = \tfrac{2}{B n_L} (a - t)`,
    ],
    source: "PyTorch mse_loss, Keras MeanSquaredError",
  },
};

export const residualNotes: Readonly<Record<Exclude<ResidualId, "none">, LawNote>> = {
  plain: { tex: [String.raw`x_{k+1} = x_k + W_2\, \varphi(W_1 x_k)`], source: "He, Zhang, Ren, Sun 2016" },
  depth_scaled: {
    tex: [String.raw`x_{k+1} = x_k + \tfrac{1}{\sqrt L} W_2\, \varphi(W_1 x_k)`],
    source: "Hanin, Rolnick 2018; Arpit, Campos, Bengio 2019",
  },
  zero: {
    tex: [String.raw`x_{k+1} = x_k + W_2\, \varphi(W_1 x_k),\; W_2 = 0`, String.raw`\gamma_2 = 0`],
    source: "Goyal et al. 2017 (gamma of the last normalisation), Zhang et al. 2019 (its weights)",
  },
  fixup: {
    tex: [
      String.raw`x_{k+1} = x_k + W_2\, \varphi(W_1 x_k),\; W_2 = 0`,
      String.raw`W_1 \leftarrow L^{-1/(2m-2)}\, W_1 = L^{-1/2}\, W_1,\; m = 2`,
    ],
    source: "Zhang, Dauphin, Ma 2019",
  },
};
