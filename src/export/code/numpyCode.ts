/** The NumPy script: both passes by hand, every line with the page's std behind it. */
import { activationById } from "../../catalog/activations.ts";
import { parseExpression } from "../../catalog/expression.ts";
import type { FunctionName } from "../../catalog/expression.ts";
import type { LayerPlan, NormPlan, Plan } from "../../experiment/plan.ts";
import type { TensorId } from "../../experiment/result.ts";
import { block, joined } from "./blocks.ts";
import type { Cell, CodeSource } from "./codeSource.ts";
import { checkPlan, dataCell, generatorBlocks, inputText, owners, parametersCell } from "./draws.ts";
import { measuredText, pageStd } from "./measured.ts";
import { commented, digits, indented, mentions, number, pythonOf, wrapped } from "./pythonText.ts";
import type { ExpressionDialect } from "./pythonText.ts";
import { BACKWARD_TENSORS, FORWARD_TENSORS, INPUT, stepsOf, textOf } from "./steps.ts";
import type { Family, Ref, Step } from "./steps.ts";

const NUMPY: ExpressionDialect = {
  module: "np",
  where: "np.where",
  own: {
    abs: "np.abs",
    min: "np.minimum",
    max: "np.maximum",
    exp: "np.exp",
    expm1: "np.expm1",
    tanh: "np.tanh",
    sin: "np.sin",
    cos: "np.cos",
    sqrt: "np.sqrt",
  },
};

/** Functions of expressions that NumPy does not have, each behind those that it calls. */
const HELPERS = [
  "sech2",
  "sigmoid",
  "softplus",
  "normcdf",
  "normpdf",
  "erf",
  "gauss",
  "gelugate",
] as const satisfies readonly FunctionName[];

/** What the functions of a script need. */
interface Needs {
  readonly helpers: Set<FunctionName>;
  readonly blocks: Set<string>;
  /** Definitions of activations, by name. */
  readonly activations: Map<string, string>;
}

/** Defines phi and phi' once; the identity needs no function. */
function needActivation(needs: Needs, step: Step): void {
  if (step.operation.kind !== "activation") return;
  const { activation: id } = step.operation;
  const { expression } = activationById(id);
  if (expression.f === "x") return;
  const helpers = new Set<FunctionName>();
  const define = (name: string, source: string): void => {
    const text = pythonOf(parseExpression(source), NUMPY, helpers);
    // A helper of this name is the function itself.
    if (text === `${name}(x)`) return;
    const parameters = mentions(source, "p") ? "x, p" : "x";
    const body = mentions(source, "x") ? `f32(${text})` : `np.full_like(x, ${text})`;
    needs.activations.set(name, `def ${name}(${parameters}):\n    return ${body}`);
  };
  define(id, expression.f);
  define(`d_${id}`, expression.df);
  for (const helper of helpers) needs.helpers.add(helper);
  if (helpers.has("gelugate")) needs.helpers.add("sigmoid");
}

/** The block of a norm. */
function normName(norm: NormPlan): string {
  if (norm.kind !== "batch") return `${norm.kind}_norm`;
  switch (norm.statistics) {
    case "batch":
      return "batch_norm";
    case "running":
      return "fresh_norm";
    case "averaged":
      return "averaged_norm";
    default:
      return norm.statistics satisfies never;
  }
}

function need(needs: Needs, step: Step): void {
  const { operation } = step;
  if (operation.kind === "norm") {
    const name = normName(operation.norm);
    if (name === "batch_norm" || name === "layer_norm") needs.blocks.add("numpy/centered");
    needs.blocks.add(`numpy/${name}`);
  }
  if (operation.kind === "dropout") needs.blocks.add("numpy/drop");
  if (operation.kind === "dropout" && operation.alpha !== null) needs.blocks.add("numpy/alpha_drop");
  if (operation.kind === "linear" && operation.layer.calibration !== null)
    needs.blocks.add("numpy/calibrate");
  needActivation(needs, step);
}

