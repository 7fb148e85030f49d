/** Small networks that together use every entry of the catalogue, as links. */
import { activations } from "../src/catalog/activations.ts";
import { initializers } from "../src/catalog/initializers.ts";
import { gradients, inputs } from "../src/catalog/inputs.ts";
import { residuals } from "../src/catalog/residuals.ts";

/** Widths that are no multiple of 4 or 8, so that every kernel's edges are used. */
const SHAPE = "width=13-9-6&in=7&batch=11";
const NORMS = [
  "",
  "&norm=batch&gamma=1.5&beta=-0.25",
  "&norm=batch&at=after",
  "&norm=batch&stats=running&eps=0.5&gamma=1.5&beta=-0.25",
  "&norm=batch&stats=running&at=after&eps=0.5",
  "&norm=layer&gamma=1.5&beta=-0.25",
  "&norm=layer&at=after",
  "&norm=rms&gamma=1.5&beta=-0.25",
  "&norm=rms&at=after",
];

/** Every activation with every normalisation. */
const PAIRS = activations.flatMap(({ id }) => NORMS.map((norm) => ({ id, norm })));

function pairLink({ id, norm }: (typeof PAIRS)[number]): string {
  return `#v=1&${SHAPE}&act=${id}${norm}&bias=0.2&seed=5`;
}

/** Each entry of the catalogue is in at least one. */
const SINGLES: readonly string[] = [
  ...initializers.map(({ id }) => `#v=1&${SHAPE}&init=${id}&seed=6`),
  ...inputs.map(({ id }) => `#v=1&${SHAPE}&x=${id}&seed=7`),
  `#v=1&${SHAPE}&act=leaky_relu&slope=0.3&last=sigmoid&seed=8`,
  "#v=1&depth=1&width=1&batch=1&act=tanh&seed=9",
  "#v=1&depth=2&width=64&batch=32&init=orthogonal&act=linear&seed=10",
];

/** Settings beyond the layers, several at once, because a software GPU compiles every network again. */
const PLANS: readonly string[] = [
  "#v=1&depth=4&width=9-6-9-5&in=7&batch=11&act=tanh&norm=batch&res=plain&keep=0.6&x=correlated&grad=cross_entropy&seed=11",
  "#v=1&depth=4&width=9-6-9-5&in=7&batch=11&init=lsuv&bias=0.2&keep=0.6&x=circle&grad=mse&seed=12",
  "#v=1&depth=4&width=9-6-9-5&in=7&batch=11&act=elu&init=lsuv&target=after&res=depth_scaled&seed=13",
  "#v=1&depth=8&width=6&in=7&batch=11&block=pre&tokens=3&heads=2&logits=normed&act=tanh&bias=0.2&seed=19",
];

/**
 * The same settings one by one: every gradient, every residual kind and dropout with each normalisation,
 * LSUV, overrides.
 */
const PLAN_PARTS: readonly string[] = [
  ...gradients.map(({ id }) => `#v=1&${SHAPE}&act=tanh&grad=${id}&seed=14`),
  ...residuals.flatMap(({ id }) =>
    NORMS.map((norm) => `#v=1&depth=6&width=6&in=7&batch=11&res=${id}${norm}&bias=0.2&seed=15`),
  ),
  ...NORMS.map((norm) => `#v=1&${SHAPE}&keep=0.5${norm}&bias=0.2&seed=16`),
  ...["before", "after"].flatMap((target) =>
    ["relu", "leaky_relu"].map(
      (act) => `#v=1&depth=10&width=8&batch=11&init=lsuv&target=${target}&act=${act}&seed=17`,
    ),
  ),
  "#v=1&depth=10&width=8&batch=11&init=lsuv&act=tanh&bias=0.2&seed=17",
  `#v=1&${SHAPE}&init=lsuv&target=after&act=tanh&seed=17`,
  `#v=1&${SHAPE}&acts=1:sigmoid,3:tanh&inits=2-3:truncated_normal@0.5&seed=18`,
  `#v=1&${SHAPE}&inits=2:lsuv&seed=18`,
  "#v=1&depth=9&width=8&in=7&batch=11&block=post&tokens=4&heads=2&gate=glu&norm=layer&keep=0.6&seed=20",
];

/** One link per case: all pairs of activation and normalisation, and every other entry. */
export const CASES: readonly string[] = [...PAIRS.map(pairLink), ...SINGLES, ...PLANS, ...PLAN_PARTS];

/**
 * For software GPUs, which compile every shader again and slowly. Activations and normalisations are separate
 * shaders there, so each activation appears alone once, and each normalisation with a kinked and a smooth
 * activation.
 */
export const GPU_CASES: readonly string[] = [
  ...PAIRS.filter(({ id, norm }) => norm === "" || id === "relu" || id === "tanh").map(pairLink),
  ...SINGLES,
  ...PLANS,
];
