/**
 * Files of weights that nobody would write: sound ones with bytes changed, cut out, repeated or put in. The
 * audit must answer each with statistics or with a fault, and with statistics that hold together.
 */
import { chooserOf } from "../fuzz/random.ts";
import type { Chooser } from "../fuzz/random.ts";
import type { WeightStats } from "../../weights/measure/weightStats.ts";
import { collectAudit } from "./collect.ts";
import type { Collected } from "./collect.ts";
import { npy, npz, safetensors, torchZip } from "./writeFiles.ts";
import type { OwnTensor } from "./writeFiles.ts";

const ramp = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => Math.sin(i));

const TENSORS: readonly OwnTensor[] = [
  { name: "a.weight", shape: [12, 25], values: ramp(300) },
  { name: "a.bias", shape: [12], values: new Float64Array(12) },
  { name: "n", shape: [], values: [3], dtype: "I64" },
  { name: "half", shape: [0, 4], values: [], dtype: "F64" },
];

const SOUND: readonly Uint8Array<ArrayBuffer>[] = [
  safetensors(TENSORS),
  npz(TENSORS, 0),
  npz(TENSORS, 1),
  torchZip(TENSORS),
  npy({ shape: [12, 25], values: ramp(300) }),
];

/** Numbers that lengths, offsets and counts like to be. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x28, 0x2e, 0x50, 0x4b];

function changed(choose: Chooser, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  // Headers are short and matter most; directories of zip files stand at the end.
  const place = (): number =>
    choose.of([
      choose.below(bytes.length),
      choose.below(Math.min(400, bytes.length)),
      Math.max(0, bytes.length - 1 - choose.below(400)),
    ]);
  const from = place();
  const length = 1 + choose.below(choose.of([1, 4, 30, 300]));
  switch (choose.below(6)) {
    case 0:
      return bytes.slice(0, from);
    case 1:
      return Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(from + length)]);
    case 2:
      return Uint8Array.from([...bytes.subarray(0, from + length), ...bytes.subarray(from)]);
    default: {
      const copy = bytes.slice();
      for (let i = 0; i < length && from + i < copy.length; i++)
        copy[from + i] = choose.isChosen(0.5) ? choose.of(EDGES) : choose.below(256);
      return copy;
    }
  }
}

/** What contradicts itself in statistics. */
function contradictions(stats: WeightStats): string[] {
  const { count, finite, nan, infinite, zeros, mean, std, min, max, kurtosis, histogram } = stats;
  const faults: string[] = [];
  if (finite + nan + infinite !== count || zeros > finite) faults.push("counts");
  if (finite === 0 ? !Number.isNaN(mean) : !(min <= max)) faults.push("extremes");
  const slack = 1e-9 * Math.max(Math.abs(min), Math.abs(max));
  if (finite > 0 && Number.isFinite(mean) && !(mean >= min - slack && mean <= max + slack))
    faults.push("mean");
  if (std > (max - min) * (0.5 + 1e-9)) faults.push("std");
  if (kurtosis < 1 - 1e-9) faults.push("kurtosis");
  if (histogram.counts.some((own) => !(own >= -1e-6))) faults.push("histogram");
  return faults;
}

/** What is wrong with the answer to a file; nothing where a fault is named. */
function answerFaults({ rows }: Collected): string[] {
  return rows.flatMap(({ stats, fault, count }) => {
    if (stats === null) return fault === null ? ["neither statistics nor a fault"] : [];
    return [...contradictions(stats), ...(stats.count === count ? [] : ["entries"])];
  });
}

export interface FuzzOutcome {
  readonly faults: readonly string[];
  /** Files by what was said of them: a kind of fault, or "read". */
  readonly answers: Readonly<Record<string, number>>;
}

/** Tries files [first, first + count) of a seed. */
export async function fuzzFiles(count: number, seed: number, first = 0): Promise<FuzzOutcome> {
  const faults: string[] = [];
  const answers: Record<string, number> = {};
  for (let index = first; index < first + count; index++) {
    const choose = chooserOf(seed * 1_000_003 + index);
    let bytes = choose.of(SOUND);
    for (let times = 1 + choose.below(3); times > 0 && bytes.length > 0; times--)
      bytes = changed(choose, bytes);
    try {
      const answer = await collectAudit(new Blob([bytes]), choose.of(["x", "x.safetensors"]));
      const kind = answer.fault?.kind ?? "read";
      answers[kind] = (answers[kind] ?? 0) + 1;
      for (const fault of answerFaults(answer)) faults.push(`${index}: ${fault}`);
    } catch (error) {
      faults.push(`${index}: ${String(error)}`);
    }
  }
  return { faults, answers };
}
