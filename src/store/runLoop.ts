/**
 * The only run loop: the latest configuration wins, results of an overtaken plan are dropped, the last
 * picture stays. The loop knows engines only by their types, and the state only through the functions it is
 * given.
 */
import type { EngineRun, RunOptions } from "../engine/engine.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import type { Plan } from "../experiment/plan.ts";
import { planExperiment } from "../experiment/plan.ts";
import { errorCodeOf } from "../experiment/errorCode.ts";
import type { LayerResult, RunResult, TensorId } from "../experiment/result.ts";
import { requestOf, requestToMeasure } from "../experiment/runRequest.ts";
import type { RunRequest } from "../experiment/runRequest.ts";
import { PreviewSizing } from "./preview.ts";
import type { Preview } from "./preview.ts";
import { progressOf, RemainingTime } from "./progress.ts";
import type { Picture, PictureLayer, RunStatus } from "./state.ts";

/** The options of a run in the loop: statistics, and news of layers as they become ready. */
type LoopRunOptions = Required<Pick<RunOptions, "signal" | "onLayer">>;

export interface RunLoopPorts {
  /** Anything that runs requests. */
  readonly runner: { run(request: RunRequest, options: LoopRunOptions): Promise<Pick<EngineRun, "result">> };
  readonly getPicture: () => Picture | null;
  readonly setPicture: (picture: Picture) => void;
  readonly setStatus: (status: RunStatus) => void;
  /** Tensors that the charts show besides the outputs and their gradients: previews measure them too. */
  readonly getShown?: () => readonly TensorId[];
  /** Called once per finished run, for timing marks. */
  readonly onFinished?: (plan: Plan, result: RunResult, startMs: number) => void;
  readonly nowMs: () => number;
}

/** An overtaken full run is stopped after this; a shorter one may still give a frame of the drag. */
const OVERTAKE_MS = 100;
/**
 * Partial layers are shown once a run takes longer than this; for shorter runs one whole picture is calmer.
 */
const STREAM_AFTER_MS = 150;
/**
 * Requests closer together than this count as a movement: it runs previews, and the full run follows when it
 * rests.
 */
const REST_MS = 150;
/** Least time between partial pictures. */
const STREAM_EVERY_MS = 60;

export interface RunLoop {
  /**
   * Requests a run of a configuration; the newest wins. `isForced` runs even if its numbers are on the screen
   * already.
   */
  request(config: ExperimentConfig, isForced?: boolean): void;
  cancel(): void;
}

interface Active {
  readonly request: Request;
  readonly controller: AbortController;
}

/** The layers of a new picture before any result has arrived: the old layers, where there are any. */
function staleLayers(plan: Plan, before: Picture | null): (PictureLayer | null)[] {
  return plan.layers.map((_, index) => {
    const old = before?.layers[index] ?? null;
    return old === null ? null : { result: old.result, isStale: true };
  });
}

/** Whether a picture shows a finished run of the whole configuration. */
export function isWhole(picture: Picture): boolean {
  return picture.isComplete && !picture.isPreview;
}

/** A requested configuration: the run for it, and whether that is a preview. */
interface Request {
  readonly config: ExperimentConfig;
  /** Of the whole configuration. */
  readonly plan: Plan;
  readonly preview: Preview | null;
}

