/** The race: every contestant runs once per repetition, so a noisy minute affects all of them alike. */
import { CONTESTANTS } from "./contestants.js";
import { median, medianRatio, printTable, spread, text } from "./numbers.js";
import { flopsOf, trialsOf, WORKLOADS } from "./workloads.js";

/**
 * @typedef {{ readonly id: string, readonly name: string, description: string, readonly newSeed: number[],
 *   readonly newGain: number[], readonly engineNewGain: number[] }} Lane
 */
/**
 * @typedef {{ readonly workload: string, readonly lanes: readonly Lane[], readonly absent:
 *   readonly Absent[] }} RaceResult
 */
/** @typedef {{ readonly id: string, readonly name: string, readonly reason: string }} Absent */
/** @typedef {{ readonly lane: Lane, readonly racer: import("./contestants.js").Racer }} Starter */

/** A contestant that takes longer for one run is left out of the repetitions, and the table says so. */
const LIMIT_MS = 30_000;

/** Racers stay open from workload to workload. */
export class Racing {
  /** @type {Map<string, import("./contestants.js").Racer | string>} */
  #racers = new Map();

  /**
   * @param {import("@playwright/test").Page} page
   * @param {number} cores
   * @param {number} repetitions
   * @param {readonly string[]} left ids of those left out
   * @param {boolean} isGpuReal GPUs race on all workloads then
   */
  constructor(page, cores, repetitions, left, isGpuReal) {
    this.isGpuReal = isGpuReal;
    this.left = left;
    this.page = page;
    this.cores = cores;
    this.repetitions = repetitions;
  }

  /**
   * @param {import("./contestants.js").Contestant} contestant
   * @returns {Promise<import("./contestants.js").Racer | string>} or why not
   */
  async #racer(contestant) {
    let racer = this.#racers.get(contestant.id);
    if (racer === undefined) {
      try {
        racer = await contestant.open(this.page, this.cores);
      } catch (error) {
        racer =
          error instanceof Error
            ? (error.message.split("\n")[0] ?? "failed").replace(/^page\.evaluate: (?:Error: )?/, "")
            : String(error);
      }
      this.#racers.set(contestant.id, racer);
    }
    return racer;
  }

  /** @param {keyof typeof WORKLOADS} workload @returns {Promise<RaceResult>} */
  async race(workload) {
    const shape = WORKLOADS[workload];
    /** @type {Absent[]} */
    const absent = [];
    /** @type {Starter[]} */
    const field = [];
    for (const contestant of CONTESTANTS) {
      const isFit = contestant.workloads.includes(workload) || (this.isGpuReal && contestant.isGpu);
      if (!isFit || this.left.includes(contestant.id)) continue;
      const { id, name } = contestant;
      const racer = await this.#racer(contestant);
      if (typeof racer === "string") {
        absent.push({ id, name, reason: racer });
        continue;
      }
      const lane = { id, name, description: "", newSeed: [], newGain: [], engineNewGain: [] };
      field.push({ lane, racer });
    }
    const racing = await this.#warmUp(shape, field, absent);
    for (let repetition = 0; repetition < this.repetitions; repetition++) {
      const { newSeed, newGain } = trialsOf(shape, repetition);
      for (const { lane, racer } of racing) {
        lane.newSeed.push((await racer.run(newSeed)).ms);
        const { ms, engineMs } = await racer.run(newGain);
        lane.newGain.push(ms);
        if (engineMs !== null) lane.engineNewGain.push(engineMs);
      }
    }
    for (const { lane, racer } of racing) lane.description = await racer.describe();
    return { workload, lanes: racing.map(({ lane }) => lane), absent };
  }

  /**
   * Two warm-up rounds: compilation, memory growth, formulations, pacing.
   * @param {import("./workloads.js").Shape} shape
   * @param {readonly Starter[]} field
   * @param {Absent[]} absent receives contestants that are too slow
   * @returns {Promise<Starter[]>} the contestants that stay
   */
  async #warmUp(shape, field, absent) {
    let racing = [...field];
    for (let round = 0; round < 2; round++) {
      const { newSeed, newGain } = trialsOf(shape, 100 + round);
      /** @type {Starter[]} */
      const quick = [];
      for (const starter of racing) {
        await starter.racer.run(newSeed);
        const { ms } = await starter.racer.run(newGain);
        const { id, name } = starter.lane;
        if (ms < LIMIT_MS) quick.push(starter);
        else absent.push({ id, name, reason: `too slow to repeat: ${text(ms / 1000)} s a run` });
      }
      racing = quick;
    }
    return racing;
  }

  async close() {
    for (const racer of this.#racers.values()) if (typeof racer !== "string") await racer.close();
  }
}

/** @param {RaceResult} result */
export function printRace({ workload, lanes, absent }) {
  const shape = WORKLOADS[/** @type {keyof typeof WORKLOADS} */ (workload)];
  const ours = lanes.find(({ id }) => id === "wasm-1");
  const rows = lanes.map((lane) => [
    lane.name,
    spread(lane.newGain),
    text(medianRatio(lane.newGain, ours?.newGain ?? [])),
    text(flopsOf(shape) / median(lane.newGain) / 1e6),
    spread(lane.newSeed),
    text(medianRatio(lane.newSeed, ours?.newSeed ?? [])),
    lane.description,
  ]);
  for (const { name, reason } of absent) rows.push([name, "-", "-", "-", "-", "-", `absent: ${reason}`]);
  printTable(
    `${workload.toUpperCase()}: ${shape.depth} x ${shape.width} x ${shape.batch}; milliseconds, median (least..greatest); ratios to our WASM with 1 worker`,
    ["who", "new gain", "ratio", "GFLOP/s", "new seed", "ratio", "what answered"],
    rows,
  );
  for (const { name, newGain, engineNewGain } of lanes) {
    if (engineNewGain.length === 0) continue;
    const outside = median(newGain.map((ms, i) => ms - (engineNewGain[i] ?? NaN)));
    console.log(
      `${name}: ${text(outside)} ms of a run lie outside the engine (messages to the worker and back)`,
    );
  }
}
