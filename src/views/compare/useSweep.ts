/**
 * Runs a sweep in the background: one variant after another, never while the page's
 * own experiment is computed.
 */
import { useContext, useEffect, useMemo, useState } from "react";
import { planExperiment } from "../../experiment/plan.ts";
import { AppStoreContext, useAppStore } from "../../store/store.ts";
import type { AppStoreApi } from "../../store/store.ts";
import { useServices } from "../services.ts";
import type { MeasureConfig } from "../services.ts";
import { summarise } from "../background/summary.ts";
import type { RunSummary } from "../background/summary.ts";
import { whenIdle } from "../background/whenIdle.ts";
import { keepResult, keptResult, variantsOf } from "./sweep.ts";
import type { SweepKind, Variant } from "./sweep.ts";

/** Changes closer together than this are a movement: the sweep waits until it rests. */
const REST_MS = 400;

/** What a variant has come to: null while it waits. */
export type SweepOutcome = RunSummary | "failed" | null;

/** The result of one variant, from an earlier sweep if there was one. */
async function runVariant(
  { config }: Variant,
  measure: MeasureConfig,
  store: AppStoreApi,
  signal: AbortSignal,
): Promise<SweepOutcome> {
  const known = keptResult(planExperiment(config));
  if (known !== undefined) return known;
  await whenIdle(store, signal);
  const measurement = await measure(config, signal);
  if (measurement.kind === "failed") return measurement.code === "cancelled" ? null : "failed";
  const result = summarise(config, measurement.plan, measurement.result);
  keepResult(measurement.plan, result);
  return result;
}

export interface Sweep {
  readonly variants: readonly Variant[];
  readonly outcomes: readonly SweepOutcome[];
  /** The outcomes are of the configuration before. */
  readonly isStale: boolean;
  readonly doneCount: number;
  readonly isStopped: boolean;
  readonly setStopped: (isStopped: boolean) => void;
}

interface Found {
  readonly kind: SweepKind;
  readonly variants: readonly Variant[];
  readonly outcomes: readonly SweepOutcome[];
}

/** The sweep of the present configuration. */
export function useSweep(kind: SweepKind): Sweep {
  const store = useContext(AppStoreContext);
  const { measureConfig } = useServices();
  const config = useAppStore((state) => state.config);
  const variants = useMemo(() => variantsOf(config, kind), [config, kind]);
  const [found, setFound] = useState<Found>({ kind, variants: [], outcomes: [] });
  const [isStopped, setStopped] = useState(false);

  useEffect(() => {
    if (isStopped || store === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    const results: SweepOutcome[] = variants.map(() => null);
    const runAll = async (): Promise<void> => {
      for (const [index, variant] of variants.entries()) {
        results[index] = await runVariant(variant, measureConfig, store, signal);
        if (signal.aborted) return;
        setFound({ kind, variants, outcomes: [...results] });
      }
    };
    // The first word about the new variants is that they wait.
    const timer = setTimeout(() => void runAll(), REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [kind, variants, measureConfig, store, isStopped]);

  const isStale = found.variants !== variants;
  return {
    variants,
    // Charts of the same variants stand in for those to come; charts of others would stand under wrong names.
    outcomes: found.kind === kind ? found.outcomes : [],
    isStale,
    doneCount: isStale ? 0 : found.outcomes.filter((outcome) => outcome !== null).length,
    isStopped,
    setStopped,
  };
}