const BLOCK_ORDER = [
  "numpy/centered",
  "numpy/batch_norm",
  "numpy/layer_norm",
  "numpy/rms_norm",
  "numpy/fresh_norm",
  "numpy/averaged_norm",
  "numpy/average",
  "numpy/drop",
  "numpy/alpha_drop",
  "numpy/cross_entropy",
  "numpy/mean_squared_error",
  "numpy/std",
  "numpy/calibrate",
] as const;

const normArguments = ({ gamma, beta, epsilon }: NormPlan): string =>
  `gamma=${number(gamma)}, beta=${number(beta)}, epsilon=${number(epsilon)}`;

const parameterOf = ({ operation }: Step, source: string): string =>
  operation.kind === "activation" && mentions(source, "p") ? `, ${number(operation.parameter)}` : "";

const timesFactor = (factor: number, text: string): string =>
  factor === 1 ? text : `f32(${number(factor)}) * ${text}`;

const weightsOf = ({ weightsFrom }: LayerPlan): string => `W[${weightsFrom + 1}]`;

/** One step forward. @param textOfInput how its arguments are written */
function forwardText(step: Step, textOfInput: (ref: Ref) => string = textOf): string {
  const [first = "", second = ""] = step.inputs.map(textOfInput);
  const { operation } = step;
  switch (operation.kind) {
    case "linear": {
      const { bias, weightsFrom } = operation.layer;
      const product = `${first} @ ${weightsOf(operation.layer)}.T`;
      return bias === null ? product : `${product} + b[${weightsFrom + 1}]`;
    }
    case "norm": {
      const { norm, layer } = operation;
      const running = normName(norm) === "averaged_norm" ? `, running[${layer.layerIndex + 1}]` : "";
      return `${normName(norm)}(${first}${running}, ${normArguments(norm)})`;
    }
    case "activation": {
      const { expression } = activationById(operation.activation);
      return expression.f === "x"
        ? first
        : `${operation.activation}(${first}${parameterOf(step, expression.f)})`;
    }
    case "dropout": {
      const { alpha, layer } = operation;
      const mask = `mask[${layer.layerIndex + 1}]`;
      return alpha === null
        ? `drop(${first}, ${mask})`
        : `alpha_drop(${first}, ${mask}, ${number(alpha.shift)}, ${number(alpha.dropped)})`;
    }
    case "multiply":
      return `${first} * ${second}`;
    case "scale":
      return timesFactor(operation.factor, first);
    case "add":
      return `${first} + ${timesFactor(operation.factor, second)}`;
    default:
      return operation satisfies never;
  }
}

/** What a step hands to the gradient of each of its inputs. @param gradient of its result */
function backwardTexts(step: Step, gradient: string): readonly string[] {
  const [first = "", second = ""] = step.inputs.map(textOf);
  const { operation } = step;
  switch (operation.kind) {
    case "linear":
      return [`${gradient} @ ${weightsOf(operation.layer)}`];
    case "norm": {
      const { norm, layer } = operation;
      const name = normName(norm);
      const seen = name === "averaged_norm" ? `running[${layer.layerIndex + 1}]` : first;
      const given = `gamma=${number(norm.gamma)}, epsilon=${number(norm.epsilon)}`;
      return [`${name}_back(${gradient}, ${seen}, ${given})`];
    }
    case "activation": {
      const { expression } = activationById(operation.activation);
      if (expression.f === "x") return [gradient];
      const parameter = parameterOf(step, expression.df);
      return [`${gradient} * d_${operation.activation}(${first}${parameter})`];
    }
    case "dropout":
      return [`drop(${gradient}, mask[${operation.layer.layerIndex + 1}])`];
    case "multiply":
      return [`${gradient} * ${second}`, `${gradient} * ${first}`];
    case "scale":
      return [timesFactor(operation.factor, gradient)];
    case "add":
      return [gradient, timesFactor(operation.factor, gradient)];
    default:
      return operation satisfies never;
  }
}

