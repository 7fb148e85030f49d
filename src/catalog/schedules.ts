/** How the learning rate changes over a training: data, one entry each. */
import type { ScheduleId } from "./trainingIds.ts";

export interface ScheduleEntry {
  readonly id: ScheduleId;
  readonly label: string;
  /** Factor of the learning rate at a step, `0 <= step < steps`. */
  readonly factor: (step: number, steps: number) => number;
  readonly source: string;
}

/** Share of the steps over which a warm-up rises, and after which the rate drops to a tenth. */
const WARM_UP = 0.1;
const DROPS = [0.5, 0.75] as const;

export const schedules = [
  { id: "constant", label: "Constant", factor: () => 1, source: "PyTorch ConstantLR(factor=1)" },
  {
    id: "warmup",
    label: "Warm-up",
    factor: (step, steps) => Math.min(1, (step + 1) / Math.max(1, WARM_UP * steps)),
    source: "Goyal et al. 2017: linear over the first steps",
  },
  {
    id: "step",
    label: "Step",
    factor: (step, steps) => 0.1 ** DROPS.filter((share) => step >= share * steps).length,
    source: "He, Zhang, Ren, Sun 2016: a tenth at one half and at three quarters",
  },
  {
    id: "cosine",
    label: "Cosine",
    factor: (step, steps) => (1 + Math.cos((Math.PI * step) / steps)) / 2,
    source: "Loshchilov, Hutter 2017, without restarts",
  },
] as const satisfies readonly ScheduleEntry[];

/**
 * The entry of an id.
 * @throws RangeError for an unknown id, a programmer's error: user input is checked by the link codec
 */
export function scheduleById(id: ScheduleId): ScheduleEntry {
  const entry = schedules.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new RangeError(`invalid schedule: ${id} (expected a catalogue id)`);
  return entry;
}
