/** Geometry of the small chart of the loss over the kept steps of a training. Pure. */
import { openScale } from "../../charts/scale.ts";
import type { Snapshot } from "../../experiment/training/snapshot.ts";

export interface LossChart {
  /** Whether the axis is logarithmic: where the losses span more than a factor of ten. */
  readonly isLog: boolean;
  /** Ends of the axis. */
  readonly low: number;
  readonly high: number;
  readonly loss: string;
  readonly validation: string;
  /** Labelled steps, by the place of each. */
  readonly ticks: readonly { readonly step: number; readonly x: number }[];
  /** Where a kept step stands. */
  readonly x: (index: number) => number;
}

const LOG_FROM = 10;
/** Least distance of labelled steps, in multiples of the size of type. */
const TICK_EM = 4;

/** A broken line through the finite values. */
function pathOf(
  values: readonly number[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  let isDown = false;
  let path = "";
  for (const [index, value] of values.entries()) {
    const height = y(value);
    if (Number.isFinite(height)) path += `${isDown ? "L" : "M"}${x(index).toFixed(1)} ${height.toFixed(1)}`;
    isDown = Number.isFinite(height);
  }
  return path;
}

/**
 * @param schedule the steps that are kept, at even distances on the axis
 * @param box the plot, in pixels
 */
export function lossChart(
  snapshots: readonly Snapshot[],
  schedule: readonly number[],
  box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
  fontPx: number,
): LossChart {
  const loss = snapshots.map((snapshot) => snapshot.loss ?? NaN);
  const validation = snapshots.map((snapshot) => snapshot.validation);
  const finite = [...loss, ...validation].filter(Number.isFinite);
  const least = finite.length === 0 ? 0 : Math.min(...finite);
  const most = finite.length === 0 ? 1 : Math.max(...finite);
  const isLog = least > 0 && most / least > LOG_FROM;
  const low = isLog ? least : Math.min(0, least);
  const high = most > low ? most : low + 1;
  const across = openScale([0, Math.max(1, schedule.length - 1)], [box.left, box.right]);
  const ofAxis = (value: number): number => (isLog ? Math.log10(value) : value);
  const up = openScale([ofAxis(low), ofAxis(high)], [box.bottom, box.top]);
  const height = (value: number): number => up(ofAxis(value));
  const ticks: { step: number; x: number }[] = [];
  const end = schedule.length - 1;
  for (const [index, step] of schedule.entries()) {
    const x = across(index);
    const isClear = x - (ticks.at(-1)?.x ?? -Infinity) >= TICK_EM * fontPx;
    const hasRoom = index === end || across(end) - x >= TICK_EM * fontPx;
    if (isClear && hasRoom) ticks.push({ step, x });
  }
  return {
    isLog,
    low,
    high,
    ticks,
    x: across,
    loss: pathOf(loss, across, height),
    validation: pathOf(validation, across, height),
  };
}