export function createRunLoop(ports: RunLoopPorts): RunLoop {
  let active: Active | null = null;
  let next: Request | null = null;
  let overtakeTimer: ReturnType<typeof setTimeout> | null = null;
  let restTimer: ReturnType<typeof setTimeout> | null = null;
  let lastRequestMs = -Infinity;
  const sizing = new PreviewSizing();

  /** Whether the screen shows all numbers of a plan. */
  function isShown(plan: Plan): boolean {
    const picture = ports.getPicture();
    return picture !== null && isWhole(picture) && picture.plan.key === plan.key;
  }

  async function run(request: Request): Promise<void> {
    const { config, plan, preview } = request;
    const planRun = planExperiment(preview?.config ?? config);
    const runRequest = preview === null ? requestOf(planRun) : requestToMeasure(planRun, preview.measure);
    const controller = new AbortController();
    const startMs = ports.nowMs();
    active = { request, controller };
    const before = ports.getPicture();
    const layers = staleLayers(plan, before);
    const shown = { config, plan, batch: planRun.batch, isPreview: preview !== null };
    let lastShownMs = -Infinity;
    const remaining = new RemainingTime();
    const reportProgress = (nowMs: number): void => {
      const fresh = layers.map((layer) => (layer === null || layer.isStale ? null : layer.result));
      const progress = progressOf(runRequest, fresh);
      const remainingMs = remaining.after(progress, nowMs);
      ports.setStatus({ kind: "running", progress, startedAtMs: startMs, remainingMs });
    };
    const onLayer = (update: LayerResult): void => {
      // The result of an overtaken plan is dropped, never drawn.
      if (active?.controller !== controller || controller.signal.aborted) return;
      layers[update.layerIndex] = { result: update, isStale: false };
      const nowMs = ports.nowMs();
      if (nowMs - startMs < STREAM_AFTER_MS || nowMs - lastShownMs < STREAM_EVERY_MS) return;
      lastShownMs = nowMs;
      ports.setPicture({
        ...shown,
        layers: [...layers],
        isComplete: false,
        report: before?.report ?? null,
        loss: null,
        elapsedMs: nowMs - startMs,
      });
      reportProgress(nowMs);
    };
    try {
      // The engine starts before the page redraws for this run.
      const running = ports.runner.run(runRequest, { signal: controller.signal, onLayer });
      reportProgress(startMs);
      const { result } = await running;
      if (active?.controller !== controller) return;
      // The engine continues with the newest request while the page draws this one.
      finish();
      ports.setPicture({
        ...shown,
        layers: result.layers.map((layer) => ({ result: layer, isStale: false })),
        isComplete: true,
        report: result.report,
        loss: result.loss,
        elapsedMs: result.elapsedMs,
      });
      sizing.learn(runRequest, result, preview !== null);
      if (!isRunning() && restTimer === null) ports.setStatus({ kind: "done" });
      ports.onFinished?.(planRun, result, startMs);
    } catch (error) {
      if (active?.controller !== controller) return;
      const code = errorCodeOf(error);
      finish();
      if (isRunning() || (code === "cancelled" && restTimer !== null)) return;
      ports.setStatus(code === "cancelled" ? { kind: "cancelled" } : { kind: "failed", code });
    }
  }

  /** A function, because a run may have begun since the compiler narrowed the variable. */
  function isRunning(): boolean {
    return active !== null;
  }

  /** Ends the active run and begins the waiting one, if any. */
  function finish(): void {
    active = null;
    if (overtakeTimer !== null) clearTimeout(overtakeTimer);
    overtakeTimer = null;
    const waiting = next;
    next = null;
    if (waiting !== null) void run(waiting);
  }

  /** Runs a request now, or after the active run. */
  function submit(request: Request, isForced: boolean): void {
    const { plan, preview } = request;
    if (active !== null) {
      const { request: current } = active;
      // A run that is being stopped will not give the requested result.
      const isSame =
        current.plan.key === plan.key &&
        (current.preview === null || preview !== null) &&
        !active.controller.signal.aborted;
      if (isSame && !isForced) {
        next = null;
        return;
      }
      next = request;
      // A preview arrives before the rest of a full run.
      if (preview !== null && current.preview === null) active.controller.abort();
      overtakeTimer ??= setTimeout(() => {
        overtakeTimer = null;
        // A preview finishes even when the next one overtakes it: if each were stopped, none would be seen
        // during a movement.
        const isFollowed = active?.request.preview !== null && next?.preview !== null;
        if (next !== null && !isFollowed) active?.controller.abort();
      }, OVERTAKE_MS);
      return;
    }
    if (isShown(plan) && !isForced) {
      ports.setStatus({ kind: "done" });
      return;
    }
    void run(request);
  }

  function stopWaitingForRest(): void {
    if (restTimer !== null) clearTimeout(restTimer);
    restTimer = null;
  }

  return {
    request(config, isForced = false) {
      stopWaitingForRest();
      const plan = planExperiment(config);
      const nowMs = ports.nowMs();
      const isMoving = nowMs - lastRequestMs < REST_MS && !isForced;
      lastRequestMs = nowMs;
      const preview = isMoving ? sizing.previewOf(config, plan, ports.getShown?.() ?? []) : null;
      if (preview !== null) {
        restTimer = setTimeout(() => {
          restTimer = null;
          submit({ config, plan, preview: null }, false);
        }, REST_MS);
      }
      submit({ config, plan, preview }, isForced);
    },
    cancel() {
      // The screen shows a preview whose full run will not come.
      if (restTimer !== null && active === null) ports.setStatus({ kind: "cancelled" });
      stopWaitingForRest();
      next = null;
      active?.controller.abort();
    },
  };
}
