/**
 * The trace file: a training that was recorded elsewhere, as docs/recorder.md describes it. Reads JSON from
 * anywhere; total, bounded, and strict about numbers: a histogram and its moments must be of one tensor.
 */
import * as v from "valibot";
import { SKETCH_BINS, SKETCH_FIRST_NORMAL, binEdge, binMiddle } from "../../math/sketch.ts";
import type { Sketch, SketchSide } from "../../math/sketch.ts";
import type { TensorStats } from "../result.ts";

export const TRACE_FORMAT = "initscope-trace";
export const TRACE_VERSION = 1;

/** Bounds of a file. A network of 1000 leaf modules is larger than any that one reads layer by layer. */
export const TRACE_LIMITS = {
  /** Of the file as it is sent, and of its text. */
  fileBytes: (64 * 2 ** 20) as number,
  textBytes: (192 * 2 ** 20) as number,
  layers: 1000,
  snapshots: 1000,
  /** Layers in all snapshots together. */
  entries: 50_000,
  nameLetters: 120,
} as const;

export const TRACE_TENSORS = ["activation", "grad_activation", "weight", "grad_weight", "update"] as const;
export type TraceTensor = (typeof TRACE_TENSORS)[number];

export interface TraceLayer {
  readonly name: string;
  readonly kind: string;
  readonly fanIn: number | null;
  readonly fanOut: number | null;
  readonly units: number | null;
}

export interface TraceEntry {
  readonly tensors: Readonly<Partial<Record<TraceTensor, TensorStats>>>;
  readonly deadUnits: number;
  readonly cosine: number;
}

export interface TraceSnapshot {
  readonly step: number;
  readonly loss: number | null;
  /** As many as there are layers. */
  readonly layers: readonly TraceEntry[];
}

export interface Trace {
  readonly model: string;
  readonly framework: string;
  readonly layers: readonly TraceLayer[];
  readonly snapshots: readonly TraceSnapshot[];
}

/** What is wrong with a file, as data. `where` is a path such as `snapshots.3.layers.0.cosine`. */
export type TraceFault =
  | { readonly id: "json" | "format" | "empty" | "network" | "damaged" }
  | { readonly id: "version"; readonly found: string }
  | { readonly id: "large"; readonly limit: number }
  | {
      readonly id: "field";
      readonly where: string;
      readonly found: string;
      readonly expected: string;
    };

export type TraceReading =
  | { readonly kind: "trace"; readonly trace: Trace }
  | { readonly kind: "refused"; readonly fault: TraceFault };

const refused = (fault: TraceFault): TraceReading => ({ kind: "refused", fault });

/** Control, direction and other invisible characters never reach the screen. */
const nameOf = (text: string): string =>
  Array.from(text.slice(0, 4 * TRACE_LIMITS.nameLetters).replace(/[\p{C}\s]+/gu, " "))
    .slice(0, TRACE_LIMITS.nameLetters)
    .join("")
    .trim();

const name = v.pipe(v.string("a text"), v.transform(nameOf));
const LARGEST = 2 ** 53 - 1;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const count = v.custom<number>(isCount, "a whole number from 0 on");
const sizeOrNothing = v.nullish(
  v.pipe(count, v.minValue(1, "a whole number from 1 on"), v.maxValue(LARGEST)),
  null,
);
/** JSON has no NaN and no infinity: null stands for them. */
const finite = v.pipe(v.number("a number or null"), v.finite("a finite number"));
const number = v.pipe(
  v.nullish(finite, null),
  v.transform((value) => value ?? NaN),
);
const share = v.pipe(
  v.nullish(v.pipe(finite, v.minValue(-1, "-1..1"), v.maxValue(1, "-1..1")), null),
  v.transform((value) => value ?? NaN),
);

/** A list of counts is checked in one pass: there are millions of them in a long trace. */
const counts = v.pipe(
  v.custom<readonly number[]>(
    (list) => Array.isArray(list) && list.every((entry) => isCount(entry) && entry < 2 ** 32),
    "a list of whole numbers from 0 on",
  ),
  v.transform((list) => Uint32Array.from(list)),
);

