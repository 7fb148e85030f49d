/**
 * Published results of training that take longer than a test may: A1, A2, A3 and A5 of docs/published.md.
 * `npm run published -- --training` measures them and fails where a claim does not hold.
 */
import { activationById } from "../../catalog/activations.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { drawParameters } from "../../experiment/reference.ts";
import type { TrainedLayer } from "../../experiment/training/snapshot.ts";
import { trainingData } from "../../experiment/training/trainingData.ts";
import type { GivenTraining, TrainingData } from "../../experiment/training/trainingData.ts";
import type { TrainingPlan } from "../../experiment/training/trainingPlan.ts";
import { trainingOf, trainOnWasm } from "./trainOnWasm.ts";

/** One line of the table. */
export interface TrainingRow {
  readonly what: string;
  readonly published: string;
  readonly found: string;
  readonly holds: boolean;
}

export interface PublishedTraining {
  readonly id: string;
  readonly title: string;
  readonly measure: () => Promise<readonly TrainingRow[]>;
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const meanOfLast = (losses: Float64Array, count: number): number => mean(losses.subarray(-count));
const listed = (values: readonly number[], digits = 3): string =>
  values.map((value) => value.toFixed(digits)).join(" ");

/** Outputs of a plain network at all points, `[rows, N]`. */
function outputsOf(
  { plan }: TrainingPlan,
  layers: readonly Pick<TrainedLayer, "weights" | "biases">[],
  inputs: ArrayLike<number>,
  rows: number,
): Float64Array {
  let values = Float64Array.from(inputs);
  for (const [index, { units, fanIn, activation, activationParameter }] of plan.layers.entries()) {
    const { f } = activationById(activation);
    const own = layers[index];
    const next = new Float64Array(rows * units);
    for (let row = 0; row < rows; row++) {
      for (let unit = 0; unit < units; unit++) {
        let z = own?.biases[unit] ?? 0;
        for (let k = 0; k < fanIn; k++) {
          z += (values[row * fanIn + k] ?? 0) * (own?.weights[unit * fanIn + k] ?? 0);
        }
        next[row * units + unit] = f(z, activationParameter);
      }
    }
    values = next;
  }
  return values;
}

/** Share of the points to learn from whose class has the largest output. */
function accuracyOf(training: TrainingPlan, layers: readonly TrainedLayer[]): number {
  const { inputs, labels } = trainingData(training);
  const { points, plan } = training;
  const units = plan.layers.at(-1)?.units ?? 1;
  const outputs = outputsOf(training, layers, inputs.subarray(0, points * plan.inputUnits), points);
  let right = 0;
  for (let row = 0; row < points; row++) {
    const own = outputs.subarray(row * units, (row + 1) * units);
    if (own.indexOf(Math.max(...own)) === labels?.[row]) right++;
  }
  return right / points;
}

const DEEP: Partial<ExperimentConfig> = {
  task: "blobs",
  noise: 0,
  inputWidth: 10,
  depth: 30,
  width: [...Array.from({ length: 29 }, () => 64), 4],
  activation: "relu",
  batch: 64,
  points: 512,
};

async function measureThirtyLayers(): Promise<readonly TrainingRow[]> {
  const five = async (patch: Partial<ExperimentConfig>): Promise<number[]> => {
    const losses: number[] = [];
    for (const seed of [1, 2, 3, 4, 5]) {
      const run = await trainOnWasm(trainingOf({ ...DEEP, ...patch, seed }));
      losses.push(meanOfLast(run.losses, 50));
    }
    return losses;
  };
  const sgd = { learningRate: 0.01, steps: 1000 } as const;
  const adam = { optimizer: "adam", learningRate: 1e-3, steps: 400 } as const;
  const all = (losses: readonly number[], least: number, most: number): boolean =>
    losses.every((loss) => loss >= least && loss <= most);
  const he = await five({ ...sgd, initializer: "he_normal" });
  const xavier = await five({ ...sgd, initializer: "lecun_normal" });
  const heAdam = await five({ ...adam, initializer: "he_normal" });
  const xavierAdam = await five({ ...adam, initializer: "lecun_normal" });
  const pytorch = await five({ ...adam, initializer: "pytorch_linear" });
  const stalled = pytorch.filter((loss) => loss > 0.9).length;
  return [
    {
      what: "SGD .01, 1000 steps, He: loss of the last 50, 5 seeds",
      published: ".000 .000 .000 .002 .000",
      found: listed(he),
      holds: all(he, 0, 0.05),
    },
    {
      what: "the same with variance 1/n",
      published: "1.185 1.299 1.072 1.333 1.245",
      found: listed(xavier),
      holds: all(xavier, 0.9, Infinity),
    },
    {
      what: "Adam .001, 400 steps, He",
      published: "at most .08",
      found: listed(heAdam),
      holds: all(heAdam, 0, 0.08),
    },
    {
      what: "the same with variance 1/n",
      published: "at most .045",
      found: listed(xavierAdam),
      holds: all(xavierAdam, 0, 0.08),
    },
    {
      what: "the same with PyTorch's default, 1/(3n): seeds that stall",
      published: "4 of 5",
      found: `${stalled} of 5 (${listed(pytorch)})`,
      holds: stalled >= 3,
    },
  ];
}

/** sigma_w^2, six times the depth scale of the theory, and the published accuracies. */
const TANH_DEPTHS = [
  [0.7, 11, ".28 .27 .25"],
  [1, 22, ".71 .64 .64"],
  [1.3, 47, "1.0 .99 1.0"],
  [1.76, Infinity, "1 1 1"],
  [2.5, 71, "1 1 1"],
  [4, 42, ".88 .95 .96"],
  [6, 33, ".55 .46 .55"],
] as const;

async function measureTrainableDepth(): Promise<readonly TrainingRow[]> {
  const rows: TrainingRow[] = [];
  const means: number[] = [];
  for (const [variance, reach, published] of TANH_DEPTHS) {
    const accuracies: number[] = [];
    for (const seed of [1, 2, 3]) {
      const training = trainingOf({
        ...DEEP,
        seed,
        inputWidth: 20,
        depth: 31,
        width: [...Array.from({ length: 30 }, () => 100), 4],
        activation: "tanh",
        initializer: "mean_field",
        initializerParameters: { std: Math.sqrt(variance) },
        biasStd: Math.sqrt(0.05),
        learningRate: 0.02,
        steps: 150,
      });
      const { layers } = await trainOnWasm(training);
      accuracies.push(accuracyOf(training, layers));
    }
    means.push(mean(accuracies));
    const isDeep = reach > 45;
    const isShort = reach < 12;
    rows.push({
      what: `tanh, 30 layers, sigma_w^2 ${variance}, 6 xi_c ${reach === Infinity ? "infinite" : reach}: accuracy, 3 seeds`,
      published,
      found: listed(accuracies, 2),
      holds: accuracies.every((value) => (isDeep ? value >= 0.97 : !isShort || value <= 0.35)),
    });
  }
  const peak = 3;
  const isMonotone = means.every(
    (value, i) =>
      i === 0 || (i <= peak ? value >= (means[i - 1] ?? 0) - 0.01 : value <= (means[i - 1] ?? 1) + 0.01),
  );
  return [
    ...rows,
    { what: "monotone on each side", published: "yes", found: isMonotone ? "yes" : "no", holds: isMonotone },
  ];
}

const MUP_WIDTHS = [32, 64, 128, 256];
const MUP_RATES = Array.from({ length: 9 }, (_, i) => -4 - i);

async function measureTransfer(): Promise<readonly TrainingRow[]> {
  const rows: TrainingRow[] = [];
  const published = { standard: "-6 -7 -8 -9", mup: "-7 -7 -7 -7" } as const;
  for (const parametrization of ["standard", "mup"] as const) {
    const best: number[] = [];
    const losses: number[] = [];
    for (const width of MUP_WIDTHS) {
      const found: number[] = [];
      for (const power of MUP_RATES) {
        let loss = 0;
        for (const seed of [1, 2]) {
          const training = trainingOf(
            {
              task: "teacher",
              noise: 0,
              seed,
              inputWidth: 16,
              depth: 4,
              width: [width, width, width, 4],
              batch: 64,
              // Every step sees fresh points.
              points: 64 * 300,
              optimizer: "adam",
              learningRate: 2 ** power,
              parametrization,
              baseWidth: 64,
              steps: 300,
            },
            { learnsBiases: false, validation: 64 },
          );
          const run = await trainOnWasm(training);
          loss += (run.stopped === null ? meanOfLast(run.losses, 40) : Infinity) / 2;
        }
        found.push(loss);
      }
      const least = Math.min(...found);
      losses.push(least);
      best.push(MUP_RATES[found.indexOf(least)] ?? NaN);
    }
    const spread = Math.max(...best) - Math.min(...best);
    const falls = losses.every((loss, i) => i === 0 || loss < (losses[i - 1] ?? Infinity));
    rows.push({
      what: `${parametrization === "mup" ? "muP" : "standard"}: log2 of the best rate at widths 32, 64, 128, 256`,
      published: published[parametrization],
      found: best.join(" "),
      holds: parametrization === "mup" ? spread <= 1 : spread >= 2,
    });
    if (parametrization === "mup")
      rows.push({
        what: "muP: its loss falls with the width",
        published: ".123 .094 .054 .031",
        found: listed(losses),
        holds: falls,
      });
  }
  return rows;
}

/** The student of grokking: 5-100-100-5, tanh, the default initialisation of PyTorch times a factor. */
function grokking(factor: number): { readonly training: TrainingPlan; readonly given: GivenTraining } {
  const patch: Partial<ExperimentConfig> = {
    task: "teacher",
    inputWidth: 5,
    depth: 3,
    width: [100, 100, 5],
    activation: "tanh",
    initializer: "pytorch_linear",
    batch: 100,
    points: 100,
    optimizer: "adamw",
    learningRate: 3e-4,
    weightDecay: 0.05,
    steps: 20_000,
  };
  const training = trainingOf(patch, { decayed: "all" });
  const drawn = (own: TrainingPlan, scale: number): GivenTraining["layers"] =>
    own.plan.layers.map((layer) => {
      const { weights, biases } = drawParameters(own.plan, layer);
      return {
        weights: Float64Array.from(weights, (value) => scale * value),
        biases: Float64Array.from(biases ?? new Float64Array(layer.units), (value) => scale * value),
      };
    });
  const { inputs } = trainingData(training);
  const rows = inputs.length / 5;
  // The teacher is a network of the same kind from another seed.
  const teacher = trainingOf({ ...patch, seed: 1001 });
  const data: TrainingData = {
    inputs,
    labels: null,
    targets: outputsOf(teacher, drawn(teacher, 1), inputs, rows),
  };
  const all = Array.from({ length: 100 }, (_, row) => row);
  return {
    training,
    given: {
      layers: drawn(training, factor),
      data,
      order: Array.from({ length: 20_000 }, () => all),
      masks: null,
    },
  };
}

async function measureGrokking(): Promise<readonly TrainingRow[]> {
  const rows: TrainingRow[] = [];
  const published = { 2: "1001; 17501", 1: "both by 501", 0.5: "both by 501" } as const;
  for (const factor of [2, 1, 0.5] as const) {
    const { training, given } = grokking(factor);
    const first = { train: NaN, test: NaN };
    const { inputs, targets } = given.data;
    const share = (layers: readonly TrainedLayer[], from: number, count: number): number => {
      const outputs = outputsOf(training, layers, inputs.subarray(5 * from, 5 * (from + count)), count);
      let right = 0;
      for (let row = 0; row < count; row++) {
        let error = 0;
        for (let j = 0; j < 5; j++) {
          error += ((outputs[5 * row + j] ?? 0) - (targets?.[5 * (from + row) + j] ?? 0)) ** 2;
        }
        if (error < 1e-3) right++;
      }
      return right / count;
    };
    let steps = 0;
    // Trained anew to ever later steps, as parameters come at the end alone; steps have the same bits.
    for (let at = 250; at <= 20_000 && !(first.train <= at && first.test <= at); at = Math.ceil(at * 1.25)) {
      steps = at;
      const { layers } = await trainOnWasm({ ...training, steps: at }, [], given);
      if (Number.isNaN(first.train) && share(layers, 0, 100) >= 0.95) first.train = at;
      if (Number.isNaN(first.test) && share(layers, 100, 100) >= 0.75) first.test = at;
    }
    const ratio = (Number.isNaN(first.test) ? steps : first.test) / first.train;
    rows.push({
      what: `tanh, start times ${factor}: step at which .95 of the training points, then .75 of the test points are right`,
      published: published[factor],
      found: `${first.train}; ${Number.isNaN(first.test) ? `not by ${steps}` : first.test}`,
      holds: factor === 2 ? ratio >= 10 : first.test <= 1000,
    });
  }
  return rows;
}

export const publishedTrainings: readonly PublishedTraining[] = [
  { id: "A1", title: "Thirty layers of ReLU (He et al. 2015, figure 3)", measure: measureThirtyLayers },
  { id: "A2", title: "Trainable depth of tanh (Schoenholz et al. 2017)", measure: measureTrainableDepth },
  { id: "A3", title: "One rate for all widths (Yang et al. 2022)", measure: measureTransfer },
  { id: "A5", title: "The scale of the start (Liu et al. 2023)", measure: measureGrokking },
];
