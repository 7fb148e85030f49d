/**
 * The training of an experiment as cells behind its first passes: the data, the order of the mini-batches,
 * one step of the optimiser, and the losses of the page.
 */
import { parseExpression } from "../../catalog/expression.ts";
import { optimizerById, STEP_VARIABLES } from "../../catalog/optimizers.ts";
import { taskById } from "../../catalog/tasks.ts";
import type { OptimizerId, ScheduleId } from "../../catalog/trainingIds.ts";
import type { Plan } from "../../experiment/plan.ts";
import type { TrainingPlan } from "../../experiment/training/trainingPlan.ts";
import { block, joined } from "./blocks.ts";
import type { Cell, CodeSource, CodeTraining } from "./codeSource.ts";
import { goalOf } from "./passText.ts";
import { digits, indented, number, pythonOf, wrapped } from "./pythonText.ts";
import type { ExpressionDialect } from "./pythonText.ts";

/** Whether a script has a training. */
export const isWithTraining = (training: CodeSource["training"]): training is CodeTraining =>
  training !== null && typeof training !== "string";

/** A part of a training that no script has; null where all are known. */
export function missingPart({ plan }: TrainingPlan): string | null {
  const isRunning = plan.layers.some(({ norm }) => norm?.kind === "batch" && norm.statistics !== "batch");
  return plan.averaging !== null || isRunning ? "batch norm in evaluation" : null;
}

const isMasked = ({ layers }: Plan): boolean => layers.some(({ keepProbability }) => keepProbability < 1);
export const hasNorms = ({ layers }: Plan): boolean => layers.some(({ norm }) => norm !== null);

/** What is learnt beside weights and biases: gains and shifts of norms. @returns their dictionaries */
export const learntOf = (plan: Plan): readonly string[] => [
  "b",
  ...(hasNorms(plan) ? ["gain", "shift"] : []),
];

const SCHEDULES: Readonly<Record<ScheduleId, string>> = {
  constant: "return 1",
  warmup: "return min(1, (step + 1) / max(1, 0.1 * STEPS))",
  step: "return 0.1 ** ((step >= 0.5 * STEPS) + (step >= 0.75 * STEPS))",
  cosine: "return (1 + np.cos(np.pi * step / STEPS)) / 2",
};

const DIALECT: ExpressionDialect = {
  module: "np",
  where: "np.where",
  own: { sqrt: "np.sqrt", abs: "np.abs", min: "np.minimum", max: "np.maximum" },
};

/** The rule of an optimiser for one array, from its entry in the catalogue. */
function ruleCode(id: OptimizerId): string {
  const { label, step, decays, isDecoupled = false } = optimizerById(id);
  const text = (source: string): string =>
    pythonOf(parseExpression(source, STEP_VARIABLES), DIALECT, new Set());
  const states = [...(step.m === undefined ? [] : ["m"]), ...(step.v === undefined ? [] : ["v"])];
  const body = [
    `"""One step of ${label} for one array; t counts from 1."""`,
    ...(isDecoupled ? ["w = (1 - lr * decay) * w"] : ["g = g + decay * w"]),
    ...states.map((name) => `${name} = state.get("${name}", 0)`),
    ...(decays === undefined ? [] : [`c1, c2 = 1 - ${decays[0]}**t, 1 - ${decays[1]}**t`]),
    ...(step.m === undefined ? [] : [`state["m"] = m = f32(${text(step.m)})`]),
    ...(step.v === undefined ? [] : [`state["v"] = v = f32(${text(step.v)})`]),
    `return f32(${text(step.w)})`,
  ];
  return `def stepped(w, g, state, lr, decay, t):\n${indented(body.join("\n"))}`;
}

/** The step for all arrays: schedule, clipping, rates of layers, decay of weights alone. */
function updateCode({ clip, rates }: TrainingPlan): string {
  const isEven = rates.every(({ weights, vectors }) => weights === 1 && vectors === 1);
  const clipped = {
    none: [],
    norm: [
      "norm = np.sqrt(sum(float((g * g).sum()) for layers in gradients.values() for g in layers.values()))",
      "scale = min(1, CLIP / (norm + 1e-6))",
    ],
    value: [],
  }[clip?.kind ?? "none"];
  const used = {
    none: "g",
    norm: "g * f32(scale)",
    value: "np.clip(g, -CLIP, CLIP)",
  }[clip?.kind ?? "none"];
  const rate = isEven ? "lr" : 'lr * RATES[layer][0 if kind == "W" else 1]';
  const body = [
    '"""A step of the optimiser for all that is learnt."""',
    "lr = LEARNING_RATE * schedule(step)",
    ...clipped,
    "for kind, layers in gradients.items():",
    '    decay = WEIGHT_DECAY if kind == "W" else 0',
    "    for layer, g in layers.items():",
    "        state = states.setdefault((kind, layer), {})",
    `        P[kind][layer] = stepped(P[kind][layer], ${used}, state, ${rate}, decay, step + 1)`,
  ];
  return `def update(P, gradients, states, step):\n${indented(body.join("\n"))}`;
}

