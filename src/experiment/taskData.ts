/**
 * The points of a task, addressed by their number as every other draw is: a larger data set keeps its first
 * points. Plain arithmetic in float64 whose bits are the same on every device.
 *
 * Shapes: K = inputs, N = outputs. A network may have other numbers of them than the task: further inputs are
 * normal draws without a meaning, missing ones are not seen, and classes are counted modulo N.
 */
import { taskById } from "../catalog/tasks.ts";
import { pointOnCircle } from "../math/circle.ts";
import { STREAM, uniformRow, wordRow } from "../math/philox.ts";
import type { Stream } from "../math/philox.ts";
import { portableTanh } from "../math/portableTanh.ts";
import { normalQuantile } from "../math/quantile.ts";
import type { TaskId } from "../catalog/tasks.ts";
import { provideTaskRows } from "./taskPart.ts";
import type { Plan } from "./plan.ts";
import type { Table } from "./table.ts";

/** One point. The arrays are the maker's own and hold the point until the next is made. */
interface Point {
  /** `[K]` */
  readonly inputs: Float64Array;
  /** 0-based class; without a meaning where values are learnt. */
  readonly label: number;
  /** `[N]`; without a meaning where classes are learnt. */
  readonly values: Float64Array;
}

/** What a task does with the draws of a point. */
interface Draws {
  readonly row: number;
  /** Uniforms of the point's place. */
  readonly uniforms: Float64Array;
  /** `[K]` standard normals on entry, the inputs without noise on return. */
  readonly x: Float64Array;
  /** `[N]` */
  readonly y: Float64Array;
}
/** @returns the class */
type Place = (draws: Draws) => number;

type Sizes = { readonly seed: number; readonly inputs: number; readonly outputs: number };

/** Steps of a turn: the angles of points are quotients of integers. */
const TURN = 2 ** 30;

/** cos and sin of a number of turns. */
function turned(turns: number): { readonly cos: number; readonly sin: number } {
  return pointOnCircle(Math.floor((turns - Math.floor(turns)) * TURN), TURN);
}

/** Sets the first inputs, as many as there are. */
function set(x: Float64Array, ...values: readonly number[]): void {
  for (let i = 0; i < Math.min(x.length, values.length); i++) x[i] = values[i] ?? 0;
}

/** Normals that all points of a task share, `[rows, columns]`. @param part which of them */
function shared(seed: number, part: number, rows: number, columns: number): readonly Float64Array[] {
  return Array.from({ length: rows }, (_, row) => {
    const uniforms = new Float64Array(columns);
    uniformRow(seed, STREAM.taskCommon, part, row, uniforms);
    return uniforms.map(normalQuantile);
  });
}

/** The mean square of a radius that is uniform in [0, 1] is a third, that of a coordinate half of it. */
const SPIRAL_TURNS = 1.75;
const SPIRAL_SCALE = Math.sqrt(6);
/** Radii 1/2 and 1 in these units have mean square 5/8, a coordinate half of it. */
const CIRCLE_SCALE = Math.sqrt(3.2);
/** Two clusters at (-m, -m) and (m, m) with std s, m^2 + s^2 = 1. */
const GAUSSIAN = { mean: Math.sqrt(0.75), std: 0.5 } as const;
/** Std of the centres and of the clouds about them. */
const BLOB = { centers: 2, perClass: 2, scale: 1 / Math.sqrt(5) } as const;
/** Means and stds of the coordinates of two interleaved half circles. */
const MOON = { mean: [0.5, 0.25], std: [Math.sqrt(0.75), 0.4941] } as const;
const TEACHER_UNITS = 32;
/** E tanh(z)^2 for a standard normal z is 0.394. */
const TEACHER_SCALE = 1 / Math.sqrt(0.394);

