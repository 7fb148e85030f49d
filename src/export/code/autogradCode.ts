/**
 * What the scripts of all frameworks that differentiate by themselves have in common: the forward pass line
 * by line with both numbers behind each, and the gradients that are compared.
 */
import type { Plan } from "../../experiment/plan.ts";
import type { TensorId } from "../../experiment/result.ts";
import { block, joined } from "./blocks.ts";
import type { Cell, CodeSource } from "./codeSource.ts";
import { unknownPart } from "./codeSource.ts";
import { checkPlan, dataCell, generatorBlocks, parametersCell } from "./draws.ts";
import { measuredText, pageStd } from "./measured.ts";
import {
  checkCell,
  dictionaries,
  forwardBody,
  forwardLines,
  maskLines,
  normName,
  settingLines,
} from "./passText.ts";
import type { Line, PassDialect } from "./passText.ts";
import { isWithTraining, trainingCells } from "./trainingCode.ts";
import type { TrainingDialect } from "./trainingCode.ts";
import { BACKWARD_TENSORS, INPUT, stepsOf } from "./steps.ts";
import type { Ref, Step } from "./steps.ts";

/** How a framework writes its script. */
export interface AutogradDialect {
  /** Its folder in `blocks/`. */
  readonly folder: "pytorch" | "keras" | "jax";
  /** Imports and what is switched on, behind those of NumPy. */
  readonly imports: readonly string[];
  /** Imports of Python itself. */
  readonly standard: readonly string[];
  readonly pass: PassDialect;
  /** The code of the network. @param body its forward pass, which ends with all tensors */
  readonly networkCode: (plan: Plan, body: string) => string;
  /** What a training is written with, beside the blocks of its folder. */
  readonly training?: Pick<TrainingDialect, "before">;
  /** `loss_of`. @param output the tensor that it compares */
  readonly lossCode: (plan: Plan, output: Ref) => string;
}

/** The blocks of a script, each behind those that it calls. */
const BLOCK_ORDER = ["batch_norm", "layer_norm", "rms_norm", "fresh_norm", "drop", "alpha_drop"] as const;

function neededBlocks(steps: readonly Step[], folder: string): readonly string[] {
  const needed = new Set<string>();
  for (const { operation } of steps) {
    if (operation.kind === "norm") needed.add(normName(operation.norm));
    if (operation.kind === "dropout") needed.add(operation.alpha === null ? "drop" : "alpha_drop");
  }
  const hasMask = needed.has("drop") || needed.has("alpha_drop");
  const isCalibrated = steps.some(
    ({ operation }) => operation.kind === "linear" && operation.layer.calibration !== null,
  );
  return [
    block("numpy/std"),
    ...(hasMask ? [block("numpy/dropout_mask")] : []),
    ...BLOCK_ORDER.filter((path) => needed.has(path)).map((path) => block(`${folder}/${path}`)),
    ...(isCalibrated ? [block(`${folder}/calibrate`)] : []),
  ];
}

/** Both numbers of a tensor: forward, and of its gradient. */
function commentOf(source: CodeSource, { name, layer, tensor }: Line): string | null {
  if (tensor === null) return null;
  const gradient: TensorId | undefined = BACKWARD_TENSORS[name as keyof typeof BACKWARD_TENSORS];
  const texts = [
    measuredText(source, layer, tensor),
    gradient === undefined ? null : measuredText(source, layer, gradient)?.replace(/^std/, "gradient"),
  ].filter((text) => text != null);
  return texts.length === 0 ? null : texts.join(", ");
}

function networkCell(source: CodeSource, steps: readonly Step[], dialect: AutogradDialect): Cell {
  const { pass, networkCode } = dialect;
  const families = [...new Set(forwardLines(steps, pass.forwardText).map(({ name }) => name))];
  const body = [
    '"""Every tensor by its layer; behind each line stands the std on the page, and of its gradient."""',
    dictionaries(families),
    ...forwardBody(steps, pass, (line) => commentOf(source, line)),
    `return {${families.map((name) => `"${name}": ${name}`).join(", ")}}`,
  ].join("\n");
  return { title: "The network", code: networkCode(source.plan, body) };
}

/** The gradients that are compared: those of the framework under the names of the page. */
function gradientLines(source: CodeSource, forward: readonly Line[]): readonly Line[] {
  const { layers } = source.plan;
  const users = (owner: number): number => layers.filter(({ weightsFrom }) => weightsFrom === owner).length;
  const lines = forward.toReversed().flatMap(({ name, layer, text }): readonly Line[] => {
    const tensor = BACKWARD_TENSORS[name as keyof typeof BACKWARD_TENSORS];
    const own: readonly Line[] = tensor === undefined ? [] : [{ name: `d${name}`, layer, text, tensor }];
    // Shared weights have the sum of the gradients that the page shows layer by layer.
    const isAlone = name === "z" && users(layers[layer - 1]?.weightsFrom ?? -1) === 1;
    return isAlone ? [...own, { name: "dW", layer, text, tensor: "grad_weight" }] : own;
  });
  // Behind a NaN, derivatives of a framework are numbers, and the page's are NaN.
  return lines.filter(({ layer, tensor }) => tensor === null || pageStd(source, layer, tensor) !== "None");
}

/** The cells of the script. @throws Unwritable */
export function autogradCells(
  source: CodeSource,
  dialectOf: (isTrained: boolean) => AutogradDialect,
): readonly Cell[] {
  const { plan, training } = source;
  const isTrained = isWithTraining(training);
  const dialect = dialectOf(isTrained);
  const { folder, imports, standard, pass, lossCode } = dialect;
  checkPlan(plan);
  if (plan.averaging !== null) unknownPart("batch norm in evaluation");
  const steps = stepsOf(plan.layers);
  const forward = forwardLines(steps, pass.forwardText);
  const masks = maskLines(plan.layers, "BATCH", isTrained);
  const hasSoftmax = plan.gradient === "cross_entropy";
  return [
    { title: "Setting", code: settingLines(plan, imports, standard).join("\n") },
    { title: "Random numbers, as the page draws them", code: joined(generatorBlocks(plan)) },
    { title: "Parts of the network", code: joined(neededBlocks(steps, folder)) },
    parametersCell(plan, ({ layerIndex }) => measuredText(source, layerIndex + 1, "weight"), isTrained),
    dataCell(plan),
    ...(masks.length === 0 ? [] : [{ title: "Dropout", code: masks.join("\n") }]),
    networkCell(source, steps, dialect),
    {
      title: "Forward and backward",
      code: joined([
        ...(hasSoftmax ? [block(`${folder}/rounding`)] : []),
        lossCode(plan, steps.at(-1)?.out ?? INPUT),
        block(`${folder}/passes`),
      ]),
    },
    { title: "How numbers are compared", code: block("numpy/check") },
    checkCell(source, forward, gradientLines(source, forward), hasSoftmax ? ", seed=seed" : ""),
    { title: "The same layer by layer", code: block("report") },
    ...(isWithTraining(training) ? trainingCells(training, { folder, ...dialect.training }) : []),
  ];
}
