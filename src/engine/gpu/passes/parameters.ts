/**
 * Gives the passes the weights, biases, gains and shifts of a layer as tensors on the device, and the drawn
 * numbers that are no parameters: batch, masks, injected gradient.
 *
 * Shapes: B = batch, K = fan-in, N = units.
 */
import { FRESH_RUNNING_STATISTICS } from "../../../catalog/normalizations.ts";
import { normalizedUnits } from "../../../experiment/layerLinks.ts";
import { lossGradient } from "../../../experiment/losses.ts";
import type { LossGradient } from "../../../experiment/losses.ts";
import type { LayerPlan, Plan } from "../../../experiment/plan.ts";
import type { TensorStats } from "../../../experiment/result.ts";
import { fillGains, fillShifts } from "../../../experiment/sampling.ts";
import type { Toolkit } from "../../toolkit.ts";
import type { Tensor } from "../device/gpuDevice.ts";
import { INVERSE_STD, STATISTICS } from "../kernels/layout.ts";
import { constantKey } from "../memory/keptTensors.ts";
import type { KeptTensors } from "../memory/keptTensors.ts";
import type { WeightStore } from "../memory/weightStore.ts";

/** The gains of a layer as the backward pass of layer and RMS norm takes them. */
export interface SplitGains {
  /** The gain of greatest magnitude. */
  readonly greatest: number;
  /** What each gain is of the greatest, `[1, N]`. */
  readonly parts: Tensor;
}

/** The source of the parameters of a run. Its tensors belong to it and are valid to the end of the run. */
export interface ParameterStore {
  /** The weights before any calibration, `[N, K]`; valid until the next call. */
  weight(layer: LayerPlan): Promise<Tensor>;
  /** `[1, N]`; null when all are zero. */
  bias(layer: LayerPlan): Promise<Tensor | null>;
  /** The gamma of each unit in y = gamma xhat + beta, `[1, N]`. */
  gain(layer: LayerPlan): Promise<Tensor>;
  /** The beta of each unit, `[1, N]`. */
  shift(layer: LayerPlan): Promise<Tensor>;
  /** The gains once more, for sums over the units. */
  splitGain(layer: LayerPlan): Promise<SplitGains>;
}

/** All that a pass takes from outside: parameters, and the numbers that are no parameters. */
export interface RunParameters extends ParameterStore {
  /** Mean, its rounding error and 1 / std that a batch norm has instead of the batch's own, `[3, N]`. */
  statistics(layer: LayerPlan): Promise<Tensor>;
  /** The batch, `[B, input units]`. */
  input(): Promise<Tensor>;
  /** Dropout: 0 or 1 / p, `[B, N]`; null without dropout. */
  mask(layer: LayerPlan): Promise<Tensor | null>;
  /** The gradient that is injected as it is drawn, `[B, units of the last layer]`. */
  upstream(): Promise<Tensor>;
  /** The loss whose gradient is injected; null where the gradient is drawn. */
  loss(): LossGradient | null;
  /** Takes the statistics of the weights of a layer; null where they have to be read from the device. */
  weightStats(layer: LayerPlan): (() => TensorStats) | null;
}

/**
 * Splits gains into the one of greatest magnitude and what each is of it: units of one gain have parts of
 * exactly 1, which change no bit of what they multiply. Where all gains are 0, all parts are 1.
 */
export function splitGains(gains: Float64Array): { readonly greatest: number; readonly parts: Float64Array } {
  const greatest = gains.reduce((most, gain) => (Math.abs(gain) > Math.abs(most) ? gain : most), 0);
  return { greatest, parts: gains.map((gain) => (greatest === 0 ? 1 : gain / greatest)) };
}

const gainsOf = (layer: LayerPlan): Float64Array =>
  fillGains(new Float64Array(normalizedUnits(layer)), layer);
const shiftsOf = (layer: LayerPlan): Float64Array =>
  fillShifts(new Float64Array(normalizedUnits(layer)), layer);

/** The key of what depends on the plan but on none of its layers. */
function planKeyOf(plan: Plan, name: string): string {
  return `${name} ${JSON.stringify({ ...plan, key: "", layers: null, cost: null })}`;
}

/** What a plan draws: its parameters, and its batch, masks and injected gradient. */
export class DrawnParameters implements RunParameters {
  readonly #plan: Plan;
  readonly #toolkit: Toolkit;
  readonly #weights: WeightStore;
  readonly #kept: KeptTensors;