const PLACES: Readonly<Record<TaskId, (sizes: Sizes) => Place>> = {
  spirals:
    () =>
    ({ row, uniforms: [t = 0], x }) => {
      const label = row % 2;
      const { cos, sin } = turned(SPIRAL_TURNS * t + label / 2);
      set(x, SPIRAL_SCALE * t * sin, SPIRAL_SCALE * t * cos);
      return label;
    },
  circles:
    () =>
    ({ row, uniforms: [t = 0], x }) => {
      const label = row % 2;
      const radius = CIRCLE_SCALE * (label === 0 ? 0.5 : 1);
      const { cos, sin } = turned(t);
      set(x, radius * cos, radius * sin);
      return label;
    },
  xor:
    () =>
    ({ uniforms: [s = 0, t = 0], x }) => {
      set(x, Math.sqrt(3) * (2 * s - 1), Math.sqrt(3) * (2 * t - 1));
      return s < 0.5 === t < 0.5 ? 0 : 1;
    },
  gaussians:
    () =>
    ({ row, x }) => {
      const label = row % 2;
      const center = label === 0 ? -GAUSSIAN.mean : GAUSSIAN.mean;
      set(x, center + GAUSSIAN.std * (x[0] ?? 0), center + GAUSSIAN.std * (x[1] ?? 0));
      return label;
    },
  blobs: ({ seed, inputs, outputs }) => {
    const centers = shared(seed, 0, BLOB.perClass * outputs, inputs);
    return ({ row, x }) => {
      const center = centers[row % centers.length];
      for (let i = 0; i < inputs; i++) {
        x[i] = BLOB.scale * (BLOB.centers * (center?.[i] ?? 0) + (x[i] ?? 0));
      }
      return row % centers.length;
    };
  },
  moons:
    () =>
    ({ row, uniforms: [t = 0], x }) => {
      const label = row % 2;
      const { cos, sin } = turned(t / 2);
      const [a, b] = label === 0 ? [cos, sin] : [1 - cos, 0.5 - sin];
      set(x, (a - MOON.mean[0]) / MOON.std[0], (b - MOON.mean[1]) / MOON.std[1]);
      return label;
    },
  curve:
    () =>
    ({ uniforms: [t = 0], x, y }) => {
      const place = Math.sqrt(3) * (2 * t - 1);
      set(x, place);
      // Further outputs have higher frequencies.
      for (let j = 0; j < y.length; j++) y[j] = Math.SQRT2 * turned(((j + 1) * place) / 2).sin;
      return 0;
    },
  plane:
    () =>
    ({ uniforms: [s = 0, t = 0], x, y }) => {
      const [a, b] = [Math.sqrt(3) * (2 * s - 1), Math.sqrt(3) * (2 * t - 1)];
      set(x, a, b);
      for (let j = 0; j < y.length; j++) {
        const { cos, sin } = pointOnCircle((j + 1) % 8, 8);
        y[j] = cos * a + sin * b;
      }
      return 0;
    },
  teacher: ({ seed, inputs, outputs }) => {
    const first = shared(seed, 0, TEACHER_UNITS, inputs);
    const second = shared(seed, 1, outputs, TEACHER_UNITS);
    return ({ x, y }) => {
      const hidden = first.map((weights) => portableTanh(dot(weights, x) / Math.sqrt(inputs)));
      for (let j = 0; j < outputs; j++) {
        y[j] = (TEACHER_SCALE * dot(second[j] ?? [], hidden)) / Math.sqrt(TEACHER_UNITS);
      }
      return 0;
    };
  },
  noise:
    ({ outputs }) =>
    ({ uniforms: [t = 0] }) =>
      Math.floor(t * outputs),
  // Whitened inputs: one direction a point, in turn. Each output follows one of them.
  modes:
    () =>
    ({ row, x, y }) => {
      const mode = row % x.length;
      x.fill(0);
      x[mode] = Math.sqrt(x.length);
      y.fill(0);
      if (mode < y.length) y[mode] = modeStrength(mode) * Math.sqrt(x.length);
      return 0;
    },
};

