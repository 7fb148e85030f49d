/**
 * The inputs at which a training of one or two inputs is watched: places at even distances over the data, so
 * that a picture can show what the network answers everywhere.
 */
import { isOfClasses, taskClasses, taskInputs, taskValues } from "../taskData.ts";
import type { TrainingPlan } from "./trainingPlan.ts";

/** A square of places for two inputs, a row of them for one. */
export interface Grid {
  /** Inputs of the network: 1 or 2. */
  readonly dimensions: 1 | 2;
  /** Places in each direction. */
  readonly size: number;
  /** Ends of the first input, and of the second. */
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

/** Points of the data set that are drawn. */
export interface GridPoint {
  readonly inputs: readonly number[];
  /** The class, 0-based; or the first value that is learnt. */
  readonly target: number;
  readonly isValidation: boolean;
}

/** Operations that the grid may add to a snapshot: ten milliseconds of one core. */
const MOST_FLOPS = 6e8;
const SIDES = { least: 20, most: 48 } as const;
/** Places on a line. */
const LINE = 161;
/** More outputs than this have no colours that could be told apart. */
const MOST_OUTPUTS = 8;
/** Drawn points of each split. The network's answers for them are exact, not read off the grid. */
const MOST_POINTS = 150;
/** Room around the points, as a share of their range. */
const MARGIN = 0.12;

/** The first points of both splits. */
export function drawnPoints({ plan, points, validation }: TrainingPlan): readonly GridPoint[] {
  const outputs = plan.layers.at(-1)?.units ?? 1;
  const part = (from: number, count: number, isValidation: boolean): readonly GridPoint[] => {
    const to = from + Math.min(count, MOST_POINTS);
    const inputs = taskInputs(plan, from, to);
    const targets = isOfClasses(plan)
      ? taskClasses(plan, from, to)
      : taskValues(plan, from, to).filter((_, index) => index % outputs === 0);
    return Array.from({ length: to - from }, (_, row) => ({
      inputs: Array.from(inputs.subarray(row * plan.inputUnits, (row + 1) * plan.inputUnits)),
      target: targets[row] ?? 0,
      isValidation,
    }));
  };
  return [...part(0, points, false), ...part(points, validation, true)];
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = MARGIN * Math.max(high - low, 1e-6);
  return [low - room, high + room];
}

/** The grid of a training; null where its inputs have no plane, or its outputs no colours. */
export function gridOf({ plan }: TrainingPlan, points: readonly GridPoint[]): Grid | null {
  const { inputUnits, layers, batch, cost } = plan;
  const outputs = layers.at(-1)?.units ?? 1;
  if ((inputUnits !== 1 && inputUnits !== 2) || outputs > MOST_OUTPUTS || points.length === 0) return null;
  const x = rangeOf(points.map(({ inputs }) => inputs[0] ?? 0));
  if (inputUnits === 1) return { dimensions: 1, size: LINE, x, y: x };
  // A plan counts both passes, of which the forward pass is a third.
  const affordable = Math.floor(Math.sqrt((3 * MOST_FLOPS * batch) / cost.flops));
  return {
    dimensions: 2,
    size: Math.max(SIDES.least, Math.min(SIDES.most, affordable)),
    x,
    y: rangeOf(points.map(({ inputs }) => inputs[1] ?? 0)),
  };
}

/**
 * The places of a grid, row by row from the lowest second input, and behind them the drawn points:
 * `[size^dimensions + points, dimensions]`.
 */
export function gridInputs(grid: Grid, points: readonly GridPoint[]): Float32Array {
  return Float32Array.from([...placesOf(grid), ...points.flatMap(({ inputs }) => inputs)]);
}

function placesOf({ dimensions, size, x, y }: Grid): Float32Array {
  const at = ([low, high]: readonly [number, number], index: number): number =>
    low + ((high - low) * index) / (size - 1);
  if (dimensions === 1) return Float32Array.from({ length: size }, (_, index) => at(x, index));
  const inputs = new Float32Array(2 * size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      inputs[2 * (row * size + column)] = at(x, column);
      inputs[2 * (row * size + column) + 1] = at(y, row);
    }
  }
  return inputs;
}
