/**
 * The shared part of all scripts, in NumPy: the generator, and the statements that draw inputs, weights,
 * biases and targets with the bits of the page.
 */
import { initializerById } from "../../catalog/initializers.ts";
import type { StandardDrawKind } from "../../catalog/initializers.ts";
import type { LayerPlan, Plan } from "../../experiment/plan.ts";
import { truncationRange } from "../../experiment/sampling.ts";
import { block } from "./blocks.ts";
import type { Cell } from "./codeSource.ts";
import { unknownPart } from "./codeSource.ts";
import { commented, number } from "./pythonText.ts";

/** The fields of a plan that scripts know. */
const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  "key",
  "modelVersion",
  "seed",
  "batch",
  "inputUnits",
  "input",
  "task",
  "inputScale",
  "inputShift",
  "gradient",
  "layers",
  "averaging",
  "trainedSteps",
  "cost",
] satisfies readonly (keyof Plan)[]);

/** Draws with a block of their own, beside those of the generator. */
const DRAW_BLOCKS: Readonly<Partial<Record<StandardDrawKind, readonly string[]>>> = {
  normal: [],
  uniform: ["uniform"],
  truncated: ["truncated"],
  unit_uniform: ["unit_uniform"],
  orthogonal: ["orthogonal"],
  sparse: ["sparse"],
  identity: ["identity"],
};

/** What a batch of a kind draws besides normals; a task in place of it. */
const INPUT_BLOCKS: Readonly<Partial<Record<Plan["input"], readonly string[]>>> = {
  uniform: ["uniform"],
  pixels: ["unit_uniform"],
  circle: ["circle"],
};

/** Tasks whose points lie on circles: which functions of an angle they need. */
const TASK_BLOCKS: Readonly<Partial<Record<string, readonly string[]>>> = {
  spirals: ["circle", "turned"],
  circles: ["circle", "turned"],
  moons: ["circle", "turned"],
  curve: ["circle", "turned"],
  plane: ["circle"],
};

/** The order of the blocks in a script: each stands behind what it calls. */
const BLOCK_ORDER = [
  "uniform",
  "unit_uniform",
  "truncated",
  "orthogonal",
  "sparse",
  "identity",
  "shifted",
  "circle",
  "turned",
] as const;

/** @throws Unwritable for a plan with a field that no script knows */
export function checkPlan(plan: Plan): void {
  for (const field of Object.keys(plan)) if (!KNOWN_FIELDS.has(field)) unknownPart(field);
  // A table of the visitor's own is no part of a script.
  if (plan.task?.id === "csv") unknownPart("CSV");
}

/** The layers that own their weights: others share those of one of them. */
export const owners = (layers: readonly LayerPlan[]): readonly LayerPlan[] =>
  layers.filter(({ weightsFrom, layerIndex }) => weightsFrom === layerIndex);

/** The functions of the generator that a plan needs. */
export function generatorBlocks(plan: Plan): readonly string[] {
  const { layers, input, task } = plan;
  const used = new Set<string>(task === undefined ? INPUT_BLOCKS[input] : TASK_BLOCKS[task.id]);
  for (const { weight, bias } of layers) {
    if (weight.kind === "scaled")
      for (const path of DRAW_BLOCKS[weight.draw] ?? unknownPart(weight.draw)) used.add(path);
    if (bias?.kind !== "scaled") continue;
    for (const path of DRAW_BLOCKS[bias.draw] ?? unknownPart(bias.draw)) used.add(path);
    if ((bias.mean ?? 0) !== 0) used.add("shifted");
  }
  return [
    block("generator"),
    ...BLOCK_ORDER.filter((path) => used.has(path)).map(block),
    ...(task === undefined ? [block(`inputs/${input}`)] : [block(`tasks/${task.id}`), block("task")]),
  ];
}

/** A factor, as the root of a quotient of small integers where it is one: `np.sqrt(2 / 100)`. */
function factorText(scale: number, { fanIn, units }: Pick<LayerPlan, "fanIn" | "units">): string {
  const isSame = (value: number): boolean => Math.fround(value) === Math.fround(scale);
  for (const divisor of [fanIn, 3 * fanIn, fanIn + units, units])
    for (const dividend of [1, 2, 3, 4, 6])
      if (isSame(Math.sqrt(dividend / divisor))) return `np.sqrt(${dividend} / ${divisor})`;
  return number(scale);
}

/** ` * f32(...)`; a factor that float32 cannot tell from 1 leaves the bits as they are. */
const timesFactor = (scale: number, layer: LayerPlan): string =>
  Math.fround(scale) === 1 ? "" : ` * f32(${factorText(scale, layer)})`;

