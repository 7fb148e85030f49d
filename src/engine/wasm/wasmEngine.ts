/**
 * The engine that runs a plan on SIMD kernels, in whatever thread it was made in and in those of its team.
 */
import type { Plan } from "../../experiment/plan.ts";
import type { EngineReport } from "../../experiment/result.ts";
import { isMeasured } from "../../experiment/runRequest.ts";
import type { RunRequest } from "../../experiment/runRequest.ts";
import { EngineError } from "../engine.ts";
import type { Engine, EngineMemory, EngineRun, RunOptions } from "../engine.ts";
import { weightTensor } from "../../experiment/sampling.ts";
import { Collecting } from "./pool/collecting.ts";
import type { WeightStatsCache } from "./pool/collecting.ts";
import type { KernelBackend } from "./kernels/kernels.ts";
import type { KernelModule } from "./kernels/module.ts";
import { waitFor } from "./memory/pacing.ts";
import { ALONE, ShardLost } from "./run/peers.ts";
import type { Peers } from "./run/peers.ts";
import { reusableLayers } from "./run/reuse.ts";
import type { FinishedRun, KnownLayer } from "./run/reuse.ts";
import { layoutFor, MOST_KEPT_BYTES, openSession, runShard } from "./pool/session.ts";
import type { Session, Task } from "./pool/session.ts";
import { LARGE_FLOPS, shardsFor } from "./pool/shardCount.ts";
import type { ShardThread, Team } from "./pool/team.ts";

function reportOf(backend: KernelBackend, workers: number): EngineReport {
  return { engine: "wasm", backend, precision: "float32", workers, flushesDenormals: false, declined: [] };
}

/**
 * What the statistics of a plan's weights depend on, by layer; null where that is the batch. Each shard
 * measures its share of the units, so that their number is in the last bit.
 */
function weightKeys(plan: Plan, shards: number): readonly (string | null)[] {
  return plan.layers.map((layer) =>
    layer.calibration === null ? JSON.stringify([shards, weightTensor(plan, layer)]) : null,
  );
}

/** An engine's own: its session, and what it knows of weights and of its last run. */
interface House {
  readonly session: Session;
  readonly weightStats: WeightStatsCache;
  /** Null before the first run. */
  laidOut: { readonly plan: Plan; readonly shards: number } | null;
  /** Null unless the last run came to its end. */
  finished: FinishedRun | null;
}

/** Asked for by diagnostics only, so it is laid out again rather than carried along. */
function memoryOf({ session, laidOut }: House): EngineMemory {
  const heapBytes = session.module.memory.buffer.byteLength;
  if (laidOut === null) return { heapBytes, run: null };
  const { plan, shards } = laidOut;
  const all = Array.from({ length: shards }, (_, index) =>
    layoutFor(session, plan, { index, count: shards }),
  );
  const total = (key: "weightBytes" | "activationBytes" | "end"): number =>
    all.reduce((sum, buffers) => sum + buffers[key], 0);
  const [weightBytes, activationBytes, bytes] = [
    total("weightBytes"),
    total("activationBytes"),
    total("end"),
  ];
  return { heapBytes, run: { shards, weightBytes, activationBytes, bytes } };
}

/** A team and who of it takes part in a run; null for a run in this thread alone. */
type Party = { readonly team: Team; readonly seats: readonly number[] } | null;

/** Runs a request with these shards. */
async function runWith(
  house: House,
  party: Party,
  request: RunRequest,
  options: RunOptions,
): Promise<EngineRun> {
  const { plan } = request;
  const startedAt = performance.now();
  const { session, weightStats, finished } = house;
  const seats = party?.seats ?? [0];
  const shards = seats.length;
  const keys = weightKeys(plan, shards);
  const known = keys.map((key, layer) => {
    const cached = weightStats.get(layer);
    return cached?.key === key && isMeasured(request, "weight") ? cached.stats : null;
  });
  const layersKnown = plan.layers.map((_, layer): KnownLayer => {
    const weight = known[layer] ?? null;
    return { stats: weight === null ? {} : { weight }, outcome: null };
  });
  const reused = reusableLayers(finished, request, seats);
  const taken = finished?.layers.slice(0, reused) ?? [];
  const task: Task = {
    request,
    knowsWeights: known.map((stats) => stats !== null),
    reuse:
      finished === null || reused === 0
        ? null
        : {
            planKey: finished.plan.key,
            calibrations: taken.map(({ outcome }) => outcome?.calibration ?? null),
          },
  };
  const collecting = new Collecting({
    request,
    shards,
    merge: party?.team.merge ?? null,
    known: [...taken, ...layersKnown.slice(reused)],
    onLayer: options.onLayer ?? (() => undefined),
  });
  // What this run writes over is no longer that run's, whatever becomes of it.
  house.finished = null;
  const controller = new AbortController();
  const cancel = (): void => controller.abort(new EngineError("cancelled", "the run was cancelled"));
  if (options.signal?.aborted === true) cancel();
  options.signal?.addEventListener("abort", cancel);
  try {
    collecting.begin();
    const work = (peers: Peers): Promise<void> =>
      runShard(session, task, peers, (part) => collecting.add(0, part), controller.signal);
    await (party === null
      ? work(ALONE)
      : party.team.run(party.seats, task, controller, work, (shard, part) => collecting.add(shard, part)));
  } finally {
    options.signal?.removeEventListener("abort", cancel);
  }
  house.laidOut = { plan, shards };
  house.finished = { plan, seats, layers: collecting.known() };
  const { layers, loss, captured } = collecting.result();
  for (const { layerIndex, tensors } of layers) {
    const key = keys[layerIndex] ?? null;
    if (key !== null && tensors.weight !== undefined)
      weightStats.set(layerIndex, { key, stats: tensors.weight });
  }
  const report = reportOf(session.module.backend, shards);
  return {
    result: {
      planKey: plan.key,
      report,
      batch: plan.batch,
      layers,
      loss,
      reusedLayers: reused,
      elapsedMs: performance.now() - startedAt,
    },
    captured,
  };
}

