/** The PyTorch script: a module with the page's weights, and autograd for the way back. */
import type { PlannedActivation } from "../../catalog/activations.ts";
import type { Plan } from "../../experiment/plan.ts";
import type { TensorId } from "../../experiment/result.ts";
import { block, joined } from "./blocks.ts";
import type { Cell, CodeSource } from "./codeSource.ts";
import { unknownPart } from "./codeSource.ts";
import { checkPlan, dataCell, generatorBlocks, owners, parametersCell } from "./draws.ts";
import { measuredText, pageStd } from "./measured.ts";
import {
  checkCell,
  dictionaries,
  forwardBody,
  forwardLines,
  maskLines,
  normArguments,
  normName,
  operatorText,
} from "./passText.ts";
import type { Line, PassDialect } from "./passText.ts";
import { indented, number } from "./pythonText.ts";
import { BACKWARD_TENSORS, INPUT, stepsOf, textOf } from "./steps.ts";
import type { Ref, Step } from "./steps.ts";

/** How PyTorch calls an activation, with x and its parameter p. */
const ACTIVATIONS: Readonly<Partial<Record<PlannedActivation, (x: string, p: number) => string>>> = {
  linear: (x) => x,
  relu: (x) => `F.relu(${x})`,
  relu_squared: (x) => `F.relu(${x}).square()`,
  leaky_relu: (x, p) => `F.leaky_relu(${x}, ${number(p)})`,
  elu: (x, p) => `F.elu(${x}, ${number(p)})`,
  selu: (x) => `F.selu(${x})`,
  gelu: (x) => `F.gelu(${x})`,
  gelu_tanh: (x) => `F.gelu(${x}, approximate="tanh")`,
  silu: (x) => `F.silu(${x})`,
  mish: (x) => `F.mish(${x})`,
  softplus: (x) => `F.softplus(${x})`,
  sigmoid: (x) => `torch.sigmoid(${x})`,
  tanh: (x) => `torch.tanh(${x})`,
  hard_tanh: (x) => `F.hardtanh(${x})`,
  softsign: (x) => `F.softsign(${x})`,
  erf: (x) => `torch.erf(${x})`,
  sin: (x, p) => `torch.sin(${timesFactor(p, x)})`,
};

const timesFactor = (factor: number, text: string): string =>
  factor === 1 ? text : `${number(factor)} * ${text}`;

function forwardText(step: Step, textOfInput: (ref: Ref) => string = textOf): string {
  const [first = "", second = ""] = step.inputs.map(textOfInput);
  const { operation } = step;
  switch (operation.kind) {
    case "linear":
      return `self.linear["${operation.layer.weightsFrom + 1}"](${first})`;
    case "norm":
      return `${normName(operation.norm)}(${first}, ${normArguments(operation.norm)})`;
    case "activation": {
      const { activation, parameter } = operation;
      return (ACTIVATIONS[activation] ?? unknownPart(activation))(first, parameter);
    }
    case "dropout":
    case "multiply":
    case "scale":
    case "add":
      return operatorText(operation, [first, second], {
        timesFactor,
        maskText: (name) => `torch.from_numpy(${name})`,
      });
    default:
      return operation satisfies never;
  }
}

const PYTORCH_PASS: PassDialect = { forwardText, weights: "self.linear" };

/** The blocks of a script, each behind those that it calls. */
const BLOCK_ORDER = ["batch_norm", "layer_norm", "rms_norm", "fresh_norm", "drop", "alpha_drop"] as const;

