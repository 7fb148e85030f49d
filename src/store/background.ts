/**
 * Runs experiments in the background, on the page's engine: thumbnails, sweeps, lessons, claims, captured
 * layers and the experiments that the present one is compared with. The service runs one at a time, the most
 * urgent first. It knows neither the screen nor the purpose of a request.
 */
import type { EngineRun, RunOptions } from "../engine/engine.ts";
import type { Plan } from "../experiment/plan.ts";
import type { CapturedLayer, RunResult, TensorId } from "../experiment/result.ts";
import { requestOf, requestToMeasure } from "../experiment/runRequest.ts";
import type { RunRequest } from "../experiment/runRequest.ts";
import { createResultCache } from "./resultCache.ts";

/**
 * From the most to the least urgent:
 * - `page`: part of the picture on the screen; runs while the page's own run goes on;
 * - `high`: the visitor waits for it;
 * - `normal`: the visitor has asked for many runs and watches them arrive;
 * - `low`: the visitor has not asked for it.
 */
const PRIORITIES = ["page", "high", "normal", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface BackgroundOptions {
  readonly priority: Priority;
  /** Aborting it withdraws the request: the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Called as layers become ready; not called for a remembered result. */
  readonly onLayer?: RunOptions["onLayer"];
}

export interface Background {
  /**
   * The result of a plan, from an earlier run if there was one. Requests for the same plan share one run,
   * which stops when the last of them is withdrawn. Rejects with the engine's error, which does not hold up
   * later runs, or with the signal's reason.
   */
  run(plan: Plan, options: BackgroundOptions): Promise<RunResult>;
  /**
   * The result of a plan with the statistics of these tensors alone: quicker where thousands of networks are
   * asked for few numbers, and not remembered. Rejects as `run` does.
   */
  sample(plan: Plan, tensors: readonly TensorId[], options: BackgroundOptions): Promise<RunResult>;
  /**
   * The raw tensors of one layer, 0-based. They are large, so they are not remembered. Rejects as `run`
   * does.
   */
  capture(plan: Plan, layerIndex: number, options: BackgroundOptions): Promise<CapturedLayer>;
  /**
   * The outcome of any other work, done in its turn: a training. The work begins again after an interruption.
   * Rejects as `run` does, and as the work does.
   */
  perform<T>(
    work: (signal: AbortSignal) => Promise<T>,
    options: Pick<BackgroundOptions, "priority" | "signal">,
  ): Promise<T>;
  /** The result of a plan if it is remembered; null otherwise. */
  known(plan: Plan): RunResult | null;
}

/** The side of the service that the store holds. */
export interface BackgroundService extends Background {
  /** Must be called when the page's own run has begun or ended. */
  reconsider(): void;
}

/** Anything that runs requests. */
export interface Runner {
  run(request: RunRequest, options: RunOptions): Promise<EngineRun>;
}

interface BackgroundPorts {
  readonly runner: Runner;
  readonly isPageRunning: () => boolean;
}

interface Asker {
  readonly priority: Priority;
  readonly onLayer: RunOptions["onLayer"];
  /** With null where the work was no run. */
  readonly resolve: (run: EngineRun | null) => void;
  readonly reject: (error: unknown) => void;
}

/** The unit of work. */
interface Task {
  readonly key: string;
  /** Of a run with all statistics, whose result is remembered; null for any other work. */
  readonly plan: Plan | null;
  readonly compute: (options: RunOptions & { readonly signal: AbortSignal }) => Promise<EngineRun | null>;
}

interface Job extends Task {
  readonly askers: Set<Asker>;
}

interface Running {
  readonly job: Job;
  readonly controller: AbortController;
}

/** The rank of a job; 0 is the most urgent. A job is as urgent as its most urgent request. */
function rankOf({ askers }: Job): number {
  return Math.min(...[...askers].map(({ priority }) => PRIORITIES.indexOf(priority)));
}

/**
 * Creates the service. Equally urgent jobs run in the order of their requests. A more urgent job, and the
 * page's own run, interrupt the running job, which keeps its place and restarts; its callers notice nothing.
 */
export function createBackground({ runner, isPageRunning }: BackgroundPorts): BackgroundService {
  const results = createResultCache();
  /** Waiting and running jobs by key, in the order of their requests. */
  const jobs = new Map<string, Job>();
  let running: Running | null = null;
  let workCount = 0;

  /** The job that should run now; null when there is none, or the page's own run goes first. */
  function mostUrgent(): Job | null {
    let best: Job | null = null;
    for (const job of jobs.values()) if (best === null || rankOf(job) < rankOf(best)) best = job;
    return best !== null && (rankOf(best) === 0 || !isPageRunning()) ? best : null;
  }

  function reconsider(): void {
    const best = mostUrgent();
    if (running === null) {
      if (best !== null) void start(best);
      return;
    }
    const { job, controller } = running;
    if (best === null || rankOf(best) < rankOf(job)) controller.abort();
  }

  /**
   * Looks the job up by its key: after the last request was withdrawn, and before the engine stopped, a new
   * request may have made a new job.
   */
  function answer(key: string, run: EngineRun | null): void {
    const job = jobs.get(key);
    jobs.delete(key);
    for (const { resolve } of job?.askers ?? []) resolve(run);
  }

  async function start(job: Job): Promise<void> {
    const controller = new AbortController();
    running = { job, controller };
    try {
      const run = await job.compute({
        signal: controller.signal,
        onLayer: (update) => {
          for (const { onLayer } of job.askers) onLayer?.(update);
        },
      });
      answer(job.key, run);
      if (job.plan !== null && run !== null) {
        results.keep(run.result);
        // This result also answers requests that want no tensors of the plan.
        answer(job.plan.key, run);
      }
    } catch (error) {
      // An interrupted job stays in the queue; a job without requests has left it already.
      if (!controller.signal.aborted) {
        jobs.delete(job.key);
        for (const { reject } of job.askers) reject(error);
      }
    }
    running = null;
    reconsider();
  }

  function ask(task: Task, { priority, signal, onLayer }: BackgroundOptions): Promise<EngineRun | null> {
    return new Promise((resolve, reject) => {
      const { key } = task;
      const job: Job = jobs.get(key) ?? { ...task, askers: new Set() };
      jobs.set(key, job);
      const leave = (): void => {
        job.askers.delete(asker);
        reject(signal.reason);
        if (job.askers.size > 0) return;
        jobs.delete(key);
        if (running?.job === job) running.controller.abort();
      };
      const end = (): void => signal.removeEventListener("abort", leave);
      const asker: Asker = {
        priority,
        onLayer,
        resolve(run) {
          end();
          resolve(run);
        },
        reject(error) {
          end();
          reject(error);
        },
      };
      job.askers.add(asker);
      signal.addEventListener("abort", leave, { once: true });
      reconsider();
    });
  }

  /** Asks for a run, the only call of the engine. @param plan null where its result is not remembered */
  async function askRun(
    key: string,
    plan: Plan | null,
    request: () => RunRequest,
    options: BackgroundOptions,
  ): Promise<EngineRun> {
    const run = await ask({ key, plan, compute: (own) => runner.run(request(), own) }, options);
    if (run === null) throw new Error(`missing run ${key} (expected no other work of this name)`);
    return run;
  }

  return {
    async run(plan, options) {
      options.signal.throwIfAborted();
      return results.get(plan) ?? (await askRun(plan.key, plan, () => requestOf(plan, {}), options)).result;
    },
    async sample(plan, tensors, options) {
      options.signal.throwIfAborted();
      const request = (): RunRequest => requestToMeasure(plan, tensors);
      return (await askRun(`${plan.key} ${tensors.join()}`, null, request, options)).result;
    },
    async capture(plan, layerIndex, options) {
      options.signal.throwIfAborted();
      const request = (): RunRequest => requestOf(plan, { capture: { layerIndex } });
      const { captured } = await askRun(`${plan.key} layer ${layerIndex}`, plan, request, options);
      const tensors = captured?.layers[layerIndex];
      if (tensors === undefined)
        throw new Error(`missing tensors of layer ${layerIndex} (expected a captured layer)`);
      return tensors;
    },
    perform: (work, options) =>
      new Promise((resolve, reject) => {
        options.signal.throwIfAborted();
        const key = `work ${++workCount}`;
        const compute = async ({ signal }: { readonly signal: AbortSignal }): Promise<null> => {
          resolve(await work(signal));
          return null;
        };
        ask({ key, plan: null, compute }, options).catch(reject);
      }),
    known: (plan) => results.get(plan),
    reconsider,
  };
}