/** A line of a pass, and the tensor that it makes. */
interface Line {
  readonly name: string;
  readonly layer: number;
  readonly text: string;
  readonly tensor: TensorId | null;
}

const lineText = ({ name, layer, text }: Line): string => `${name}[${layer}] = ${text}`;

function forwardLines(steps: readonly Step[]): readonly Line[] {
  return steps.map((step) => ({
    name: step.out.family,
    layer: step.out.layer,
    text: forwardText(step),
    tensor: FORWARD_TENSORS[step.out.family] ?? null,
  }));
}

/** Reverse mode over the steps: the gradient of a result is the sum of what its users hand back. */
function backwardLines(steps: readonly Step[]): readonly Line[] {
  const arriving = new Map<string, string[]>();
  const arrive = (ref: Ref, text: string): void => {
    arriving.set(textOf(ref), [...(arriving.get(textOf(ref)) ?? []), text]);
  };
  /** What depends on no weights needs no gradient. */
  const isLearnt = new Set<string>();
  for (const { out, operation, inputs } of steps)
    if (operation.kind === "linear" || inputs.some((ref) => isLearnt.has(textOf(ref))))
      isLearnt.add(textOf(out));
  const lines: Line[] = [];
  const last = steps.at(-1);
  if (last !== undefined) arrive(last.out, "g");
  for (const step of steps.toReversed()) {
    if (!isLearnt.has(textOf(step.out))) continue;
    const { family, layer } = step.out;
    const name = `d${family}`;
    const text = (arriving.get(textOf(step.out)) ?? ["np.float32(0)"]).join(" + ");
    lines.push({ name, layer, text, tensor: BACKWARD_TENSORS[family] ?? null });
    const gradient = `${name}[${layer}]`;
    if (step.operation.kind === "linear") {
      const [input = INPUT] = step.inputs;
      lines.push({ name: "dW", layer, text: `${gradient}.T @ ${textOf(input)}`, tensor: "grad_weight" });
    }
    for (const [index, handed] of backwardTexts(step, gradient).entries()) {
      const input = step.inputs[index];
      if (input !== undefined && isLearnt.has(textOf(input))) arrive(input, handed);
    }
  }
  return lines;
}

/** The expression of a layer's tensor, down to what does not depend on the weights of the layer. */
function wholeText(steps: readonly Step[], ref: Ref): string {
  const step = steps.find(({ out }) => textOf(out) === textOf(ref));
  if (step === undefined || ref.layer === 0) return textOf(ref);
  const isOfLayer = (input: Ref): boolean => input.layer === ref.layer && step.operation.kind !== "linear";
  return forwardText(step, (input) => {
    if (!isOfLayer(input)) return textOf(input);
    const text = wholeText(steps, input);
    return step.operation.kind === "multiply" || step.operation.kind === "scale" ? `(${text})` : text;
  });
}

/** The line that calibrates the weights of a layer, in front of its product; none for most. */
function calibrationLines(steps: readonly Step[], { operation, out }: Step): readonly string[] {
  if (operation.kind !== "linear" || operation.layer.calibration === null) return [];
  const { target, variance } = operation.layer.calibration;
  const family: Family = target === "activation" ? "a" : "z";
  const text = wholeText(steps, { family, layer: out.layer });
  return [`calibrate(W, ${out.layer}, lambda: ${text}, ${number(variance)})`];
}

/** Dictionaries of the results of a pass, in one line. */
function dictionaries(names: readonly string[]): string {
  const own = [...new Set(names)].filter((name) => name !== "a");
  const all = ["a", ...own];
  return `${all.join(", ")} = ${["{0: x}", ...own.map(() => "{}")].join(", ")}`;
}

/** The forward pass as lines, with the page's numbers where they belong to this pass. */
function forwardBody(steps: readonly Step[], comment: (line: Line) => string | null): readonly string[] {
  const lines = forwardLines(steps);
  return steps.flatMap((step, index) => {
    const line = lines[index];
    return [
      ...calibrationLines(steps, step),
      ...(line === undefined ? [] : [commented(lineText(line), comment(line))]),
    ];
  });
}

