/** Measures the Jacobians of a plan in the background, input by input, while they are wanted. */
import { useEffect, useState } from "react";
import { errorCodeOf } from "../../experiment/errorCode.ts";
import type { SpectrumLaw } from "../../experiment/jacobian/jacobianRequest.ts";
import { noSpectrum, SPECTRUM_INPUTS } from "../../experiment/jacobian/spectrum.ts";
import type { InputSpectrum } from "../../experiment/jacobian/spectrum.ts";
import type { Plan } from "../../experiment/plan.ts";
import { useBackground } from "../../store/store.ts";
import { useServices } from "../services.ts";

/** Changes closer together than this count as one movement; the measurement waits for its end. */
const REST_MS = 400;
/** Networks of a lesson hour. */
const KEPT = 64;

/** What is known of a network. */
interface Known {
  law: SpectrumLaw | null;
  readonly spectra: InputSpectrum[];
  done: number;
}

const memory = new Map<string, Known>();

function knownOf(key: string): Known {
  const known = memory.get(key);
  if (known !== undefined) return known;
  if (memory.size >= KEPT) memory.clear();
  const fresh: Known = { law: null, spectra: [], done: 0 };
  memory.set(key, fresh);
  return fresh;
}

export interface MeasuredSpectrum {
  readonly law: SpectrumLaw | null;
  readonly spectra: readonly InputSpectrum[];
  /** Number of inputs that are measured. */
  readonly total: number;
  /** Share of the work that is done. */
  readonly done: number;
  readonly isStopped: boolean;
  readonly hasFailed: boolean;
  readonly setStopped: (isStopped: boolean) => void;
}

export function useSpectrum(plan: Plan): MeasuredSpectrum {
  const background = useBackground();
  const { jacobian } = useServices();
  const known = knownOf(plan.key);
  const total = Math.min(SPECTRUM_INPUTS, plan.batch);
  const [, setDrawnCount] = useState(0);
  const [isStopped, setStopped] = useState(false);
  const [failedKey, setFailedKey] = useState<string | null>(null);
  const hasFailed = failedKey === plan.key;

  useEffect(() => {
    const isOver = known.spectra.length >= total || noSpectrum(plan) !== null;
    if (isStopped || hasFailed || isOver) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const draw = (): void => setDrawnCount((count) => count + 1);
    async function measure(): Promise<void> {
      const { jacobianMeasurer } = await jacobian.load();
      // A run of the page interrupts it; what is known by then stays.
      await background.perform(
        (interrupted) =>
          jacobianMeasurer()(
            { plan, inputs: total, known: known.spectra.length },
            (answer) => {
              if (answer.kind === "law") known.law = answer.law;
              else if (answer.kind === "input") known.spectra.push(answer.spectrum);
              else if (answer.kind === "progress") known.done = Math.max(known.done, answer.done);
              draw();
            },
            interrupted,
          ),
        { priority: "normal", signal },
      );
      draw();
    }
    const timer = setTimeout(() => {
      measure().catch((error: unknown) => {
        if (!signal.aborted && errorCodeOf(error) !== "cancelled") setFailedKey(plan.key);
      });
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [background, jacobian, plan, known, total, isStopped, hasFailed]);

  return {
    law: known.law,
    spectra: known.spectra,
    total,
    done: known.done,
    isStopped,
    hasFailed,
    setStopped: (next) => {
      setFailedKey(null);
      setStopped(next);
    },
  };
}
