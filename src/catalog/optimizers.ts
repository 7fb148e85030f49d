/**
 * The optimisers: data, one entry each, in the order of the menu. The float64 reference and the step kernels
 * of the engines follow from the expressions, so an entry is the one place where a rule stands.
 */
import type { OptimizerId } from "./trainingIds.ts";

/** The variables of a step. */
export const STEP_VARIABLES = ["w", "g", "m", "v", "lr", "c1", "c2"] as const;

export interface OptimizerEntry {
  readonly id: OptimizerId;
  readonly label: string;
  /** One step as TeX; g is the gradient, eta the learning rate. */
  readonly tex: readonly string[];
  /**
   * One step in the expression language. Variables: the parameter `w`, its gradient `g`, the states `m` and
   * `v` (zero before the first step), the learning rate `lr`, and the corrections of the moments, `c1 = 1 -
   * decays[0]^t` and `c2 = 1 - decays[1]^t` at step t = 1, 2, ... The states come first, in this order, and
   * those behind see the new value.
   */
  readonly step: { readonly m?: string; readonly v?: string; readonly w: string };
  /** Decay per step of the moments that `c1` and `c2` correct. */
  readonly decays?: readonly [first: number, second: number];
  /**
   * Whether weight decay shrinks the weights apart from the gradient, w <- (1 - lr decay) w, instead of being
   * added to the gradient before the moments.
   */
  readonly isDecoupled?: true;
  readonly source: string;
}

export const optimizers = [
  {
    id: "sgd",
    label: "SGD",
    tex: [String.raw`w \leftarrow w - \eta\, g`],
    step: { w: "w - lr * g" },
    source: "Robbins, Monro 1951; PyTorch SGD",
  },
  {
    id: "momentum",
    label: "Momentum",
    tex: [String.raw`m \leftarrow 0.9\, m + g`, String.raw`w \leftarrow w - \eta\, m`],
    step: { m: "0.9 * m + g", w: "w - lr * m" },
    source: "Polyak 1964; PyTorch SGD(momentum=0.9)",
  },
  {
    id: "nesterov",
    label: "Nesterov",
    tex: [String.raw`m \leftarrow 0.9\, m + g`, String.raw`w \leftarrow w - \eta\,(g + 0.9\, m)`],
    step: { m: "0.9 * m + g", w: "w - lr * (g + 0.9 * m)" },
    source: "Nesterov 1983; Sutskever et al. 2013; PyTorch SGD(momentum=0.9, nesterov=True)",
  },
  {
    id: "rmsprop",
    label: "RMSprop",
    tex: [
      String.raw`v \leftarrow 0.99\, v + 0.01\, g^2`,
      String.raw`w \leftarrow w - \eta\, \tfrac{g}{\sqrt v + 10^{-8}}`,
    ],
    step: { v: "0.99 * v + 0.01 * g * g", w: "w - lr * g / (sqrt(v) + 1e-8)" },
    source: "Tieleman, Hinton 2012; PyTorch RMSprop",
  },
  {
    id: "adam",
    label: "Adam",
    tex: [
      String.raw`m \leftarrow 0.9\, m + 0.1\, g,\; v \leftarrow 0.999\, v + 0.001\, g^2`,
      String.raw`w \leftarrow w - \eta\, \tfrac{m / (1 - 0.9^t)}{\sqrt{v / (1 - 0.999^t)} + 10^{-8}}`,
    ],
    step: {
      m: "0.9 * m + 0.1 * g",
      v: "0.999 * v + 0.001 * g * g",
      w: "w - lr * (m / c1) / (sqrt(v / c2) + 1e-8)",
    },
    decays: [0.9, 0.999],
    source: "Kingma, Ba 2015; PyTorch Adam",
  },
  {
    id: "adamw",
    label: "AdamW",
    tex: [
      String.raw`w \leftarrow (1 - \eta \lambda)\, w`,
      String.raw`m \leftarrow 0.9\, m + 0.1\, g,\; v \leftarrow 0.999\, v + 0.001\, g^2`,
      String.raw`w \leftarrow w - \eta\, \tfrac{m / (1 - 0.9^t)}{\sqrt{v / (1 - 0.999^t)} + 10^{-8}}`,
    ],
    step: {
      m: "0.9 * m + 0.1 * g",
      v: "0.999 * v + 0.001 * g * g",
      w: "w - lr * (m / c1) / (sqrt(v / c2) + 1e-8)",
    },
    decays: [0.9, 0.999],
    isDecoupled: true,
    source: "Loshchilov, Hutter 2019; PyTorch AdamW",
  },
] as const satisfies readonly OptimizerEntry[];

/**
 * The entry of an id.
 * @throws RangeError for an unknown id, a programmer's error: user input is checked by the link codec
 */
export function optimizerById(id: OptimizerId): OptimizerEntry {
  const entry = optimizers.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new RangeError(`invalid optimizer: ${id} (expected a catalogue id)`);
  return entry;
}