function lossLines({ gradient }: Plan, output: Ref): readonly string[] {
  switch (gradient) {
    case "gaussian":
      return [];
    case "cross_entropy":
      return [`loss, g = cross_entropy(${textOf(output)}, labels)`];
    case "mse":
      return [`loss, g = mean_squared_error(${textOf(output)}, targets)`];
    default:
      return gradient satisfies never;
  }
}

/** Both passes as one function. */
function passesCell(source: CodeSource, steps: readonly Step[], backward: readonly Line[]): Cell {
  const { plan } = source;
  const comment = ({ tensor, layer }: Line): string | null =>
    tensor === null ? null : measuredText(source, layer, tensor);
  const forward = forwardLines(steps);
  const families = [...new Set(forward.map(({ name }) => name))];
  const gradients = [...new Set(backward.map(({ name }) => name))];
  const output = steps.at(-1)?.out ?? INPUT;
  const isDrawn = plan.gradient === "gaussian";
  const returned = [...families, ...gradients].map((name) => `"${name}": ${name}`).join(", ");
  const body = [
    '"""Forward and backward; behind each line stands the std on the page."""',
    dictionaries(families),
    ...forwardBody(steps, comment),
    "",
    ...lossLines(plan, output),
    `${gradients.join(", ")} = ${gradients.map(() => "{}").join(", ")}`,
    ...backward.map((line) => commented(lineText(line), comment(line))),
    `return ${isDrawn ? "None" : "loss"}, {${returned}, "W": W}`,
  ];
  return {
    title: "Forward and backward",
    code: `def passes(x, W${isDrawn ? ", g" : ""}):\n${indented(body.join("\n"))}`,
  };
}

/** Batches of training, which leave running statistics behind; none in most plans. */
function trainingCell({ plan }: CodeSource): Cell | null {
  const { averaging } = plan;
  if (averaging === null) return null;
  const steps = stepsOf(averaging.layers);
  const lines = forwardLines(steps);
  const families = [...new Set(lines.map(({ name }) => name))];
  const body = steps.flatMap((step, index) => {
    const line = lines[index];
    const { operation } = step;
    const [seen = INPUT] = step.inputs;
    const isAveraged = operation.kind === "norm" && operation.norm.kind === "batch";
    return [
      ...calibrationLines(steps, step),
      ...(line === undefined ? [] : [lineText(line)]),
      ...(isAveraged
        ? [`average(running, ${step.out.layer}, ${textOf(seen)}, ${number(averaging.momentum)})`]
        : []),
    ];
  });
  const masks = maskLines(averaging.layers, "rows");
  const code = [
    "def training_batch(rows):",
    '    """A batch in training mode: running statistics follow what the norms see."""',
    `    x = ${inputText(plan, "rows")}`,
    ...masks.map((line) => `    ${line}`),
    `    ${dictionaries(families)}`,
    ...body.map((line) => `    ${line}`),
    "",
    "",
    "running = {}",
    `for batch in range(1, ${averaging.batches + 1}):`,
    "    training_batch(np.arange(batch * BATCH, (batch + 1) * BATCH))",
  ];
  return { title: "Batches of training before", code: code.join("\n") };
}

function maskLines(layers: readonly LayerPlan[], rows: string): readonly string[] {
  const masked = layers.filter(({ keepProbability }) => keepProbability < 1);
  if (masked.length === 0) return [];
  return [
    "mask = {}",
    ...masked.map(({ layerIndex, units, keepProbability: keep, alphaDropout }) => {
      const kept = number(alphaDropout?.scale ?? 1 / keep);
      return `mask[${layerIndex + 1}] = dropout_mask(${layerIndex}, ${rows}, ${units}, ${number(keep)}, ${kept})`;
    }),
  ];
}