/**
 * The WASM SIMD engine. It works in the calling thread (a worker in the browser, Node in tests) and shares
 * large batches out to others. Runs are done one after another, whoever asks; weights and inputs whose draws
 * have not changed are kept from run to run.
 *
 * Errors: EngineError `no-device` or `failed` when the kernels do not load, `out-of-memory` when a plan does
 * not fit (smaller ones still run), `cancelled`.
 * @param options.loadModule gives a kernel instance of the engine's own; called once, and again if it failed
 * @param options.startShard begins a thread with a shard in it; null where there is only this one
 * @param options.cores how many may work at once, this one included
 * @param options.keptBytes up to which size of memory, of all shards, weights are kept from run to run; above
 *   it they are drawn again on the way forward and on the way back, with the same bits
 */
export function createWasmEngine({
  loadModule,
  startShard = null,
  cores = 1,
  keptBytes = MOST_KEPT_BYTES,
}: {
  readonly loadModule: () => Promise<KernelModule>;
  readonly startShard?: (() => ShardThread) | null;
  readonly cores?: number;
  readonly keptBytes?: number;
}): Engine {
  let house: Promise<House> | null = null;
  /** Begun when a run first wants it; null where it cannot be had. */
  let gathering: Promise<Team | null> | null = null;
  let team: Team | null = null;

  async function gather(start: () => ShardThread): Promise<Team | null> {
    try {
      const { Team: Gathered } = await import("./pool/sharing.ts");
      const gathered = new Gathered(start, cores);
      await gathered.seats(cores);
      if (isDisposed) gathered.dispose();
      else team = gathered;
    } catch {
      // Offline, or a newer version stands at this address: this thread is enough.
    }
    return team;
  }

  async function partyFor(request: RunRequest, signal: AbortSignal | undefined): Promise<Party> {
    const { plan, workers } = request;
    const count = Math.min(workers ?? shardsFor(request), cores, plan.batch);
    if (count === 1 || startShard === null) return null;
    const begin = (): Promise<Team | null> => (gathering ??= gather(startShard));
    if (team === null && workers === null && plan.cost.flops < LARGE_FLOPS) {
      // The first pictures do not wait for others to come, nor share the cores with their coming.
      void last.then(begin);
      return null;
    }
    const here = await waitFor(begin(), signal);
    if (here === null) return null;
    const seats = await waitFor(here.seats(count), signal);
    return seats.length === 1 ? null : { team: here, seats };
  }

  async function runRequest(house: House, request: RunRequest, options: RunOptions): Promise<EngineRun> {
    for (;;) {
      const party = await partyFor(request, options.signal);
      try {
        return await runWith(house, party, request, options);
      } catch (error) {
        // Those who are left do it again; alone nobody can be lost.
        if (!(error instanceof ShardLost)) throw error;
      }
    }
  }
  let isDisposed = false;
  /** Settles with the last run; never rejects. */
  let last: Promise<unknown> = Promise.resolve();

  function open(): Promise<House> {
    if (isDisposed) return Promise.reject(new EngineError("failed", "the engine was disposed"));
    house ??= loadModule()
      .then((module) => ({
        session: openSession(module, keptBytes),
        weightStats: new Map(),
        laidOut: null,
        finished: null,
      }))
      .catch((error: unknown) => {
        // A failed download may work the next time it is asked for.
        house = null;
        throw error;
      });
    return house;
  }

  return {
    prepare: async () => reportOf((await open()).session.module.backend, 1),
    run(request, options = {}) {
      const run = last.then(async () => runRequest(await open(), request, options));
      last = run.catch(() => undefined);
      return run;
    },
    memory: async () => (house === null ? null : memoryOf(await house)),
    dispose() {
      isDisposed = true;
      house = null;
      team?.dispose();
    },
  };
}
