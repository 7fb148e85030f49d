/** Measures the Jacobians of a plan in the background, or a line through it, while they are wanted. */
import { useEffect, useState } from "react";
import { errorCodeOf } from "../../experiment/errorCode.ts";
import type { JacobianPart, SpectrumLaw } from "../../experiment/jacobian/jacobianRequest.ts";
import type { LineFound } from "../../experiment/jacobian/line.ts";
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
  line: LineFound | null;
  done: number;
}

const memory = new Map<string, Known>();

function knownOf(key: string): Known {
  const known = memory.get(key);
  if (known !== undefined) return known;
  if (memory.size >= KEPT) memory.clear();
  const fresh: Known = { law: null, spectra: [], line: null, done: 0 };
  memory.set(key, fresh);
  return fresh;
}

export interface MeasuredSpectrum {
  readonly law: SpectrumLaw | null;
  readonly spectra: readonly InputSpectrum[];
  /** Null until it is known. */
  readonly line: LineFound | null;
  /** Whether all that was asked for is known. */
  readonly isOver: boolean;
  /** Number of inputs that are measured. */
  readonly total: number;
  /** Share of the work that is done. */
  readonly done: number;
  readonly isStopped: boolean;
  readonly hasFailed: boolean;
  readonly setStopped: (isStopped: boolean) => void;
}

export function useSpectrum(plan: Plan, part: JacobianPart): MeasuredSpectrum {
  const background = useBackground();
  const { jacobian } = useServices();
  const key = `${part} ${plan.key}`;
  const known = knownOf(key);
  const total = Math.min(SPECTRUM_INPUTS, plan.batch);
  const [, setDrawnCount] = useState(0);
  const [isStopped, setStopped] = useState(false);
  const [failedKey, setFailedKey] = useState<string | null>(null);
  const hasFailed = failedKey === key;

  const isOver = part === "line" ? known.line !== null : known.spectra.length >= total;

  useEffect(() => {
    if (isStopped || hasFailed || isOver || noSpectrum(plan) !== null) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const draw = (): void => setDrawnCount((count) => count + 1);
    async function measure(): Promise<void> {
      const { jacobianMeasurer } = await jacobian.load();
      // A run of the page interrupts it; what is known by then stays.
      await background.perform(
        (interrupted) =>
          jacobianMeasurer()(
            { part, plan, inputs: total, known: known.spectra.length },
            (answer) => {
              if (answer.kind === "law") known.law = answer.law;
              else if (answer.kind === "input") known.spectra.push(answer.spectrum);
              else if (answer.kind === "line") known.line = answer.line;
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
        if (!signal.aborted && errorCodeOf(error) !== "cancelled") setFailedKey(key);
      });
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [background, jacobian, plan, part, key, known, total, isOver, isStopped, hasFailed]);

  return {
    law: known.law,
    spectra: known.spectra,
    line: known.line,
    isOver,
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
