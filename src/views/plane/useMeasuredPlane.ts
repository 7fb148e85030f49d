/** Measures the networks of the plane in the background, from coarse to fine, while they are wanted. */
import { useEffect, useState } from "react";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { errorCodeOf } from "../../experiment/errorCode.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { measuredPhase, PHASE_TENSORS, sampleNetwork } from "../../experiment/planeReadings.ts";
import type { PhaseTable, PlanePhase } from "../../experiment/theory/phasePlane.ts";
import { useBackground } from "../../store/store.ts";
import { CELL_ORDER, cellIndex, deviationOf, pointOf } from "./measuredPlane.ts";
import type { MeasuredPhases } from "./measuredPlane.ts";
import type { PlaneRange } from "./planeShapes.ts";

/** Size of a measured network: thousands of them take seconds. */
export const SAMPLE = { depth: 20, width: 64, batch: 32 } as const;

/** Requests on their way at once: the next one waits in the service while a result is read. */
const ON_THE_WAY = 4;
/**
 * Results between two drawings: each shows all that is known, so that they come as often as this share grows.
 */
const LEAST_FRESH = 32;
const FRESH_SHARE = 1 / 16;

/** The networks of one plane, as far as they are measured; dragging the dot does not change them. */
interface Plane {
  readonly phases: (PlanePhase | undefined)[];
  /** Deviations of chi from theory, in the order of measuring. */
  readonly deviations: number[];
  count: number;
}

const planes = new Map<string, Plane>();
/** Planes of a lesson hour. */
const KEPT = 12;

function planeOf(key: string): Plane {
  const known = planes.get(key);
  if (known !== undefined) return known;
  if (planes.size >= KEPT) planes.clear();
  const plane = { phases: [], deviations: [], count: 0 };
  planes.set(key, plane);
  return plane;
}

export interface MeasuredPlane {
  readonly phases: MeasuredPhases;
  readonly deviations: readonly number[];
  readonly count: number;
  readonly isStopped: boolean;
  readonly hasFailed: boolean;
  readonly setStopped: (isStopped: boolean) => void;
}

/** The settings that the networks of the plane share with the present one. */
type Shared = Pick<ExperimentConfig, "activation" | "activationParameter" | "frequency" | "phi" | "seed">;

/**
 * The measured plane.
 * @param range null, as `table`, while theory is computed
 */
export function useMeasuredPlane(
  table: PhaseTable | null,
  range: PlaneRange | null,
  { activation, activationParameter, frequency, phi, seed }: Shared,
  isWanted: boolean,
): MeasuredPlane {
  const background = useBackground();
  const key = JSON.stringify([activation, activationParameter, frequency, phi, seed, range]);
  const plane = planeOf(key);
  const [, setDrawnCount] = useState(0);
  const [isStopped, setStopped] = useState(false);
  const [failedKey, setFailedKey] = useState<string | null>(null);
  const hasFailed = failedKey === key;

  useEffect(() => {
    if (!isWanted || isStopped || hasFailed || table === null || range === null) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = CELL_ORDER.filter((cell) => plane.phases[cellIndex(cell)] === undefined).values();
    let drawnCount = plane.count;
    const draw = (): void => {
      drawnCount = plane.count;
      setDrawnCount((count) => count + 1);
    };
    async function work(): Promise<void> {
      for (const cell of waiting) {
        const point = pointOf(cell, range ?? { sigmaW: NaN, sigmaB: NaN });
        const expected = table?.phaseAt(point.sigmaW ** 2, point.sigmaB ** 2);
        const shared = { activation, activationParameter, frequency, phi, seed };
        const plan = planExperiment(sampleNetwork(SAMPLE, shared, point, expected?.c ?? NaN));
        const { layers } = await background.sample(plan, PHASE_TENSORS, { priority: "normal", signal });
        const phase = measuredPhase([layers], SAMPLE.batch);
        plane.phases[cellIndex(cell)] = phase;
        if (expected !== undefined) plane.deviations.push(deviationOf(phase, expected));
        plane.count++;
        if (plane.count - drawnCount >= Math.max(LEAST_FRESH, FRESH_SHARE * plane.count)) draw();
      }
    }
    void Promise.all(Array.from({ length: ON_THE_WAY }, work)).then(draw, (error: unknown) => {
      if (signal.aborted || errorCodeOf(error) === "cancelled") return;
      controller.abort();
      setFailedKey(key);
    });
    return () => controller.abort();
  }, [
    background,
    table,
    range,
    plane,
    key,
    activation,
    activationParameter,
    frequency,
    phi,
    seed,
    isWanted,
    isStopped,
    hasFailed,
  ]);

  return {
    phases: plane.phases,
    deviations: plane.deviations,
    count: plane.count,
    isStopped,
    hasFailed,
    setStopped: (next) => {
      setFailedKey(null);
      setStopped(next);
    },
  };
}
