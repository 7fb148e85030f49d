/** The NumPy script: both passes by hand, every line with the page's std behind it. */
import { activationById } from "../../catalog/activations.ts";
import type { PlannedActivation } from "../../catalog/activations.ts";
import { parseExpression } from "../../catalog/expression.ts";
import type { FunctionName } from "../../catalog/expression.ts";
import type { LayerPlan, Plan } from "../../experiment/plan.ts";
import { block, joined } from "./blocks.ts";
import type { Cell, CodeSource } from "./codeSource.ts";
import { checkPlan, dataCell, generatorBlocks, inputText, parametersCell } from "./draws.ts";
import { measuredText } from "./measured.ts";
import {
  checkCell,
  dictionaries,
  forwardBody,
  forwardLines,
  goalOf,
  lineText,
  maskLines,
  normArguments,
  normName,
  operatorText,
  settingLines,
} from "./passText.ts";
import type { LearntText, Line, PassDialect, StepText } from "./passText.ts";
import { commented, indented, mentions, number, pythonOf } from "./pythonText.ts";
import type { ExpressionDialect } from "./pythonText.ts";
import { isWithTraining, learntOf, trainingCells } from "./trainingCode.ts";
import { BACKWARD_TENSORS, INPUT, stepsOf, textOf } from "./steps.ts";
import type { Ref, Step } from "./steps.ts";

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

/** The name of an activation's function: a network has one typed activation at most. */
const functionName = (id: PlannedActivation): string => (id.startsWith("phi:") ? "phi" : id);

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
  define(functionName(id), expression.f);
  define(`d_${functionName(id)}`, expression.df);
  for (const helper of helpers) needs.helpers.add(helper);
  if (helpers.has("gelugate")) needs.helpers.add("sigmoid");
}

function need(needs: Needs, step: Step): void {
  const { operation } = step;
  if (operation.kind === "norm") {
    const name = normName(operation.norm);
    if (name === "batch_norm" || name === "layer_norm") needs.blocks.add("numpy/centered");
    needs.blocks.add(`numpy/${name}`);
  }
  if (operation.kind === "dropout")
    for (const path of ["dropout_mask", "drop"]) needs.blocks.add(`numpy/${path}`);
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
  "numpy/dropout_mask",
  "numpy/drop",
  "numpy/alpha_drop",
  "numpy/cross_entropy",
  "numpy/mean_squared_error",
  "numpy/std",
  "numpy/calibrate",
] as const;

const parameterOf = ({ operation }: Step, source: string): string =>
  operation.kind === "activation" && mentions(source, "p") ? `, ${number(operation.parameter)}` : "";

const timesFactor = (factor: number, text: string): string =>
  factor === 1 ? text : `f32(${number(factor)}) * ${text}`;

const weightsOf = ({ weightsFrom }: LayerPlan): string => `W[${weightsFrom + 1}]`;

/** The names of what a norm learns. */
const learntAt =
  (layer: LayerPlan): LearntText =>
  (name) =>
    `${name}[${layer.layerIndex + 1}]`;

/** Steps forward; biases, gains and shifts are arrays where they are learnt. */
const forwardOf =
  (isTrained: boolean): StepText =>
  (step, textOfInput = textOf) =>
    forwardText(step, textOfInput, isTrained);

/** One step forward. @param textOfInput how its arguments are written */
function forwardText(step: Step, textOfInput: (ref: Ref) => string, isTrained: boolean): string {
  const [first = "", second = ""] = step.inputs.map(textOfInput);
  const { operation } = step;
  switch (operation.kind) {
    case "linear": {
      const { bias, weightsFrom } = operation.layer;
      const product = `${first} @ ${weightsOf(operation.layer)}.T`;
      return bias === null && !isTrained ? product : `${product} + b[${weightsFrom + 1}]`;
    }
    case "norm": {
      const { norm, layer } = operation;
      const running = normName(norm) === "averaged_norm" ? `, running[${layer.layerIndex + 1}]` : "";
      return `${normName(norm)}(${first}${running}, ${normArguments(norm, isTrained ? learntAt(layer) : null)})`;
    }
    case "activation": {
      const { expression } = activationById(operation.activation);
      return expression.f === "x"
        ? first
        : `${functionName(operation.activation)}(${first}${parameterOf(step, expression.f)})`;
    }
    case "dropout":
    case "multiply":
    case "scale":
    case "add":
      return operatorText(operation, [first, second], { timesFactor, maskText: (name) => name });
    default:
      return operation satisfies never;
  }
}

const passOf = (isTrained: boolean): PassDialect => ({ forwardText: forwardOf(isTrained), weights: "W" });