function settingCode({ training, losses }: CodeTraining): string {
  const { learningRate, steps, points, miniBatch, weightDecay, clip, rates, schedule } = training;
  const isEven = rates.every(({ weights, vectors }) => weights === 1 && vectors === 1);
  const rows = losses.map(({ step, loss }) => `(${step}, ${digits(loss, 7)})`);
  return [
    `STEPS, POINTS, MINI_BATCH = ${steps}, ${points}, ${miniBatch}`,
    `LEARNING_RATE, WEIGHT_DECAY = ${number(learningRate)}, ${number(weightDecay)}`,
    ...(clip === null
      ? []
      : [
          `CLIP = ${number(clip.value)}  # of ${clip.kind === "norm" ? "the norm of all gradients" : "every gradient"}`,
        ]),
    ...(isEven
      ? []
      : [
          "# Factors of the learning rate by layer: of weights, and of biases, gains and shifts.",
          wrapped(
            "RATES = {",
            rates.map(
              ({ weights, vectors }, index) => `${index + 1}: (${number(weights)}, ${number(vectors)})`,
            ),
            "}",
          ),
        ]),
    rows.length === 0
      ? "# The page has not trained this network: once it has, its losses stand here and are compared.\nLOSSES = []"
      : `# Step and loss of the page's batch, before that step.\n${wrapped("LOSSES = [", rows, "]")}`,
    rows.length === 0
      ? "SHOWN = set(range(0, STEPS + 1, max(1, STEPS // 10))) | {STEPS}"
      : "SHOWN = {step for step, _ in LOSSES} | {STEPS}",
    "",
    "",
    `def schedule(step):\n    ${SCHEDULES[schedule]}`,
  ].join("\n");
}

/** Points to learn from, and what is learnt of them. */
function dataCode({ plan }: TrainingPlan): string {
  const units = plan.layers.at(-1)?.units ?? 1;
  const drawn = `points(POINTS, ${plan.inputUnits}, ${units})`;
  const isOfClasses =
    plan.task !== undefined && plan.task.id !== "csv" && taskById(plan.task.id).kind === "classes";
  if (!isOfClasses) return `X, _, goals = ${drawn}`;
  // Squared error compares classes with their unit vectors, less the mean.
  const unit = plan.gradient === "mse" ? [`goals = f32(np.eye(${units})[goals] - 1 / ${units})`] : [];
  return [`X, goals, _ = ${drawn}`, ...unit].join("\n");
}

/** How a framework trains. */
export interface TrainingDialect {
  /** Its block in `blocks/training/`, with the names that stand for parts of a plan. */
  readonly folder: "numpy" | "jax" | "keras" | "pytorch";
  /** What is written before it. */
  readonly before?: (training: TrainingPlan) => readonly string[];
}

/** Replaces the capital names of a block that are no Python. */
function filled(text: string, plan: Plan): string {
  const copies = learntOf(plan).map((name) => `"${name}": dict(${name})`);
  const held = learntOf(plan).map((name) => `${name}=P["${name}"]`);
  const norms = hasNorms(plan) ? '{"gain": gains, "shift": shifts}' : "{}";
  const isShared = plan.layers.some(({ weightsFrom, layerIndex }) => weightsFrom !== layerIndex);
  const masked = isMasked(plan);
  return text
    .replaceAll("GOAL", goalOf(plan))
    .replaceAll("COPIES", copies.join(", "))
    .replaceAll("HELD", held.join(", "))
    .replaceAll("NORMS", norms)
    .replaceAll(/SUMMED\((.*?)\) for/g, isShared ? 'summed($1) if kind in ("W", "b") else $1 for' : "$1 for")
    .replaceAll("**P, MASK", masked ? "mask=mask, **P" : "**P")
    .replaceAll(", MASK", masked ? ", mask" : "");
}

/** The cells of a training. */
export function trainingCells(source: CodeTraining, { folder, before }: TrainingDialect): readonly Cell[] {
  const { training, losses } = source;
  const { plan } = training;
  const isShared = plan.layers.some(({ weightsFrom, layerIndex }) => weightsFrom !== layerIndex);
  const owner = plan.layers.map(({ weightsFrom, layerIndex }) => `${layerIndex + 1}: ${weightsFrom + 1}`);
  const isNumpy = folder === "numpy";
  const own =
    folder === "pytorch"
      ? [
          ...(before?.(training) ?? []),
          filled(block(isMasked(plan) ? "training/pytorch_masked" : "training/pytorch"), plan),
        ]
      : [
          ...(isShared && isNumpy ? [wrapped("OWNER = {", owner, "}"), block("training/summed")] : []),
          filled(block(`training/${folder}`), plan),
          ruleCode(training.optimizer),
          updateCode(training),
          filled(block(isMasked(plan) ? "training/train_masked" : "training/train"), plan),
        ];
  return [
    { title: "Training", code: settingCode(source) },
    { title: "Points to learn from", code: joined([dataCode(training), block("training/rows")]) },
    { title: "The training loop", code: joined(own) },
    {
      title: "The losses on the page",
      code: block(losses.length === 0 ? "training/show" : "training/compare"),
    },
  ];
}
