/**
 * TensorFlow.js in the race of training, as its users train: variables, `optimizer.minimize`, everything
 * tidied away. The fastest of two formulations is raced: matMul, add and relu, or its fused matMul with bias
 * and activation. Mini-batches are tensors that are there before the clock starts.
 */
import { BATCHES, RATES } from "./trainingTrial.ts";
import type { TrainingContestant, TrainingTimed, TrainingTrial } from "./trainingTrial.ts";
import type { Optimizer, Tensor, TensorFlow } from "./tensorflowTypes.ts";

type Formulation = "plain" | "fused";

interface Network {
  readonly key: string;
  readonly variables: readonly (readonly [weight: Tensor, bias: Tensor])[];
  readonly batches: readonly (readonly [inputs: Tensor, labels: Tensor])[];
  readonly optimizer: Optimizer;
}

const TRIED_STEPS = 4;

export class TensorFlowTraining implements TrainingContestant {
  readonly description: string;
  readonly #tf: TensorFlow;
  #chosen: { readonly key: string; readonly formulation: Formulation } | null = null;

  constructor(tf: TensorFlow, description: string) {
    this.#tf = tf;
    this.description = description;
  }

  async run(trial: TrainingTrial): Promise<TrainingTimed> {
    const network = this.#make(trial);
    try {
      const formulation = this.#formulation(trial);
      const first = this.#step(network, formulation, 0);
      for (let step = 1; step < trial.before; step++) this.#step(network, formulation, step, false);
      const startMs = performance.now();
      for (let step = 0; step < trial.steps; step++) this.#step(network, formulation, step, false);
      // Reading the loss of a further step waits for all before it.
      const elapsedMs = performance.now() - startMs;
      const last = this.#step(network, formulation, 0);
      return { ms: elapsedMs / trial.steps, losses: [first, last] };
    } finally {
      for (const pair of [...network.variables, ...network.batches])
        for (const tensor of pair) tensor.dispose();
      network.optimizer.dispose();
    }
  }

  #make({ widths, batch, optimizer }: TrainingTrial): Network {
    const tf = this.#tf;
    const classes = widths.at(-1) ?? 2;
    return {
      key: JSON.stringify([widths, batch]),
      variables: widths.slice(1).map((units, index) => {
        const fanIn = widths[index] ?? 1;
        const std = Math.sqrt(2 / fanIn);
        return [
          tf.variable(tf.randomNormal([fanIn, units], 0, std, "float32", index + 1)),
          tf.variable(tf.zeros([units])),
        ] as const;
      }),
      batches: Array.from({ length: BATCHES }, (_, index) => {
        const labels = Int32Array.from({ length: batch }, (_unused, row) => (7 * row + index) % classes);
        return [
          tf.randomNormal([batch, widths[0] ?? 1], 0, 1, "float32", 100 + index),
          tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), classes), "float32")),
        ] as const;
      }),
      optimizer: optimizer === "sgd" ? tf.train.sgd(RATES.sgd) : tf.train.adam(RATES.adam, 0.9, 0.999, 1e-8),
    };
  }

  /** @returns the loss, where it is read */
  #step(network: Network, formulation: Formulation, step: number, isRead = true): number {
    const tf = this.#tf;
    const { variables, batches, optimizer } = network;
    const [inputs, labels] = batches[step % batches.length] ?? [];
    if (inputs === undefined || labels === undefined) throw new Error("no batch");
    const last = variables.length - 1;
    const loss = optimizer.minimize(() => {
      let activation = inputs;
      for (const [index, [weight, bias]] of variables.entries()) {
        if (formulation === "fused") {
          const phi = index < last ? ("relu" as const) : ("linear" as const);
          activation = tf.fused.matMul({ a: activation, b: weight, bias, activation: phi });
        } else {
          const z = tf.add(tf.matMul(activation, weight), bias);
          activation = index < last ? tf.relu(z) : z;
        }
      }
      return tf.losses.softmaxCrossEntropy(labels, activation);
    }, isRead);
    if (loss === null) return NaN;
    const value = loss.dataSync()[0] ?? NaN;
    loss.dispose();
    return value;
  }

  #formulation(trial: TrainingTrial): Formulation {
    const key = JSON.stringify([trial.widths, trial.batch, trial.optimizer]);
    if (this.#chosen?.key === key) return this.#chosen.formulation;
    let best: { readonly formulation: Formulation; readonly ms: number } | null = null;
    for (const formulation of ["plain", "fused"] as const) {
      const network = this.#make(trial);
      for (let step = 0; step < TRIED_STEPS; step++) this.#step(network, formulation, step, false);
      const startMs = performance.now();
      for (let step = 0; step < TRIED_STEPS; step++) this.#step(network, formulation, step, false);
      const ms = performance.now() - startMs;
      if (best === null || ms < best.ms) best = { formulation, ms };
      for (const pair of [...network.variables, ...network.batches])
        for (const tensor of pair) tensor.dispose();
      network.optimizer.dispose();
    }
    const { formulation } = best ?? { formulation: "plain" as const };
    this.#chosen = { key, formulation };
    return formulation;
  }
}