const side = v.pipe(
  v.object({ first_bin: count, counts }, "an object"),
  v.check(
    ({ first_bin: first, counts: list }) =>
      list.length === 0 || (first >= SKETCH_FIRST_NORMAL && first + list.length <= SKETCH_BINS),
    `bins ${SKETCH_FIRST_NORMAL}..${SKETCH_BINS - 1}`,
  ),
  v.transform((own): SketchSide => ({ firstBin: own.first_bin, counts: own.counts })),
);

/** Sums over the bins of both sides: values, their sum and the sum of their squares by bin middles. */
function sumsOf({ negative, positive }: Pick<Sketch, "negative" | "positive">) {
  const sums = { count: 0, sum: 0, size: 0, squares: 0, least: Infinity, most: -Infinity };
  for (const [sign, own] of [
    [-1, negative],
    [1, positive],
  ] as const)
    for (const [index, filled] of own.counts.entries()) {
      if (filled === 0) continue;
      const bin = own.firstBin + index;
      const middle = binMiddle(bin);
      sums.count += filled;
      sums.sum += sign * filled * middle;
      sums.size += filled * middle;
      sums.squares += filled * middle * middle;
      const [near, far] = [binEdge(bin), binEdge(bin + 1)];
      sums.least = Math.min(sums.least, sign > 0 ? near : -far);
      sums.most = Math.max(sums.most, sign > 0 ? far : -near);
    }
  return sums;
}

/**
 * A value lies within 1/128 of the middle of its bin, so moments by middles are off by that share of the mean
 * size; twice that leaves room for the denormals among the zeros.
 */
const NEAR = 2 / 128;

const tensor = v.pipe(
  v.object(
    {
      count,
      nan: count,
      pos_inf: count,
      neg_inf: count,
      zeros: count,
      underflow: count,
      mean: number,
      std: number,
      rms: number,
      min: number,
      max: number,
      skewness: number,
      excess_kurtosis: number,
      batch_std: number,
      unit_std: number,
      negative: side,
      positive: side,
    },
    "an object",
  ),
  v.rawTransform(({ dataset, addIssue, NEVER }): TensorStats => {
    const own = dataset.value;
    const { negative, positive, nan, zeros, underflow } = own;
    const sums = sumsOf(own);
    const finiteCount = zeros + sums.count;
    const refuse = (message: string) => {
      addIssue({ message });
      return NEVER;
    };
    if (own.count !== finiteCount + nan + own.pos_inf + own.neg_inf || underflow > zeros)
      return refuse("counts that add up");
    if (finiteCount > 0) {
      const low = Math.min(sums.least, zeros > 0 ? -(2 ** -126) : Infinity);
      const high = Math.max(sums.most, zeros > 0 ? 2 ** -126 : -Infinity);
      const slack = (NEAR * sums.size) / finiteCount + 2 ** -126;
      const rms = Math.sqrt(sums.squares / finiteCount);
      const isOfHistogram =
        own.min >= low &&
        own.max <= high &&
        own.min <= own.max &&
        Math.abs(own.mean - sums.sum / finiteCount) <= slack &&
        Math.abs(own.rms - rms) <= NEAR * rms + 2 ** -126 &&
        own.std >= 0 &&
        Math.abs(Math.hypot(own.std, own.mean) - own.rms) <= 1e-6 * own.rms;
      if (!isOfHistogram) return refuse("moments of the values in the histogram");
    }
    return {
      sketch: {
        count: own.count,
        nan,
        posInf: own.pos_inf,
        negInf: own.neg_inf,
        zeros,
        underflow,
        negative,
        positive,
      },
      finite: finiteCount,
      mean: own.mean,
      std: own.std,
      rms: own.rms,
      min: own.min,
      max: own.max,
      skewness: own.skewness,
      excessKurtosis: own.excess_kurtosis,
      batchStd: own.batch_std,
      unitStd: own.unit_std,
    };
  }),
);