function weightText(layer: LayerPlan): string {
  const { weight, units, fanIn, layerIndex } = layer;
  if (weight.kind === "constant")
    return `np.full((${units}, ${fanIn}), ${number(weight.value)}, dtype=np.float32)`;
  const { draw, scale, sparsity } = weight;
  const range = weight.cut === undefined ? [] : truncationRange(weight);
  const own = (draw === "sparse" ? [sparsity] : range).map((value) => `, ${number(value)}`).join("");
  return `${draw}(WEIGHT, ${layerIndex}, ${units}, ${fanIn}${own})${timesFactor(scale, layer)}`;
}

function biasText(layer: LayerPlan): string | null {
  const { bias, units, layerIndex } = layer;
  if (bias === null) return null;
  if (bias.kind === "constant") return `np.full(${units}, ${number(bias.value)}, dtype=np.float32)`;
  const drawn = `${bias.draw}(BIAS, ${layerIndex}, 1, ${units})[0]${timesFactor(bias.scale, layer)}`;
  return (bias.mean ?? 0) === 0 ? drawn : `shifted(${drawn}, ${number(bias.mean ?? 0)})`;
}

/** Units behind a norm. */
const normUnits = ({ norm, fanIn, units }: LayerPlan): number => (norm?.at === "input" ? fanIn : units);

/**
 * The statements that draw weights and biases, W[l] of shape [units, fan-in] and b[l].
 * @param comment what stands behind the weights of a layer
 */
export function parametersCell(
  { layers }: Plan,
  comment: (layer: LayerPlan) => string | null,
  isTrained: boolean,
): Cell {
  const normed = isTrained ? layers.filter(({ norm }) => norm !== null) : [];
  const norms = normed.flatMap((layer) => {
    const at = layer.layerIndex + 1;
    const full = (value: number): string =>
      `np.full(${normUnits(layer)}, ${number(value)}, dtype=np.float32)`;
    return [`gain[${at}], shift[${at}] = ${full(layer.norm?.gamma ?? 1)}, ${full(layer.norm?.beta ?? 0)}`];
  });
  const lines = owners(layers).flatMap((layer) => {
    const number = layer.layerIndex + 1;
    const none = isTrained ? `np.zeros(${layer.units}, dtype=np.float32)` : null;
    const bias = biasText(layer) ?? none;
    return [
      commented(`W[${number}] = ${weightText(layer)}`, comment(layer)),
      ...(bias === null ? [] : [`b[${number}] = ${bias}`]),
    ];
  });
  const laws = new Set(layers.map(({ initializer }) => initializerById(initializer).label));
  return {
    title: `Weights [units, inputs] and biases: ${[...laws].join(", ")}`,
    code: ["W, b = {}, {}", ...lines, ...(norms.length === 0 ? [] : ["gain, shift = {}, {}", ...norms])].join(
      "\n",
    ),
  };
}

/** `draw_inputs` behind its scale and shift; the points of a task. @param rows how many, or which */
export function inputText({ task, inputUnits, inputScale, inputShift, layers }: Plan, rows: string): string {
  if (task !== undefined) return `points(${rows}, ${inputUnits}, ${layers.at(-1)?.units ?? 1})[0]`;
  const drawn = `draw_inputs(${rows}, ${inputUnits})`;
  if (inputScale === 1 && inputShift === 0) return drawn;
  return `f32(${number(inputScale)} * ${drawn}.astype(np.float64) + ${number(inputShift)})`;
}

/** The batch and what its outputs are compared with. */
export function dataCell(plan: Plan): Cell {
  const { layers, task, gradient, inputUnits } = plan;
  const units = layers.at(-1)?.units ?? 1;
  const lines: string[] = [];
  if (task === undefined) {
    lines.push(`x = ${inputText(plan, "BATCH")}`);
    if (gradient === "gaussian")
      lines.push(`g = normal(GRADIENT, 0, BATCH, ${units})  # the gradient of the output, drawn`);
    if (gradient === "mse") lines.push(`targets = normal(GRADIENT, 0, BATCH, ${units})`);
    if (gradient === "cross_entropy")
      lines.push(`labels = np.floor(uniforms(LABEL, 0, BATCH, 1)[:, 0] * ${units}).astype(int)`);
  } else {
    lines.push(`x, labels, targets = points(BATCH, ${inputUnits}, ${units})`);
    // Squared error compares classes with their unit vectors, less the mean.
    if (gradient === "mse")
      lines.push("if targets is None:", `    targets = f32(np.eye(${units})[labels] - 1 / ${units})`);
  }
  return { title: "The batch", code: lines.join("\n") };
}
