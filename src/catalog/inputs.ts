/** The input distributions a user chooses from; every one has variance 1 unless its entry says otherwise. */

export const inputs = [
  { id: "normal", label: "Normal", tex: String.raw`x \sim \mathcal N(0, 1)`, draw: "normal" },
  { id: "uniform", label: "Uniform", tex: String.raw`x \sim \mathcal U(-\sqrt 3, \sqrt 3)`, draw: "uniform" },
] as const;

export type InputId = (typeof inputs)[number]["id"];

/** The gradient injected at the last layer. */
export const gradients = [
  { id: "gaussian", label: "Gaussian", tex: String.raw`\partial L / \partial a_L \sim \mathcal N(0, 1)` },
] as const;

export type GradientId = (typeof gradients)[number]["id"];
