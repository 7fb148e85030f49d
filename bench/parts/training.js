/**
 * The race of training: milliseconds a step of T1 to T4 with SGD and Adam. In a repetition every contestant
 * trains once, one after another, and ratios are taken within repetitions.
 */
import { median, medianRatio, printTable, spread, text } from "./numbers.js";
import { openPythonProcess } from "./python.js";

/** @typedef {import("../page/trainingTrial.ts").TrainingTrial} TrainingTrial */
/** @typedef {import("../page/trainingTrial.ts").TrainingTimed} TrainingTimed */
/** @typedef {(trial: TrainingTrial) => Promise<TrainingTimed>} Train */
/**
 * @typedef {{ readonly id: string, readonly name: string, readonly ms: number[] }} TrainingLane
 * @typedef {{ readonly workload: string, readonly optimizer: string, readonly lanes: readonly TrainingLane[],
 *   readonly absent: readonly string[] }} TrainingResult
 */

/**
 * Networks with 10 classes; T4 is one of a playground.
 * @type {Readonly<Record<string, Omit<TrainingTrial, "optimizer">>>}
 */
export const TRAININGS = {
  t1: { widths: [...Array.from({ length: 10 }, () => 256), 10], batch: 128, before: 5, steps: 20 },
  t2: { widths: [64, 64, 64, 64, 10], batch: 32, before: 100, steps: 1000 },
  t3: { widths: [...Array.from({ length: 6 }, () => 512), 10], batch: 256, before: 2, steps: 10 },
  t4: { widths: [2, 8, 8, 2], batch: 32, before: 500, steps: 5000 },
};
const OPTIMIZERS = /** @type {const} */ (["sgd", "adam"]);

/** Of a step of ours, statistics off: TensorFlow.js, the faster PyTorch, and statistics every 10 steps. */
export const TRAINING_GOALS = /** @type {Readonly<Record<string, number>>} */ ({
  t1: 8,
  t2: 8,
  t3: 8,
  t4: 30,
});

/** Slow contestants do with a fraction of the steps. */
const FRACTION = { tfjs: 10, torch: 5, software: 20 };

/** @param {import("@playwright/test").Page} page @param {string} id @returns {Promise<Train>} */
async function inPage(page, id) {
  await page.evaluate((contestant) => window.bench?.openTraining(contestant), id);
  return async (trial) => {
    const timed = await page.evaluate((given) => window.bench?.train(given.id, given.trial), { id, trial });
    if (timed === undefined) throw new Error("the page has no bench");
    return timed;
  };
}

/** Processes to end. @type {(() => void)[]} */
const opened = [];

/** @param {number} threads @returns {Promise<Train>} */
async function inPython(threads) {
  const { ask, close } = await openPythonProcess("torch", "pytorch_training.py", threads);
  opened.push(close);
  return ask;
}

/**
 * @typedef {{ readonly id: string, readonly name: string, readonly share: number, readonly isGpu?: boolean,
 *   readonly open: (page: import("@playwright/test").Page, cores: number) => Promise<Train> }} Trainer
 */

/** Workloads in which a software adapter takes seconds. */
const SMALL = ["t2", "t4"];

/** @param {string} id @param {string} name @returns {Trainer} */
const gpu = (id, name) => ({ id, name, share: 1, isGpu: true, open: (page) => inPage(page, id) });

/** @type {readonly Trainer[]} */
const CONTESTANTS = [
  { id: "wasm-1", name: "our WASM, 1 worker", share: 1, open: (page) => inPage(page, "wasm-1") },
  { id: "wasm-2", name: "our WASM, 2 workers", share: 1, open: (page) => inPage(page, "wasm-2") },
  {
    id: "wasm-1-stats",
    name: "our WASM, 1 worker, statistics every 10 steps",
    share: 1,
    open: (page) => inPage(page, "wasm-1-stats"),
  },
  {
    id: "tfjs-wasm",
    name: "TensorFlow.js wasm, all threads",
    share: FRACTION.tfjs,
    open: (page) => inPage(page, "tfjs-wasm"),
  },
  {
    id: "tfjs-wasm-1",
    name: "TensorFlow.js wasm, 1 thread",
    share: FRACTION.tfjs,
    open: (page) => inPage(page, "tfjs-wasm-1"),
  },
  gpu("gpu-webgl2", "our GPU.js, webgl2"),
  gpu("gpu-webgpu", "our GPU.js, webgpu"),
  { id: "torch", name: "PyTorch, all cores", share: FRACTION.torch, open: (_page, cores) => inPython(cores) },
  { id: "torch-1", name: "PyTorch, 1 thread", share: FRACTION.torch, open: () => inPython(1) },
];