/** The stds of the page in the order of computation, and the assertions. */
function checkCell(source: CodeSource, forward: readonly Line[], backward: readonly Line[]): Cell {
  const { plan, loss } = source;
  const rows = [
    ...owners(plan.layers).map(({ layerIndex }) => ({
      name: "W",
      layer: layerIndex + 1,
      tensor: "weight" as const,
    })),
    ...forward,
    ...backward,
  ].flatMap(({ name, layer, tensor }) => {
    const std = tensor === null ? undefined : pageStd(source, layer, tensor);
    if (std === undefined) return [];
    return [`("${name}", ${layer}, ${std})`];
  });
  const given = plan.gradient === "gaussian" ? ", g" : "";
  const isKnown = loss !== null && Number.isFinite(loss);
  const code = [
    wrapped("PAGE = [", rows, "]"),
    "",
    `loss, tensors = passes(x, W${given})`,
    "others = []",
    "for seed in range(3):",
    "    near = {layer: nudged(values, seed) for layer, values in W.items()}",
    `    others.append(passes(nudged(x, seed), near${given}))`,
    "check(tensors, [other for _, other in others])",
    ...(plan.gradient === "gaussian" ? [] : ['print(f"loss {loss:.6g}")']),
    ...(isKnown
      ? [
          "spread = 10 * max(abs(loss - other) for other, _ in others)",
          `assert abs(loss - ${number(loss)}) <= 2e-4 * abs(loss) + spread, "loss on the page: ${digits(loss, 7)}"`,
        ]
      : []),
  ].join("\n");
  return { title: "The numbers on the page", code };
}

/** The cells of the script. @throws Unwritable */
export function numpyCells(source: CodeSource): readonly Cell[] {
  const { plan } = source;
  checkPlan(plan);
  const steps = stepsOf(plan.layers);
  const all = [...steps, ...(plan.averaging === null ? [] : stepsOf(plan.averaging.layers))];
  const needs: Needs = { helpers: new Set(), blocks: new Set(["numpy/std"]), activations: new Map() };
  for (const step of all) need(needs, step);
  if (plan.averaging !== null) needs.blocks.add("numpy/average");
  if (plan.gradient === "cross_entropy") needs.blocks.add("numpy/cross_entropy");
  if (plan.gradient === "mse") needs.blocks.add("numpy/mean_squared_error");
  const forward = forwardLines(steps);
  const backward = backwardLines(steps);
  const isVectorised = needs.helpers.has("erf") || needs.helpers.has("normcdf");
  const setup = [
    ...(isVectorised ? ["import math", ""] : []),
    "import numpy as np",
    "",
    `SEED, BATCH = ${plan.seed}, ${plan.batch}`,
    ...(plan.task === undefined || plan.task.id === "csv" ? [] : [`NOISE = ${number(plan.task.noise)}`]),
    'np.seterr(all="ignore")  # numbers beyond float32 are counted, not reported',
  ];
  const training = trainingCell(source);
  const masks = maskLines(plan.layers, "BATCH");
  return [
    { title: "Setting", code: setup.join("\n") },
    { title: "Random numbers, as the page draws them", code: joined(generatorBlocks(plan)) },
    {
      title: "Activations, norms, losses and their derivatives",
      code: joined([
        ...HELPERS.filter((helper) => needs.helpers.has(helper)).map((helper) => block(`numpy/${helper}`)),
        ...needs.activations.values(),
        ...BLOCK_ORDER.filter((path) => needs.blocks.has(path)).map(block),
      ]),
    },
    parametersCell(plan, ({ layerIndex }) => measuredText(source, layerIndex + 1, "weight")),
    ...(training === null ? [] : [training]),
    dataCell(plan),
    ...(masks.length === 0 ? [] : [{ title: "Dropout", code: masks.join("\n") }]),
    passesCell(source, steps, backward),
    { title: "How numbers are compared", code: block("numpy/check") },
    checkCell(source, forward, backward),
  ];
}
