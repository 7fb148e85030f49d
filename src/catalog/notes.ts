/**
 * Formulas of activations, and sources of the catalogue's entries. They are in a separate file because only
 * an opened note shows them, as purposes.ts is. A missing one is a type error.
 */
import type { ActivationFormulas } from "./activationEntry.ts";
import { activationById } from "./activations.ts";
import type { ActivationId, PlannedActivation } from "./activations.ts";
import type { InitializerId } from "./initializers.ts";

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
