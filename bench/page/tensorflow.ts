/**
 * TensorFlow.js as a contestant, as fast as possible with the same outputs: per layer z, a, the gradients of
 * both, W and its gradient; of each mean, standard deviation, minimum, maximum and a histogram of 100 bins.
 * The backward pass is written out. Formulations are tried on the first trials of a size and the fastest is
 * raced: transposed operands by flag or by an explicit transpose; moments by TensorFlow.js's ops or in
 * JavaScript over the values that the histogram reads back anyway.
 */
import { TensorFlowTraining } from "./tensorflowTraining.ts";
import { checkSpread } from "./contestant.ts";
import type { Contestant, Trial } from "./contestant.ts";
import type { Tensor, TensorFlow } from "./tensorflowTypes.ts";

export interface TensorFlowOptions {
  readonly backend: "wasm" | "webgl" | "cpu";
  readonly threads: number;
}

const BINS = 100;
/**
 * Formulations are tried on networks of the same width and batch, but no deeper than
 * this: the layers are alike.
 */
const TRIED_DEPTH = 2;
const TRIES = 4;
/** A formulation this many times slower than the best is not tried again. */
const HOPELESS = 4;

interface Formulation {
  readonly transposes: "explicit" | "flags";
  readonly moments: "ops" | "JavaScript";
}
const FORMULATIONS: readonly Formulation[] = (["explicit", "flags"] as const).flatMap((transposes) =>
  (["ops", "JavaScript"] as const).map((moments) => ({ transposes, moments })),
);

/** The statistics of one tensor. */
interface Statistics {
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  readonly counts: Uint32Array;
}

/**
 * W ~ `[width, width]` in TensorFlow.js's own order, inputs by outputs: the forward
 * product needs no transpose.
 */
interface Drawn {
  readonly key: string;
  readonly weights: readonly Tensor[];
  readonly input: Tensor;
  readonly upstream: Tensor;
}

function histogram(values: Float32Array, min: number, max: number): Uint32Array {
  const counts = new Uint32Array(BINS + 1);
  const scale = max > min ? BINS / (max - min) : 0;
  for (let i = 0; i < values.length; i++) {
    const bin = (((values[i] ?? 0) - min) * scale) | 0;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  // The maximum falls on the upper edge of the last bin.
  counts[BINS - 1] = (counts[BINS - 1] ?? 0) + (counts[BINS] ?? 0);
  return counts.subarray(0, BINS);
}

function plainStatistics(values: Float32Array): Statistics {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += ((values[i] ?? 0) - mean) ** 2;
  return { mean, std: Math.sqrt(squares / values.length), min, max, counts: histogram(values, min, max) };
}

function loadScript(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error(`cannot load ${address}`)));
    document.head.append(script);
  });
}

async function load({ backend, threads }: TensorFlowOptions): Promise<TensorFlow> {
  const folder = new URL("./tensorflow/", location.href).href;
  await loadScript(`${folder}tf-core.min.js`);
  // The other backends register their kernels with the CPU backend; some fall back on its kernels.
  await loadScript(`${folder}tf-backend-cpu.min.js`);
  if (backend !== "cpu") await loadScript(`${folder}tf-backend-${backend}.min.js`);
  const tf = Reflect.get(window, "tf") as TensorFlow;
  if (backend === "wasm") {
    tf.wasm?.setWasmPaths(folder);
    if (threads === 1) tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    else {
      // TensorFlow.js takes at most half of the cores that it sees, so this frame reports twice as many.
      Object.defineProperty(navigator, "hardwareConcurrency", { value: 2 * threads });
      tf.wasm?.setThreadsCount(threads);
    }
  }
  const isReady = await tf.setBackend(backend);
  await tf.ready();
  if (!isReady || tf.getBackend() !== backend) throw new Error(`no ${backend} backend`);
  return tf;
}

class TensorFlowContestant implements Contestant {
  readonly #tf: TensorFlow;
  readonly #options: TensorFlowOptions;
  readonly #isSimd: boolean;
  #drawn: Drawn | null = null;
  #chosen: { readonly size: string; readonly formulation: Formulation } | null = null;

  constructor(tf: TensorFlow, options: TensorFlowOptions, isSimd: boolean) {
    this.#tf = tf;
    this.#options = options;
    this.#isSimd = isSimd;
  }