/** Singular value of a linear mode, from the strongest, 1. */
export function modeStrength(mode: number): number {
  return 1 / (mode + 1);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** `0 .. count - 1` in an order of the seed: by their words of a stream, so that no order is likelier. */
export function shuffled(seed: number, stream: Stream, part: number, count: number): Uint32Array {
  const words = new Uint32Array(count);
  wordRow(seed, stream, part, 0, words);
  // Word and number in one, exact below 2^53: of equal words the smaller number comes first.
  const keys = Float64Array.from(words, (word, index) => word * count + index);
  return Uint32Array.from(keys.sort(), (key) => key % count);
}

/**
 * The rows of a table in an order of the seed, and from the first again behind the last. Further inputs and
 * outputs are zero.
 */
function rowsOf({ seed, inputs, outputs }: Sizes, table: Table): (row: number) => Point {
  const values = new Float32Array(table.data);
  const order = shuffled(seed, STREAM.task, 3, table.rows);
  const x = new Float64Array(inputs);
  const y = new Float64Array(outputs);
  return (row) => {
    const from = (order[row % table.rows] ?? 0) * (table.inputs + 1);
    const target = from + table.inputs;
    x.set(values.subarray(from, Math.min(target, from + inputs)));
    y[0] = values[target] ?? 0;
    return { inputs: x, label: (y[0] ?? 0) % outputs, values: y };
  };
}

/** Whether the network learns classes, whatever the loss. */
export function isOfClasses({ task }: Pick<Plan, "task">): boolean {
  return task !== undefined && (task.id === "csv" ? task.table : taskById(task.id)).kind === "classes";
}

/** Makes the points of a task one by one, in any order. */
function pointsOf(plan: Plan): (row: number) => Point {
  const { seed, inputUnits: inputs, layers, task } = plan;
  if (task === undefined) throw new RangeError("invalid plan: no task (expected one)");
  const outputs = layers.at(-1)?.units ?? 1;
  if (task.id === "csv") return rowsOf({ seed, inputs, outputs }, task.table);
  const { id, noise } = task;
  const areClasses = isOfClasses(plan);
  const place = PLACES[id]({ seed, inputs, outputs });
  const x = new Float64Array(inputs);
  const y = new Float64Array(outputs);
  const uniforms = new Float64Array(2);
  const noises = new Float64Array(areClasses ? inputs : outputs);
  return (row) => {
    uniformRow(seed, STREAM.task, 0, row, uniforms);
    uniformRow(seed, STREAM.task, 1, row, x);
    for (let i = 0; i < inputs; i++) x[i] = normalQuantile(x[i] ?? 0.5);
    const label = place({ row, uniforms, x, y }) % outputs;
    if (noise > 0) {
      uniformRow(seed, STREAM.task, 2, row, noises);
      const noisy = areClasses ? x : y;
      for (let i = 0; i < noisy.length; i++) {
        noisy[i] = (noisy[i] ?? 0) + noise * normalQuantile(noises[i] ?? 0.5);
      }
    }
    return { inputs: x, label, values: y };
  };
}

/** Fills rows of inputs in place: row r of `values` is point `first + r`. */
export function fillTaskInputs(
  plan: Plan,
): (values: Float32Array, row0: number, row1: number, first?: number) => void {
  let pointOf: ReturnType<typeof pointsOf> | null = null;
  return (values, row0, row1, first = 0) => {
    pointOf ??= pointsOf(plan);
    for (let row = row0; row < row1; row++) values.set(pointOf(first + row).inputs, row * plan.inputUnits);
  };
}

/** Inputs of points `[from, to)`, `[to - from, K]`. */
export function taskInputs(plan: Plan, from: number, to: number): Float32Array {
  const values = new Float32Array((to - from) * plan.inputUnits);
  fillTaskInputs(plan)(values, 0, to - from, from);
  return values;
}

/** Classes of points `[from, to)`, 0-based. */
export function taskClasses(plan: Plan, from: number, to: number): Uint32Array {
  const pointOf = pointsOf(plan);
  return Uint32Array.from({ length: to - from }, (_, row) => pointOf(from + row).label);
}

/**
 * What squared error compares the outputs of points `[from, to)` with, `[to - from, N]`: their values, or 1
 * for the class of a point and 0 for others, less the mean 1 / N.
 */
export function taskValues(plan: Plan, from: number, to: number): Float32Array {
  const pointOf = pointsOf(plan);
  const units = plan.layers.at(-1)?.units ?? 1;
  const areClasses = isOfClasses(plan);
  const values = new Float32Array((to - from) * units);
  for (let row = 0; row < to - from; row++) {
    const { label, values: own } = pointOf(from + row);
    for (let j = 0; j < units; j++) {
      values[row * units + j] = areClasses ? Number(j === label) - 1 / units : (own[j] ?? 0);
    }
  }
  return values;
}

// Engines draw the points of a task through this place: a first visit has none.
provideTaskRows({ fillTaskInputs, taskClasses, taskValues });
