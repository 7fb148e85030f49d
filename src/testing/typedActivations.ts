/** Activations of the catalogue as a visitor would type them. */
import type { ActivationId } from "../catalog/activations.ts";

export const TYPED_TEXTS: readonly (readonly [id: ActivationId, text: string])[] = [
  ["linear", "x"],
  ["relu", "max(x, 0)"],
  ["relu_squared", "relu(x)^2"],
  ["leaky_relu", "select(x > 0, x, 0.01*x)"],
  ["elu", "elu(x)"],
  ["gelu", "x*normcdf(x)"],
  ["gelu_tanh", "x*gelugate(x)"],
  ["silu", "x*sigmoid(x)"],
  ["mish", "x*tanh(softplus(x))"],
  ["softplus", "softplus(x)"],
  ["sigmoid", "sigmoid(x)"],
  ["tanh", "tanh(x)"],
  ["hard_tanh", "clip(x, -1, 1)"],
  ["softsign", "x/(1+abs(x))"],
  ["erf", "erf(x)"],
  ["sin", "sin(x)"],
];