  get description(): string {
    const { backend, threads } = this.#options;
    const threadsThere = threads === 1 ? 1 : (this.#tf.wasm?.getThreadsCount() ?? 1);
    const device =
      backend === "wasm"
        ? `${this.#isSimd ? "SIMD" : "no SIMD"}, ${threadsThere} thread${threadsThere === 1 ? "" : "s"}`
        : backend;
    const chosen = this.#chosen?.formulation;
    const how = chosen === undefined ? "" : `; transposes ${chosen.transposes}, moments ${chosen.moments}`;
    return device + how;
  }

  async run(trial: Trial): Promise<{ ms: number; engineMs: null }> {
    const formulation = await this.#formulation(trial);
    return { ms: await this.#time(trial, formulation), engineMs: null };
  }

  dispose(): void {
    this.#forget();
  }

  /** The fastest formulation for trials of this size. */
  async #formulation(full: Trial): Promise<Formulation> {
    const size = `${full.width}x${full.batch}`;
    if (this.#chosen?.size === size) return this.#chosen.formulation;
    const trial = { ...full, depth: Math.min(full.depth, TRIED_DEPTH) };
    // Draws, and compiles what all formulations share.
    await this.#time(trial, { transposes: "explicit", moments: "ops" });
    let times = FORMULATIONS.map((formulation) => ({ formulation, bestMs: Infinity }));
    for (let i = 0; i < TRIES; i++) {
      for (const entry of times)
        entry.bestMs = Math.min(entry.bestMs, await this.#time(trial, entry.formulation));
      // The first round drops very slow formulations, such as transposes by flag on WASM.
      const least = Math.min(...times.map(({ bestMs }) => bestMs));
      times = times.filter(({ bestMs }) => bestMs < HOPELESS * least);
    }
    const fastest = times.reduce((a, b) => (b.bestMs < a.bestMs ? b : a));
    this.#chosen = { size, formulation: fastest.formulation };
    this.#forget();
    return fastest.formulation;
  }

  async #time(trial: Trial, formulation: Formulation): Promise<number> {
    const startMs = performance.now();
    const drawn = this.#draw(trial);
    const results = await this.#passes(trial, drawn, formulation);
    const elapsedMs = performance.now() - startMs;
    const expected = 6 * trial.depth;
    if (results.length !== expected || results.some(({ std }) => !(std > 0))) {
      throw new Error(`invalid statistics: ${results.length} (expected ${expected}, all with a spread)`);
    }
    checkSpread(trial, results[1]?.std ?? NaN);
    return elapsedMs;
  }

  #forget(): void {
    if (this.#drawn === null) return;
    const { weights, input, upstream } = this.#drawn;
    for (const tensor of [...weights, input, upstream]) tensor.dispose();
    this.#drawn = null;
  }

  #draw({ depth, width, batch, seed }: Trial): Drawn {
    const key = `${depth} ${width} ${batch} ${seed}`;
    if (this.#drawn?.key === key) return this.#drawn;
    this.#forget();
    const draw = (rows: number, stream: number): Tensor =>
      this.#tf.randomNormal([rows, width], 0, 1, "float32", 1000 * seed + stream);
    this.#drawn = {
      key,
      weights: Array.from({ length: depth }, (_, layer) => draw(width, layer)),
      input: draw(batch, depth),
      upstream: draw(batch, depth + 1),
    };
    return this.#drawn;
  }

  /** Both passes; nothing is read back but the statistics. */
  async #passes(trial: Trial, drawn: Drawn, formulation: Formulation): Promise<Statistics[]> {
    const tf = this.#tf;
    const isExplicit = formulation.transposes === "explicit";
    const statistics: Statistics[] = [];
    const record = async (tensor: Tensor): Promise<void> => {
      statistics.push(await this.#measure(tensor, formulation.moments));
    };
    const factor = tf.scalar(trial.gain / Math.sqrt(trial.width));
    const kept: { readonly weight: Tensor; readonly z: Tensor; readonly below: Tensor }[] = [];
    let activation = drawn.input;
    for (const standard of drawn.weights) {
      const weight = tf.mul(standard, factor);
      await record(weight);
      const z = tf.matMul(activation, weight);
      await record(z);
      const below = activation;
      activation = tf.relu(z);
      await record(activation);
      kept.push({ weight, z, below });
    }
    activation.dispose();
    let gradient = drawn.upstream;
    for (const [index, { weight, z, below }] of [...kept.entries()].reverse()) {
      await record(gradient);
      const gradPre = tf.tidy(() => tf.mul(gradient, tf.step(z)));
      await record(gradPre);
      const gradWeight = tf.tidy(() =>
        isExplicit ? tf.matMul(tf.transpose(below), gradPre) : tf.matMul(below, gradPre, true, false),
      );
      await record(gradWeight);
      const next =
        index === 0
          ? null
          : tf.tidy(() =>
              isExplicit ? tf.matMul(gradPre, tf.transpose(weight)) : tf.matMul(gradPre, weight, false, true),
            );
      for (const tensor of [gradPre, gradWeight, weight, z]) tensor.dispose();
      if (below !== drawn.input) below.dispose();
      if (gradient !== drawn.upstream) gradient.dispose();
      if (next !== null) gradient = next;
    }
    factor.dispose();
    return statistics;
  }

  async #measure(tensor: Tensor, moments: Formulation["moments"]): Promise<Statistics> {
    // A GPU is read without blocking; memory is cheapest to read at once.
    const isSlowToRead = this.#options.backend === "webgl";
    if (moments === "JavaScript") {
      return plainStatistics(isSlowToRead ? await tensor.data() : tensor.dataSync());
    }
    const tf = this.#tf;
    const numbers = tf.tidy(() => {
      const average = tf.mean(tensor);
      const variance = tf.mean(tf.squaredDifference(tensor, average));
      return tf.stack([average, variance, tf.min(tensor), tf.max(tensor)]);
    });
    const [[mean = NaN, variance = NaN, min = NaN, max = NaN], values] = isSlowToRead
      ? await Promise.all([numbers.data(), tensor.data()])
      : [numbers.dataSync(), tensor.dataSync()];
    numbers.dispose();
    return { mean, std: Math.sqrt(variance), min, max, counts: histogram(values, min, max) };
  }
}

async function open(options: TensorFlowOptions): Promise<Contestant> {
  const tf = await load(options);
  const isSimd = options.backend === "wasm" && Boolean(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"));
  return new TensorFlowContestant(tf, options, isSimd);
}

async function openTraining(options: TensorFlowOptions): Promise<TensorFlowTraining> {
  const tf = await load(options);
  await loadScript(new URL("./tensorflow/gradients.js", location.href).href);
  const threads = options.threads === 1 ? 1 : (tf.wasm?.getThreadsCount() ?? 1);
  return new TensorFlowTraining(tf, `${options.backend}, ${threads} thread${threads === 1 ? "" : "s"}`);
}

declare global {
  interface Window {
    openTensorFlow?: typeof open;
    openTensorFlowTraining?: typeof openTraining;
  }
}

window.openTensorFlow = open;
window.openTensorFlowTraining = openTraining;