function neededBlocks(steps: readonly Step[]): readonly string[] {
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
    ...BLOCK_ORDER.filter((path) => needed.has(path)).map((path) => block(`pytorch/${path}`)),
    ...(isCalibrated ? [block("pytorch/calibrate")] : []),
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

function networkCell(source: CodeSource, steps: readonly Step[]): Cell {
  const { layers } = source.plan;
  const families = [...new Set(forwardLines(steps, forwardText).map(({ name }) => name))];
  const body = [
    dictionaries(families),
    ...forwardBody(steps, PYTORCH_PASS, (line) => commentOf(source, line)),
    `return {${families.map((name) => `"${name}": ${name}`).join(", ")}}`,
  ].join("\n");
  const shapes = owners(layers).map(
    ({ layerIndex, fanIn, units, bias }) =>
      `"${layerIndex + 1}": torch.nn.Linear(${fanIn}, ${units}${bias === null ? ", bias=False" : ""}),`,
  );
  const code = [
    "class Network(torch.nn.Module):",
    "    def __init__(self, W):",
    "        super().__init__()",
    "        self.linear = torch.nn.ModuleDict({",
    ...shapes.map((shape) => `            ${shape}`),
    "        })",
    "        with torch.no_grad():",
    "            for layer, weights in W.items():",
    "                self.linear[str(layer)].weight.copy_(torch.from_numpy(weights))",
    "            for layer, biases in b.items():",
    "                self.linear[str(layer)].bias.copy_(torch.from_numpy(biases))",
    "",
    "    def forward(self, x):",
    '        """Every tensor by its layer; behind each line stands the std on the page, and of its gradient."""',
    indented(body, 8),
  ];
  return { title: "The network", code: code.join("\n") };
}

function lossText({ gradient }: Plan, output: Ref): string {
  const { family, layer } = output;
  const head = `output = tensors["${family}"][${layer}]`;
  switch (gradient) {
    case "gaussian":
      return `def loss_of(tensors, g):\n    ${head}\n    output.backward(torch.from_numpy(g))\n    return None`;
    case "cross_entropy":
      // In float32 the softmax of a sure answer is 1, and its gradient is lost.
      return [
        "def loss_of(tensors, seed=None):",
        `    ${head}`,
        "    if seed is not None:",
        "        output.register_hook(lambda gradient: gradient + rounding(gradient, seed))",
        "    loss = F.cross_entropy(output.double(), torch.from_numpy(labels).long())",
        "    loss.backward()",
        "    return loss.item()",
      ].join("\n");
    case "mse":
      return `def loss_of(tensors):\n    ${head}\n    loss = F.mse_loss(output, torch.from_numpy(targets))\n    loss.backward()\n    return loss.item()`;
    default:
      return gradient satisfies never;
  }
}

/** The gradients that are compared: those of autograd under the names of the page. */
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
  // Behind a NaN, PyTorch's derivatives are numbers, and the page's are NaN.
  return lines.filter(({ layer, tensor }) => tensor === null || pageStd(source, layer, tensor) !== "None");
}

/** The cells of the script. @throws Unwritable */
export function pytorchCells(source: CodeSource): readonly Cell[] {
  const { plan } = source;
  checkPlan(plan);
  if (plan.averaging !== null) unknownPart("batch norm in evaluation");
  const steps = stepsOf(plan.layers);
  const forward = forwardLines(steps, forwardText);
  const masks = maskLines(plan.layers, "BATCH");
  const hasSoftmax = plan.gradient === "cross_entropy";
  const setup = [
    "import math",
    "",
    "import numpy as np",
    "import torch",
    "import torch.nn.functional as F",
    "",
    `SEED, BATCH = ${plan.seed}, ${plan.batch}`,
    ...(plan.task === undefined || plan.task.id === "csv" ? [] : [`NOISE = ${number(plan.task.noise)}`]),
    'np.seterr(all="ignore")  # numbers beyond float32 are counted, not reported',
  ];
  return [
    { title: "Setting", code: setup.join("\n") },
    { title: "Random numbers, as the page draws them", code: joined(generatorBlocks(plan)) },
    { title: "Parts of the network", code: joined(neededBlocks(steps)) },
    parametersCell(plan, ({ layerIndex }) => measuredText(source, layerIndex + 1, "weight")),
    dataCell(plan),
    ...(masks.length === 0 ? [] : [{ title: "Dropout", code: masks.join("\n") }]),
    networkCell(source, steps),
    {
      title: "Forward and backward",
      code: joined([
        ...(hasSoftmax ? [block("pytorch/rounding")] : []),
        lossText(plan, steps.at(-1)?.out ?? INPUT),
        block("pytorch/passes"),
      ]),
    },
    { title: "How numbers are compared", code: block("numpy/check") },
    checkCell(source, forward, gradientLines(source, forward), hasSoftmax ? ", seed=seed" : ""),
    { title: "The same layer by layer", code: block("pytorch/report") },
  ];
}