  constructor(plan: Plan, toolkit: Toolkit, weights: WeightStore, kept: KeptTensors) {
    this.#plan = plan;
    this.#toolkit = toolkit;
    this.#weights = weights;
    this.#kept = kept;
  }

  weight(layer: LayerPlan): Promise<Tensor> {
    return this.#weights.get(this.#plan, layer);
  }

  bias(layer: LayerPlan): Promise<Tensor | null> {
    const { bias, layerIndex, units } = layer;
    if (bias === null) return Promise.resolve(null);
    const { modelVersion, seed } = this.#plan;
    const key = `bias ${JSON.stringify([modelVersion, seed, layerIndex, units, bias])}`;
    const draw = (): Float32Array => this.#toolkit.drawBiases(this.#plan, layer) ?? new Float32Array(units);
    return this.#kept.get(key, { rows: 1, columns: units }, draw);
  }

  gain(layer: LayerPlan): Promise<Tensor> {
    const { norm } = layer;
    return norm?.gains == null
      ? this.#constant(normalizedUnits(layer), norm?.gamma ?? 1)
      : this.#given("gains", [norm.gains, norm.gamma], gainsOf(layer));
  }

  shift(layer: LayerPlan): Promise<Tensor> {
    const { norm } = layer;
    return norm?.shifts == null
      ? this.#constant(normalizedUnits(layer), norm?.beta ?? 0)
      : this.#given("shifts", [norm.shifts, norm.gamma, norm.beta], shiftsOf(layer));
  }

  async splitGain(layer: LayerPlan): Promise<SplitGains> {
    const { norm } = layer;
    if (norm?.gains != null) {
      const { greatest, parts } = splitGains(gainsOf(layer));
      return { greatest, parts: await this.#given("parts", norm.gains, parts) };
    }
    // All gains are equal.
    const parts = await this.#constant(normalizedUnits(layer), 1);
    return { greatest: norm?.gamma ?? 1, parts };
  }

  /** The statistics of a layer that has seen no batch yet. */
  statistics(layer: LayerPlan): Promise<Tensor> {
    const epsilon = layer.norm?.epsilon ?? 0;
    const units = normalizedUnits(layer);
    const { mean, variance } = FRESH_RUNNING_STATISTICS;
    return this.#kept.get(`fresh ${units} ${epsilon}`, { rows: STATISTICS, columns: units }, () => {
      const values = new Float32Array(STATISTICS * units);
      values.fill(mean, 0, units);
      values.fill(mean - Math.fround(mean), units, 2 * units);
      values.fill(1 / Math.sqrt(variance + epsilon), INVERSE_STD * units);
      return values;
    });
  }

  input(): Promise<Tensor> {
    const { batch: rows, inputUnits: columns } = this.#plan;
    const key = planKeyOf(this.#plan, "input");
    return this.#kept.get(key, { rows, columns }, () => this.#toolkit.drawInput(this.#plan));
  }

  loss(): LossGradient | null {
    const plan = this.#plan;
    return lossGradient(plan, plan.gradient === "mse" ? this.#toolkit.drawUpstream(plan) : null);
  }

  weightStats(layer: LayerPlan): () => TensorStats {
    return () => this.#weights.stats(this.#plan, layer);
  }

  upstream(): Promise<Tensor> {
    const { batch: rows, layers } = this.#plan;
    const columns = layers.at(-1)?.units ?? 1;
    const key = `${planKeyOf(this.#plan, "upstream")} ${columns}`;
    return this.#kept.get(key, { rows, columns }, () => this.#toolkit.drawUpstream(this.#plan));
  }

  mask(layer: LayerPlan): Promise<Tensor | null> {
    const { layerIndex, units, keepProbability } = layer;
    if (keepProbability === 1) return Promise.resolve(null);
    const { modelVersion, seed, batch } = this.#plan;
    const key = `mask ${JSON.stringify([modelVersion, seed, batch, layerIndex, units, keepProbability])}`;
    const draw = (): Float32Array =>
      this.#toolkit.drawDropoutMask(this.#plan, layer) ?? new Float32Array(batch * units);
    return this.#kept.get(key, { rows: batch, columns: units }, draw);
  }

  /** Values that a file gives the units. */
  #given(name: string, source: unknown, values: Float64Array): Promise<Tensor> {
    const shape = { rows: 1, columns: values.length };
    return this.#kept.get(`${name} ${JSON.stringify(source)}`, shape, () => Float32Array.from(values));
  }

  #constant(units: number, value: number): Promise<Tensor> {
    const shape = { rows: 1, columns: units };
    return this.#kept.get(constantKey(units, value), shape, () => new Float32Array(units).fill(value));
  }
}