/** What a step hands to the gradient of each of its inputs. @param gradient of its result */
function backwardTexts(step: Step, gradient: string, isTrained: boolean): readonly string[] {
  const [first = "", second = ""] = step.inputs.map(textOf);
  const { operation } = step;
  switch (operation.kind) {
    case "linear":
      return [`${gradient} @ ${weightsOf(operation.layer)}`];
    case "norm": {
      const { norm, layer } = operation;
      const name = normName(norm);
      const seen = name === "averaged_norm" ? `running[${layer.layerIndex + 1}]` : first;
      const gamma = isTrained ? learntAt(layer)("gain") : number(norm.gamma);
      const given = `gamma=${gamma}, epsilon=${number(norm.epsilon)}`;
      return [`${name}_back(${gradient}, ${seen}, ${given})`];
    }
    case "activation": {
      const { expression } = activationById(operation.activation);
      if (expression.f === "x") return [gradient];
      const parameter = parameterOf(step, expression.df);
      return [`${gradient} * d_${functionName(operation.activation)}(${first}${parameter})`];
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

/** Gradients of biases, gains and shifts. @param gradient of the step's result */
function vectorLines(
  { operation, inputs: [seen = INPUT], out: { layer } }: Step,
  gradient: string,
): readonly Line[] {
  const line = (name: string, text: string): Line => ({ name, layer, text, tensor: null });
  if (operation.kind === "linear") return [line("db", `${gradient}.sum(0)`)];
  if (operation.kind !== "norm") return [];
  const { norm } = operation;
  const normed = `${normName(norm)}(${textOf(seen)}, gamma=1, beta=0, epsilon=${number(norm.epsilon)})`;
  return [line("dgain", `(${gradient} * ${normed}).sum(0)`), line("dshift", `${gradient}.sum(0)`)];
}

/** Reverse mode over the steps: the gradient of a result is the sum of what its users hand back. */
function backwardLines(steps: readonly Step[], isTrained: boolean): readonly Line[] {
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
    if (isTrained) lines.push(...vectorLines(step, gradient));
    for (const [index, handed] of backwardTexts(step, gradient, isTrained).entries()) {
      const input = step.inputs[index];
      if (input !== undefined && isLearnt.has(textOf(input))) arrive(input, handed);
    }
  }
  return lines;
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
  const isTrained = isWithTraining(source.training);
  const learnt = isTrained ? learntOf(plan).map((name) => `, ${name}=${name}`) : [];
  const comment = ({ tensor, layer }: Line): string | null =>
    tensor === null ? null : measuredText(source, layer, tensor);
  const forward = forwardLines(steps, forwardOf(isTrained));
  const families = [...new Set(forward.map(({ name }) => name))];
  const gradients = [...new Set(backward.map(({ name }) => name))];
  const output = steps.at(-1)?.out ?? INPUT;
  const isDrawn = plan.gradient === "gaussian";
  const returned = [...families, ...gradients].map((name) => `"${name}": ${name}`).join(", ");
  const body = [
    '"""Forward and backward; behind each line stands the std on the page."""',
    dictionaries(families),
    ...forwardBody(steps, passOf(isTrained), comment),
    "",
    ...lossLines(plan, output),
    `${gradients.join(", ")} = ${gradients.map(() => "{}").join(", ")}`,
    ...backward.map((line) => commented(lineText(line), comment(line))),
    `return ${isDrawn ? "None" : "loss"}, {${returned}, "W": W}`,
  ];
  return {
    title: "Forward and backward",
    code: `def passes(x, W, ${goalOf(plan)}${learnt.join("")}):\n${indented(body.join("\n"))}`,
  };
}

/** Batches of training, which leave running statistics behind; none in most plans. */
function trainingCell({ plan }: CodeSource): Cell | null {
  const { averaging } = plan;
  if (averaging === null) return null;
  const steps = stepsOf(averaging.layers);
  const lines = forwardLines(steps, forwardOf(false));
  const families = [...new Set(lines.map(({ name }) => name))];
  const body = forwardBody(
    steps,
    passOf(false),
    () => null,
    ({ operation, inputs: [seen = INPUT], out }) =>
      operation.kind === "norm" && operation.norm.kind === "batch"
        ? [`average(running, ${out.layer}, ${textOf(seen)}, ${number(averaging.momentum)})`]
        : [],
  );
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
  const isTrained = isWithTraining(source.training);
  const forward = forwardLines(steps, forwardOf(isTrained));
  const backward = backwardLines(steps, isTrained);
  const isVectorised = needs.helpers.has("erf") || needs.helpers.has("normcdf");
  const training = trainingCell(source);
  const masks = maskLines(plan.layers, "BATCH", isTrained);
  return [
    { title: "Setting", code: settingLines(plan, [], isVectorised ? ["import math"] : []).join("\n") },
    { title: "Random numbers, as the page draws them", code: joined(generatorBlocks(plan)) },
    {
      title: "Activations, norms, losses and their derivatives",
      code: joined([
        ...HELPERS.filter((helper) => needs.helpers.has(helper)).map((helper) => block(`numpy/${helper}`)),
        ...needs.activations.values(),
        ...BLOCK_ORDER.filter((path) => needs.blocks.has(path)).map(block),
      ]),
    },
    parametersCell(plan, ({ layerIndex }) => measuredText(source, layerIndex + 1, "weight"), isTrained),
    ...(training === null ? [] : [training]),
    dataCell(plan),
    ...(masks.length === 0 ? [] : [{ title: "Dropout", code: masks.join("\n") }]),
    passesCell(source, steps, backward),
    { title: "How numbers are compared", code: block("numpy/check") },
    checkCell(source, forward, backward),
    ...(isWithTraining(source.training) ? trainingCells(source.training, { folder: "numpy" }) : []),
  ];
}
