/** Measures the networks of the study in the background, one after another, while they are wanted. */
import { useEffect, useMemo, useState } from "react";
import { expectedNorm, measuredNorm, NORM_TENSORS } from "../../experiment/batchNormStudy.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { errorCodeOf } from "../../experiment/errorCode.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { useBackground } from "../../store/store.ts";
import type { NormFound } from "./batchNormView.ts";

/** Changes closer together than this count as one movement; the measurement waits for its end. */
const REST_MS = 400;

/** Numbers by plan, 3 kB each. */
const memory = new Map<string, NormFound>();
const KEPT = 1024;

export interface MeasuredNorms {
  /** In the order of the configurations; null for one that failed. */
  readonly found: readonly (NormFound | null | undefined)[];
  readonly doneCount: number;
  readonly isStopped: boolean;
  readonly setStopped: (isStopped: boolean) => void;
}

/** @param configs the same list as long as the study is the same */
export function useBatchNorm(configs: readonly ExperimentConfig[]): MeasuredNorms {
  const background = useBackground();
  const [failed, setFailed] = useState<ReadonlySet<string>>(new Set());
  const [, setDrawnCount] = useState(0);
  const [isStopped, setStopped] = useState(false);
  const plans = useMemo(() => configs.map(planExperiment), [configs]);

  useEffect(() => {
    if (isStopped) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    async function measureAll(): Promise<void> {
      for (const plan of plans) {
        if (memory.has(plan.key)) continue;
        try {
          const { layers } = await background.sample(plan, NORM_TENSORS, { priority: "normal", signal });
          if (memory.size >= KEPT) memory.clear();
          memory.set(plan.key, { measured: measuredNorm(layers), expected: expectedNorm(plan) });
        } catch (error) {
          if (signal.aborted) return;
          if (errorCodeOf(error) !== "cancelled") setFailed((before) => new Set([...before, plan.key]));
        }
        setDrawnCount((count) => count + 1);
      }
    }
    const timer = setTimeout(() => void measureAll(), REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [background, plans, isStopped]);

  const found = plans.map(({ key }) => memory.get(key) ?? (failed.has(key) ? null : undefined));
  return { found, doneCount: found.filter((one) => one !== undefined).length, isStopped, setStopped };
}
