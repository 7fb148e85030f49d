/** The PyTorch script: a module with the page's weights, and autograd for the way back. */
import type { Plan } from "../../experiment/plan.ts";
import type { OptimizerId } from "../../catalog/trainingIds.ts";
import type { TrainingPlan } from "../../experiment/training/trainingPlan.ts";
import { autogradCells } from "./autogradCode.ts";
import type { AutogradDialect } from "./autogradCode.ts";
import type { Cell, CodeSource } from "./codeSource.ts";
import { owners } from "./draws.ts";
import { stepText, timesFactor } from "./frameworkText.ts";
import type { ActivationTexts } from "./frameworkText.ts";
import { indented, number } from "./pythonText.ts";
import type { Ref } from "./steps.ts";
import { hasNorms } from "./trainingCode.ts";

const ACTIVATIONS: ActivationTexts = {
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

function networkCode(plan: Plan, body: string, isTrained: boolean): string {
  const { layers } = plan;
  const shapes = owners(layers).map(
    ({ layerIndex, fanIn, units, bias }) =>
      `"${layerIndex + 1}": torch.nn.Linear(${fanIn}, ${units}${bias === null && !isTrained ? ", bias=False" : ""}),`,
  );
  return [
    "class Network(torch.nn.Module):",
    "    def __init__(self, W):",
    "        super().__init__()",
    "        self.linear = torch.nn.ModuleDict({",
    ...shapes.map((shape) => `            ${shape}`),
    "        })",
    ...(isTrained && hasNorms(plan)
      ? ["gain", "shift"].flatMap((name) => [
          `        self.${name} = torch.nn.ParameterDict()`,
          `        for layer, values in ${name}.items():`,
          `            self.${name}[str(layer)] = torch.nn.Parameter(torch.from_numpy(values.copy()))`,
        ])
      : []),
    "        with torch.no_grad():",
    "            for layer, weights in W.items():",
    "                self.linear[str(layer)].weight.copy_(torch.from_numpy(weights))",
    "            for layer, biases in b.items():",
    "                self.linear[str(layer)].bias.copy_(torch.from_numpy(biases))",
    "",
    "    def forward(self, x):",
    indented(body, 8),
  ].join("\n");
}

const OPTIMIZERS: Readonly<Record<OptimizerId, string>> = {
  sgd: "torch.optim.SGD(groups, lr=LEARNING_RATE)",
  momentum: "torch.optim.SGD(groups, lr=LEARNING_RATE, momentum=0.9)",
  nesterov: "torch.optim.SGD(groups, lr=LEARNING_RATE, momentum=0.9, nesterov=True)",
  rmsprop: "torch.optim.RMSprop(groups, lr=LEARNING_RATE, alpha=0.99, eps=1e-8)",
  adam: "torch.optim.Adam(groups, lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8)",
  adamw: "torch.optim.AdamW(groups, lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8)",
};

/** The optimiser and the clipping. */
function trainingCode({ optimizer, clip, rates }: TrainingPlan): readonly string[] {
  const isEven = rates.every(({ weights, vectors }) => weights === 1 && vectors === 1);
  const clipped = {
    none: "pass",
    norm: "torch.nn.utils.clip_grad_norm_(network.parameters(), CLIP)",
    value: "torch.nn.utils.clip_grad_value_(network.parameters(), CLIP)",
  }[clip?.kind ?? "none"];
  const rate = isEven ? "" : ', "lr": LEARNING_RATE * RATES[layer][0 if is_weight else 1]';
  return [
    [
      "def optimizer_of(network):",
      '    """Weights decay; biases, gains and shifts do not."""',
      "    groups = []",
      "    for name, parameter in network.named_parameters():",
      '        is_weight = name.endswith(".weight")',
      ...(isEven ? [] : ['        layer = int(name.split(".")[1])']),
      "        decay = WEIGHT_DECAY if is_weight else 0",
      `        groups.append({"params": [parameter], "weight_decay": decay${rate}})`,
      `    return ${OPTIMIZERS[optimizer]}`,
    ].join("\n"),
    `def clip(network):\n    ${clipped}`,
  ];
}

function lossCode({ gradient }: Plan, { family, layer }: Ref): string {
  const head = `output = tensors["${family}"][${layer}]`;
  switch (gradient) {
    case "gaussian":
      return `def loss_of(tensors, g):\n    ${head}\n    output.backward(torch.from_numpy(g))\n    return None`;
    case "cross_entropy":
      // In float32 the softmax of a sure answer is 1, and its gradient is lost.
      return [
        "def loss_of(tensors, labels, seed=None):",
        `    ${head}`,
        "    if seed is not None:",
        "        output.register_hook(lambda gradient: gradient + rounding(gradient, seed))",
        "    loss = F.cross_entropy(output.double(), torch.from_numpy(labels).long())",
        "    loss.backward()",
        "    return loss.item()",
      ].join("\n");
    case "mse":
      return `def loss_of(tensors, targets):\n    ${head}\n    loss = F.mse_loss(output, torch.from_numpy(targets))\n    loss.backward()\n    return loss.item()`;
    default:
      return gradient satisfies never;
  }
}

const dialect = (isTrained: boolean): AutogradDialect => ({
  folder: "pytorch",
  standard: ["import math"],
  imports: ["import torch", "import torch.nn.functional as F"],
  pass: {
    forwardText: stepText(
      ACTIVATIONS,
      ({ layer: { weightsFrom } }, input) => `self.linear["${weightsFrom + 1}"](${input})`,
      {
        maskText: (name) => `torch.from_numpy(${name})`,
        learnt: isTrained ? (name, layer) => `self.${name}["${layer}"]` : null,
      },
    ),
    weights: "self.linear",
  },
  networkCode: (plan, body) => networkCode(plan, body, isTrained),
  lossCode,
  training: { before: trainingCode },
});

/** The cells of the script. @throws Unwritable */
export function pytorchCells(source: CodeSource): readonly Cell[] {
  return autogradCells(source, dialect);
}
