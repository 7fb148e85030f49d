/**
 * Geometry of the small chart of the loss over the kept steps of a training, which is its timeline too. Pure.
 */
import { bisectRight } from "d3-array";
import { linearScale, openScale } from "../../charts/scale.ts";
import type { Snapshot } from "../../experiment/training/snapshot.ts";

export interface LossChart {
  /** Whether the axis is logarithmic: where the losses span more than a factor of ten. */
  readonly isLog: boolean;
  /** Ends of the axis. */
  readonly low: number;
  readonly high: number;
  readonly loss: string;
  readonly validation: string;
  /** The loss of each network that races with it, and where its line ends; null where there is none. */
  readonly rivals: readonly ({ readonly path: string; readonly x: number; readonly y: number } | null)[];
  /** Labelled steps, by the place of each. */
  readonly ticks: readonly { readonly step: number; readonly x: number }[];
  /** Where a step stands. */
  readonly x: (step: number) => number;
  /** The place of a step on the timeline at a pixel, to be given to `nearestIndex`. */
  readonly placeAt: (x: number) => number;
}

const LOG_FROM = 10;
/** Least distance of labelled steps, in multiples of the size of type. */
const TICK_EM = 4;

/** The place of a step among the kept ones, from 0; a step between two of them lies between their places. */
export function placeOf(schedule: readonly number[], step: number): number {
  const next = bisectRight([...schedule], step);
  const [low = 0, high = low] = [schedule[next - 1], schedule[next]];
  return Math.max(0, next - 1) + (high > low ? (step - low) / (high - low) : 0);
}

/** Index of the snapshot nearest to a place of the timeline. */
export function nearestIndex(
  snapshots: readonly Snapshot[],
  schedule: readonly number[],
  place: number,
): number {
  let nearest = 0;
  let least = Infinity;
  for (const [index, { step }] of snapshots.entries()) {
    const distance = Math.abs(placeOf(schedule, step) - place);
    if (distance < least) [nearest, least] = [index, distance];
  }
  return nearest;
}

/** A broken line through the finite values. */
function pathOf(values: readonly number[], xs: readonly number[], y: (value: number) => number): string {
  let isDown = false;
  let path = "";
  for (const [index, value] of values.entries()) {
    const height = y(value);
    const x = (xs[index] ?? 0).toFixed(1);
    if (Number.isFinite(height)) path += `${isDown ? "L" : "M"}${x} ${height.toFixed(1)}`;
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
  rivals: readonly (readonly Snapshot[])[] = [],
): LossChart {
  const loss = snapshots.map((snapshot) => snapshot.loss ?? NaN);
  const validation = snapshots.map((snapshot) => snapshot.validation);
  const theirs = rivals.map((own) => own.map((snapshot) => snapshot.loss ?? NaN));
  const finite = [...loss, ...validation, ...theirs.flat()].filter(Number.isFinite);
  const least = finite.length === 0 ? 0 : Math.min(...finite);
  const most = finite.length === 0 ? 1 : Math.max(...finite);
  const isLog = least > 0 && most / least > LOG_FROM;
  const low = isLog ? least : Math.min(0, least);
  const high = most > low ? most : low + 1;
  const across = linearScale([0, Math.max(1, schedule.length - 1)], [box.left, box.right]);
  const x = (step: number): number => across(placeOf(schedule, step));
  const xs = snapshots.map(({ step }) => x(step));
  const ofAxis = (value: number): number => (isLog ? Math.log10(value) : value);
  const up = openScale([ofAxis(low), ofAxis(high)], [box.bottom, box.top]);
  const height = (value: number): number => up(ofAxis(value));
  const ticks: { step: number; x: number }[] = [];
  const end = schedule.length - 1;
  for (const [index, step] of schedule.entries()) {
    const at = across(index);
    const isClear = at - (ticks.at(-1)?.x ?? -Infinity) >= TICK_EM * fontPx;
    const hasRoom = index === end || across(end) - at >= TICK_EM * fontPx;
    if (isClear && hasRoom) ticks.push({ step, x: at });
  }
  return {
    isLog,
    low,
    high,
    ticks,
    x,
    placeAt: (pixel) => across.invert(pixel),
    rivals: theirs.map((own, index) => {
      const places = (rivals[index] ?? []).map(({ step }) => x(step));
      const last = own.findLastIndex(Number.isFinite);
      return last < 0
        ? null
        : { path: pathOf(own, places, height), x: places[last] ?? 0, y: height(own[last] ?? NaN) };
    }),
    loss: pathOf(loss, xs, height),
    validation: pathOf(validation, xs, height),
  };
}