/** Contestants stay open from workload to workload. */
export class TrainingRace {
  /** @type {Map<string, Train | string>} */
  #trains = new Map();

  /**
   * @param {import("@playwright/test").Page} page @param {number} cores @param {number} repetitions
   * @param {readonly string[]} left ids of those left out
   * @param {boolean} isGpuReal GPUs train all networks then, and as many steps as WASM
   */
  constructor(page, cores, repetitions, left, isGpuReal) {
    this.isGpuReal = isGpuReal;
    this.page = page;
    this.cores = cores;
    this.repetitions = repetitions;
    this.left = left;
  }

  /** @param {(typeof CONTESTANTS)[number]} contestant @returns {Promise<Train | string>} or why not */
  async #open({ id, open }) {
    const known = this.#trains.get(id);
    if (known !== undefined) return known;
    const train = await open(this.page, this.cores).catch((/** @type {unknown} */ error) => String(error));
    this.#trains.set(id, train);
    return train;
  }

  /** @param {string} workload @param {"sgd" | "adam"} optimizer @returns {Promise<TrainingResult>} */
  async race(workload, optimizer) {
    const shape = TRAININGS[workload];
    if (shape === undefined) throw new RangeError(`unknown workload: ${workload}`);
    const absent = [];
    const field = [];
    for (const contestant of CONTESTANTS) {
      const { id, name, isGpu = false } = contestant;
      const isSoftware = isGpu && !this.isGpuReal;
      const share = isSoftware ? FRACTION.software : contestant.share;
      if (this.left.includes(id) || (isSoftware && !SMALL.includes(workload))) continue;
      const train = await this.#open(contestant);
      if (typeof train === "string") {
        absent.push(`${name}: ${train.split("\n")[0]}`);
        continue;
      }
      const trial = {
        ...shape,
        optimizer,
        before: Math.max(2, Math.round(shape.before / share)),
        steps: Math.max(3, Math.round(shape.steps / share)),
      };
      /** @type {TrainingLane} */
      const lane = { id, name, ms: [] };
      field.push({ lane, train, trial });
    }
    // One round to warm up.
    for (let repetition = -1; repetition < this.repetitions; repetition++) {
      for (const { lane, train, trial } of field) {
        const { ms, losses } = await train(trial);
        if (!losses.every(Number.isFinite)) throw new Error(`${lane.name} has not trained: ${losses.join()}`);
        if (repetition >= 0) lane.ms.push(ms);
      }
    }
    return { workload, optimizer, lanes: field.map(({ lane }) => lane), absent };
  }

  /** @param {readonly string[]} workloads @param {(result: TrainingResult) => void} onResult */
  async run(workloads, onResult) {
    for (const workload of workloads) {
      for (const optimizer of OPTIMIZERS) {
        const result = await this.race(workload, optimizer);
        printTraining(result);
        onResult(result);
      }
    }
    for (const close of opened.splice(0)) close();
  }
}

/** @param {TrainingResult} result */
function printTraining({ workload, optimizer, lanes, absent }) {
  const { widths = [], batch = 0 } = TRAININGS[workload] ?? {};
  const ours = lanes.find(({ id }) => id === "wasm-1")?.ms ?? [];
  printTable(
    `${workload.toUpperCase()}, ${optimizer}: ${widths.join("-")}, batch ${batch}; milliseconds a step, median (least..greatest); ratios to our WASM without statistics`,
    ["who", "ms a step", "ratio"],
    lanes.map(({ name, ms }) => [name, spread(ms), text(medianRatio(ms, ours))]),
  );
  for (const line of absent) console.log(`absent: ${line}`);
  /** @param {RegExp} ids */
  const fastest = (ids) =>
    lanes.filter(({ id }) => ids.test(id)).toSorted((a, b) => median(a.ms) - median(b.ms))[0];
  const [tensorflow, torch] = [fastest(/^tfjs/), fastest(/^torch/)];
  const statistics = lanes.find(({ id }) => id === "wasm-1-stats");
  const goal = TRAINING_GOALS[workload] ?? NaN;
  const said = [];
  if (tensorflow !== undefined)
    said.push(`${text(medianRatio(tensorflow.ms, ours))} x TensorFlow.js (goal ${goal} x)`);
  if (torch !== undefined) said.push(`${text(medianRatio(torch.ms, ours))} x PyTorch (goal 1 x)`);
  if (statistics !== undefined)
    said.push(`statistics ${text(100 * (medianRatio(statistics.ms, ours) - 1))} % (goal 15 %)`);
  console.log(said.join("; "));
}
