/** Runs a sweep in the background: its variants in the order of the menu, once the controls rest. */
import { useEffect, useMemo, useState } from "react";
import { useAppStore, useBackground } from "../../store/store.ts";
import { measure } from "../background/measure.ts";
import type { Measurement } from "../background/measure.ts";
import { summarise } from "../background/summary.ts";
import type { RunSummary } from "../background/summary.ts";
import { variantsOf } from "./sweep.ts";
import type { SweepKind, Variant } from "./sweep.ts";

/** Changes closer together than this count as one movement; the sweep waits for its end. */
const REST_MS = 400;

/** The outcome of a variant: null while it waits. */
export type SweepOutcome = RunSummary | "failed" | null;

function outcomeOf(measurement: Measurement): SweepOutcome {
  if (measurement.kind === "done") return summarise(measurement);
  return measurement.code === "cancelled" ? null : "failed";
}

export interface Sweep {
  readonly variants: readonly Variant[];
  readonly outcomes: readonly SweepOutcome[];
  /** The outcomes belong to the configuration before. */
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
  const background = useBackground();
  const config = useAppStore((state) => state.config);
  const variants = useMemo(() => variantsOf(config, kind), [config, kind]);
  const [found, setFound] = useState<Found>({ kind, variants: [], outcomes: [] });
  const [isStopped, setStopped] = useState(false);

  useEffect(() => {
    if (isStopped) return;
    const controller = new AbortController();
    const { signal } = controller;
    const results: SweepOutcome[] = variants.map(() => null);
    async function runVariant({ config }: Variant, index: number): Promise<void> {
      const measurement = await measure(background, config, { priority: "normal", signal });
      if (signal.aborted) return;
      results[index] = outcomeOf(measurement);
      setFound({ kind, variants, outcomes: [...results] });
    }
    // The new variants are shown as waiting first.
    const timer = setTimeout(() => {
      for (const [index, variant] of variants.entries()) void runVariant(variant, index);
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [kind, variants, background, isStopped]);

  const isStale = found.variants !== variants;
  return {
    variants,
    // Old charts of the same variants stay until the new ones arrive; charts of others would have wrong
    // names.
    outcomes: found.kind === kind ? found.outcomes : [],
    isStale,
    doneCount: isStale ? 0 : found.outcomes.filter((outcome) => outcome !== null).length,
    isStopped,
    setStopped,
  };
}
