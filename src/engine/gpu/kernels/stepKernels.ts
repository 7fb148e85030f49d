/**
 * The kernels `step_<optimiser>`, from the catalogue's expressions: one for each state of an optimiser and
 * one for the parameters, because a kernel has one result. A later one reads what an earlier one has made.
 */
import { parseExpression } from "../../../catalog/expression.ts";
import type { Expression } from "../../../catalog/expression.ts";
import { optimizerById, STEP_VARIABLES } from "../../../catalog/optimizers.ts";
import type { OptimizerId } from "../../../catalog/trainingIds.ts";
import { generateStep, helperSources } from "./codegen.ts";
import { elementwise } from "./kernelParts.ts";
import type { KernelSource } from "./kernelSource.ts";
import type { Layout, Shape } from "./layout.ts";

/** What one kernel of a step makes. */
export type StepPart = "m" | "v" | "w";
/** A tensor that a step reads: the parameters, their gradient, the states, the factor of a clipped norm. */
export type StepTensor = "w" | "g" | "m" | "v" | "factor";
/** A number of a step: `decay` is the factor of the parameters where decay is decoupled. */
export type StepNumber = "lr" | "c1" | "c2" | "decay" | "limit";
/** What is done to a gradient first: nothing, a factor `[1, 1]` on the device, or a cut at `limit`. */
export type StepClip = "none" | "norm" | "value";

export interface StepKernel {
  readonly part: StepPart;
  readonly source: KernelSource;
  /** Its arguments, in their order: tensors, then numbers. */
  readonly tensors: readonly StepTensor[];
  readonly numbers: readonly StepNumber[];
}

/** Names of the kernels' arguments. */
const NAMES: Readonly<Record<StepTensor | StepNumber, string>> = {
  w: "parameters",
  g: "gradient",
  m: "first",
  v: "second",
  factor: "factor",
  lr: "rate",
  c1: "firstCorrection",
  c2: "secondCorrection",
  decay: "decay",
  limit: "limit",
};
const TENSORS: readonly StepTensor[] = ["w", "g", "m", "v", "factor"];
const NUMBERS: readonly StepNumber[] = ["lr", "c1", "c2", "decay", "limit"];

function variablesOf(expression: Expression): ReadonlySet<string> {
  switch (expression.kind) {
    case "number":
      return new Set();
    case "variable":
      return new Set([expression.name]);
    case "negate":
      return variablesOf(expression.operand);
    case "binary":
      return new Set([...variablesOf(expression.left), ...variablesOf(expression.right)]);
    case "call":
      return new Set(expression.operands.flatMap((operand) => [...variablesOf(operand)]));
    case "select":
      return new Set(
        [expression.left, expression.right, expression.ifTrue, expression.ifFalse].flatMap((part) => [
          ...variablesOf(part),
        ]),
      );
    default:
      return expression satisfies never;
  }
}

/** The kernel of one part. Its arguments are only those that it uses: a device may drop the others. */
function partKernel(
  layout: Layout,
  shape: Shape,
  id: OptimizerId,
  part: StepPart,
  clip: StepClip,
): StepKernel | null {
  const { step, isDecoupled = false } = optimizerById(id);
  const rule = step[part];
  if (rule === undefined) return null;
  const used = new Set<string>(variablesOf(parseExpression(rule, STEP_VARIABLES)));
  if (used.has("g")) {
    if (clip === "norm") used.add("factor");
    if (clip === "value") used.add("limit");
    // Coupled decay is a part of the gradient.
    if (!isDecoupled) used.add("w").add("decay");
  }
  if (used.has("w") && isDecoupled) used.add("decay");
  const tensors = TENSORS.filter((name) => used.has(name));
  const numbers = NUMBERS.filter((name) => used.has(name));
  const { entry, sources } = generateStep(rule);
  /** The text of a variable, given that of a loaded tensor. */
  const argument = (name: (typeof STEP_VARIABLES)[number], value: (name: string) => string): string => {
    const loaded = (tensor: StepTensor): string => value(`${NAMES[tensor]}T`);
    if (!used.has(name)) return "0.0";
    if (name === "lr" || name === "c1" || name === "c2") return NAMES[name];
    if (name === "w") return isDecoupled ? `${loaded("w")} * decay` : loaded("w");
    if (name !== "g") return loaded(name);
    const clipped = {
      none: loaded("g"),
      norm: `${loaded("g")} * ${layout.at("factorT", 0)}`,
      value: `largerOf(smallerOf(${loaded("g")}, limit), -limit)`,
    }[clip];
    return isDecoupled ? clipped : `${clipped} + decay * ${loaded("w")}`;
  };
  const needed = clip === "value" && used.has("g") ? helperSources(["largerOf", "smallerOf"]) : [];
  return {
    part,
    tensors,
    numbers,
    source: elementwise(layout, {
      name: `step-${id}-${part}-${clip}`,
      shape,
      tensors: tensors.filter((name) => name !== "factor").map((name) => NAMES[name]),
      scalars: tensors.filter((name) => name === "factor"),
      numbers: numbers.map((name) => NAMES[name]),
      functions: [...new Set([...needed, ...sources])],
      lane: (value) => `${entry}(${STEP_VARIABLES.map((name) => argument(name, value)).join(", ")})`,
    }),
  };
}

/**
 * The kernels of a step of an optimiser, in the order in which they run: states first, each seen by those
 * behind it. All tensors have one shape but `factor`, `[1, 1]`.
 * @throws SyntaxError or RangeError when a rule does not translate
 */
export function stepKernels(
  layout: Layout,
  shape: Shape,
  id: OptimizerId,
  clip: StepClip,
): readonly StepKernel[] {
  return (["m", "v", "w"] as const).flatMap((part) => partKernel(layout, shape, id, part, clip) ?? []);
}
