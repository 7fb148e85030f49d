/**
 * What the passes of all frameworks have in common: lines with their tensors, calibration, dropout masks, and
 * the comparison with the page.
 */
import type { LayerPlan, NormPlan, Plan } from "../../experiment/plan.ts";
import type { TensorId } from "../../experiment/result.ts";
import type { Cell, CodeSource } from "./codeSource.ts";
import { owners } from "./draws.ts";
import { pageStd } from "./measured.ts";
import { commented, digits, number, wrapped } from "./pythonText.ts";
import { FORWARD_TENSORS, textOf } from "./steps.ts";
import type { Family, Operation, Ref, Step } from "./steps.ts";

/** A line of a pass, and the tensor that it makes. */
export interface Line {
  readonly name: string;
  readonly layer: number;
  readonly text: string;
  readonly tensor: TensorId | null;
}

export const lineText = ({ name, layer, text }: Line): string => `${name}[${layer}] = ${text}`;

/** How a framework writes a step. @param textOfInput how the arguments are written */
export type StepText = (step: Step, textOfInput?: (ref: Ref) => string) => string;

/** The forward pass, line by line. */
export function forwardLines(steps: readonly Step[], forwardText: StepText): readonly Line[] {
  return steps.map((step) => ({
    name: step.out.family,
    layer: step.out.layer,
    text: forwardText(step),
    tensor: FORWARD_TENSORS[step.out.family] ?? null,
  }));
}

/** How a framework writes a pass. */
export interface PassDialect {
  readonly forwardText: StepText;
  /** A line where it is more than the assignment. */
  readonly lineText?: (line: Line) => string;
  /** Where the weights of layers are, for calibration. */
  readonly weights: string;
}

