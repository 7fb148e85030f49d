/**
 * The measurements behind the thumbnails: one after another, only of entries in sight, never while the page's
 * own experiment is computed, and kept for this visit.
 */
import { THUMBNAIL_BUDGET } from "../../experiment/budget.ts";
import type { AppStoreApi } from "../../store/store.ts";
import { isBusy, whenIdle } from "../background/whenIdle.ts";
import { summarise, tinySeries } from "../background/summary.ts";
import type { RunSummary, TinySeries } from "../background/summary.ts";
import { runClaim } from "../claims/runClaim.ts";
import type { ClaimOutcomeItem, Measure, PresetItem } from "../services.ts";

/** What an entry has come to. */
export type Thumbnail =
  | { readonly kind: "failed" }
  | ({ readonly kind: "diagnosed" } & RunSummary)
  | ({ readonly kind: "judged"; readonly verdict: ClaimOutcomeItem["verdict"] } & TinySeries);

/**
 * The measurement of one entry; null when it was stopped. A claim is judged at full size, as
 * its figures are calibrated.
 */
async function measureItem(
  { link, claim }: PresetItem,
  measure: Measure,
  signal: AbortSignal,
): Promise<Thumbnail | null> {
  if (claim === null) {
    const run = await measure(link, signal, THUMBNAIL_BUDGET);
    if (run.kind === "failed") return run.code === "cancelled" ? null : { kind: "failed" };
    return { kind: "diagnosed", ...summarise(run.config, run.plan, run.result) };
  }
  const judged = await runClaim(claim, measure, signal);
  if (judged.kind === "failed") return judged.code === "cancelled" ? null : { kind: "failed" };
  return {
    kind: "judged",
    verdict: judged.outcome.verdict,
    ...tinySeries(judged.runs[0]?.result.layers ?? []),
  };
}

export interface ThumbnailQueue {
  /** Asks for an entry's thumbnail, or no longer asks for it: what has not begun is then left out. */
  want(item: PresetItem): void;
  unwant(item: PresetItem): void;
  /** Begins to measure what is wanted. */
  start(): void;
  /** Stops what runs, and measures nothing until it is started again. */
  stop(): void;
}

interface ThumbnailPorts {
  readonly measure: Measure;
  readonly store: AppStoreApi;
  /** Results by link, kept while the page lives. */
  readonly kept: Map<string, Thumbnail>;
  readonly onDone: () => void;
}

export function createThumbnailQueue({ measure, store, kept, onDone }: ThumbnailPorts): ThumbnailQueue {
  /** By link, in the order in which they came into sight. */
  const wanted = new Map<string, PresetItem>();
  let stopping = new AbortController();
  stopping.abort();
  let isWorking = false;

  /** Measures one entry; gives up as soon as the visitor's own experiment runs. */
  async function measureNext(item: PresetItem): Promise<void> {
    const run = new AbortController();
    const signal = AbortSignal.any([run.signal, stopping.signal]);
    const unsubscribe = store.subscribe(() => {
      if (isBusy(store)) run.abort();
    });
    const thumbnail = await measureItem(item, measure, signal).finally(unsubscribe);
    if (thumbnail === null) {
      wanted.set(item.link, item);
      return;
    }
    kept.set(item.link, thumbnail);
    onDone();
  }

  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    const { signal } = stopping;
    while (!signal.aborted) {
      await whenIdle(store, signal);
      const [next] = wanted.values();
      if (next === undefined || signal.aborted) break;
      wanted.delete(next.link);
      // Out of sight and back again while it was measured.
      if (!kept.has(next.link)) await measureNext(next);
    }
    isWorking = false;
    // Stopped and started again while the last measurement came to its end.
    if (signal !== stopping.signal && !stopping.signal.aborted) void work();
  }

  return {
    want(item) {
      if (kept.has(item.link)) return;
      wanted.set(item.link, item);
      if (!stopping.signal.aborted) void work();
    },
    unwant: ({ link }) => void wanted.delete(link),
    start() {
      stopping = new AbortController();
      void work();
    },
    stop: () => stopping.abort(),
  };
}