const optionalTensor = v.exactOptional(tensor);
const entry = v.pipe(
  v.object(
    {
      tensors: v.object(
        {
          activation: optionalTensor,
          grad_activation: optionalTensor,
          weight: optionalTensor,
          grad_weight: optionalTensor,
          update: optionalTensor,
        },
        "an object",
      ),
      dead_units: share,
      cosine: share,
    },
    "an object",
  ),
  v.transform((own): TraceEntry => ({
    tensors: own.tensors,
    deadUnits: own.dead_units,
    cosine: own.cosine,
  })),
);

const layer = v.pipe(
  v.object(
    { name, kind: name, fan_in: sizeOrNothing, fan_out: sizeOrNothing, units: sizeOrNothing },
    "an object",
  ),
  v.transform((own): TraceLayer => ({
    name: own.name,
    kind: own.kind,
    fanIn: own.fan_in,
    fanOut: own.fan_out,
    units: own.units,
  })),
);

function listOf<Schema extends v.GenericSchema>(schema: Schema, least: number, most: number) {
  return v.pipe(
    // The length is checked before the entries: a list of millions is not read.
    v.custom<readonly unknown[]>(
      (list) => Array.isArray(list) && list.length >= least && list.length <= most,
      `a list of ${least}..${most}`,
    ),
    v.array(schema),
  );
}

const trace = v.pipe(
  v.object({
    model: name,
    framework: name,
    layers: listOf(layer, 1, TRACE_LIMITS.layers),
    snapshots: listOf(
      v.object(
        {
          step: count,
          loss: v.nullish(finite, null),
          layers: listOf(entry, 0, TRACE_LIMITS.layers),
        },
        "an object",
      ),
      1,
      TRACE_LIMITS.snapshots,
    ),
  }),
  v.check(({ layers, snapshots }) => layers.length * snapshots.length <= TRACE_LIMITS.entries, "large"),
  v.check(
    ({ snapshots }) => snapshots.every(({ step }, index) => step > (snapshots[index - 1]?.step ?? -1)),
    "steps that ascend",
  ),
  v.check(
    ({ layers, snapshots }) => snapshots.every((own) => own.layers.length <= layers.length),
    "no more entries than layers",
  ),
);

/** The text that names a value in a fault: never the value of an object, which may be large. */
function named(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value === null || value === undefined) return "missing";
  return typeof value === "number" || typeof value === "boolean" ? String(value) : typeof value;
}

const header = v.object({ format: v.literal(TRACE_FORMAT), version: v.unknown() });

const NOTHING: TraceEntry = { tensors: {}, deadUnits: NaN, cosine: NaN };

/** Reads a parsed trace. Never throws. */
export function readTrace(document: unknown): TraceReading {
  const head = v.safeParse(header, document);
  if (!head.success) return refused({ id: "format" });
  const { version } = head.output;
  if (version !== TRACE_VERSION) return refused({ id: "version", found: named(version) });
  const read = v.safeParse(trace, document, { abortEarly: true, abortPipeEarly: true });
  if (!read.success) {
    const [issue] = read.issues;
    if (issue.message === "large") return refused({ id: "large", limit: TRACE_LIMITS.entries });
    const where = v.getDotPath(issue) ?? "the file";
    return refused({ id: "field", where, found: named(issue.input), expected: issue.message });
  }
  const { layers, snapshots, ...own } = read.output;
  return {
    kind: "trace",
    trace: {
      ...own,
      layers,
      // Layers that appeared later are unknown before.
      snapshots: snapshots.map((snapshot) => ({
        ...snapshot,
        layers: layers.map((_, index) => snapshot.layers[index] ?? NOTHING),
      })),
    },
  };
}

/** Reads the text of a trace. Never throws. */
export function readTraceText(text: string): TraceReading {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // The parser's own words would name a position in a text that nobody has written by hand.
    return refused({ id: "json" });
  }
  return readTrace(document);
}