/** The block of a norm. */
export function normName(norm: NormPlan): string {
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

/** How a framework writes the gain or shift of a layer that learns them. */
export type LearntText = (name: "gain" | "shift") => string;

/** gamma, beta and epsilon, as arguments. */
export const normArguments = ({ gamma, beta, epsilon }: NormPlan, learnt: LearntText | null): string =>
  learnt === null
    ? `gamma=${number(gamma)}, beta=${number(beta)}, epsilon=${number(epsilon)}`
    : `gamma=${learnt("gain")}, beta=${learnt("shift")}, epsilon=${number(epsilon)}`;

/** How a framework writes a factor, and the array of a dropout mask. */
interface Writing {
  readonly timesFactor: (factor: number, text: string) => string;
  readonly maskText: (name: string) => string;
}

/** The steps that every framework writes with operators, or with a block of the script. */
export function operatorText(
  operation: Extract<Operation, { readonly kind: "dropout" | "multiply" | "scale" | "add" }>,
  [first = "", second = ""]: readonly string[],
  { timesFactor, maskText }: Writing,
): string {
  switch (operation.kind) {
    case "dropout": {
      const { alpha, layer } = operation;
      const mask = maskText(`mask[${layer.layerIndex + 1}]`);
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

/** The expression of a layer's tensor, down to what does not depend on the weights of the layer. */
function wholeText(steps: readonly Step[], ref: Ref, forwardText: StepText): string {
  const step = steps.find(({ out }) => textOf(out) === textOf(ref));
  if (step === undefined || ref.layer === 0) return textOf(ref);
  const isOfLayer = (input: Ref): boolean => input.layer === ref.layer && step.operation.kind !== "linear";
  return forwardText(step, (input) => {
    if (!isOfLayer(input)) return textOf(input);
    const text = wholeText(steps, input, forwardText);
    return step.operation.kind === "multiply" || step.operation.kind === "scale" ? `(${text})` : text;
  });
}

/** The line that calibrates the weights of a layer, in front of its product; none for most. */
function calibrationLines(
  steps: readonly Step[],
  { operation, out }: Step,
  { forwardText, weights }: PassDialect,
): readonly string[] {
  if (operation.kind !== "linear" || operation.layer.calibration === null) return [];
  const { target, variance } = operation.layer.calibration;
  const family: Family = target === "activation" ? "a" : "z";
  const text = wholeText(steps, { family, layer: out.layer }, forwardText);
  return [`calibrate(${weights}, ${out.layer}, lambda: ${text}, ${number(variance)})`];
}

/** What the output is compared with, by its name in scripts; the gradient itself where that is drawn. */
export function goalOf({ gradient }: Pick<Plan, "gradient">): "g" | "labels" | "targets" {
  switch (gradient) {
    case "gaussian":
      return "g";
    case "cross_entropy":
      return "labels";
    case "mse":
      return "targets";
    default:
      return gradient satisfies never;
  }
}

/** Imports and constants. @param imports those of the framework @param standard those of Python */
export function settingLines(
  plan: Plan,
  imports: readonly string[],
  standard: readonly string[] = [],
): readonly string[] {
  return [
    ...standard,
    ...(standard.length === 0 ? [] : [""]),
    "import numpy as np",
    ...imports,
    "",
    `SEED, BATCH = ${plan.seed}, ${plan.batch}`,
    ...(plan.task === undefined || plan.task.id === "csv" ? [] : [`NOISE = ${number(plan.task.noise)}`]),
    'np.seterr(all="ignore")  # numbers beyond float32 are counted, not reported',
  ];
}

/** Dictionaries of the results of a pass, in one line. */
export function dictionaries(names: readonly string[]): string {
  const own = [...new Set(names)].filter((name) => name !== "a");
  const all = ["a", ...own];
  return `${all.join(", ")} = ${["{0: x}", ...own.map(() => "{}")].join(", ")}`;
}

/** The forward pass as lines, with the page's numbers where they belong to this pass. */
export function forwardBody(
  steps: readonly Step[],
  dialect: PassDialect,
  comment: (line: Line) => string | null,
  behind: (step: Step) => readonly string[] = () => [],
): readonly string[] {
  const lines = forwardLines(steps, dialect.forwardText);
  const text = dialect.lineText ?? lineText;
  return steps.flatMap((step, index) => {
    const line = lines[index];
    return [
      ...calibrationLines(steps, step, dialect),
      ...(line === undefined ? [] : [commented(text(line), comment(line))]),
      ...behind(step),
    ];
  });
}

/** The statements that draw dropout masks; none where nothing is dropped. @param rows how many, or which */
export function maskLines(layers: readonly LayerPlan[], rows: string, isTrained = false): readonly string[] {
  const masked = layers.filter(({ keepProbability }) => keepProbability < 1);
  if (masked.length === 0) return [];
  if (isTrained) {
    const body = [...maskLines(layers, "rows"), "return mask"];
    return ["def masks(rows):", ...body.map((line) => `    ${line}`), "", "", `mask = masks(${rows})`];
  }
  return [
    "mask = {}",
    ...masked.map(({ layerIndex, units, keepProbability: keep, alphaDropout }) => {
      const kept = number(alphaDropout?.scale ?? 1 / keep);
      return `mask[${layerIndex + 1}] = dropout_mask(${layerIndex}, ${rows}, ${units}, ${number(keep)}, ${kept})`;
    }),
  ];
}

/**
 * The stds of the page in the order of computation, and the assertions.
 * @param nudge a further argument of the passes that show how far roundings reach
 */
export function checkCell(
  source: CodeSource,
  forward: readonly Line[],
  backward: readonly Line[],
  nudge = "",
): Cell {
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
  const given = `, ${goalOf(plan)}`;
  const isKnown = loss !== null && Number.isFinite(loss);
  const code = [
    wrapped("PAGE = [", rows, "]"),
    "",
    `loss, tensors = passes(x, W${given})`,
    "others = []",
    "for seed in range(3):",
    "    near = {layer: nudged(values, seed) for layer, values in W.items()}",
    `    others.append(passes(nudged(x, seed), near${given}${nudge}))`,
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
