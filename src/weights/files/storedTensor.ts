/** One tensor of a file: what the file says of it, and its bytes when they are asked for. */
import type { Dtype } from "./dtype.ts";
import { fail, named } from "./fault.ts";
import type { WeightFault } from "./fault.ts";

export interface StoredTensor {
  /** As the file has it; any text. */
  readonly name: string;
  readonly shape: readonly number[];
  /** The shape in the order in which the values lie: that of a Fortran file is reversed. */
  readonly storedShape: readonly number[];
  /** The format as the file names it, for the screen. */
  readonly dtypeName: string;
  /** Null for a format without a reading. */
  readonly dtype: Dtype | null;
  readonly isBigEndian: boolean;
  /** Entries: 1 for a scalar, 0 for an empty tensor. */
  readonly count: number;
  /** Bytes in the file once unpacked. */
  readonly bytes: number;
  /** The bytes in pieces of any length. */
  readonly pieces: () => AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** Why the values cannot be read, though the rest of the file can; null when they can. */
  readonly fault: WeightFault | null;
}

/** The formats that are read. */
export type FormatId = "safetensors" | "npy" | "npz" | "torch" | "keras";

export interface WeightFile {
  readonly format: FormatId;
  readonly tensors: readonly StoredTensor[];
}

/** Tensors of the largest models come to some thousands. */
export const MOST_TENSORS = 100_000;
/** More axes than any framework allows. */
const MOST_AXES = 64;

/** Whether a value from a file can be the length of an axis, an offset or a size. */
export const isLength = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

/**
 * Entries of a shape.
 * @throws WeightFileError `entry` for a shape that no file can hold
 */
export function countOf(shape: readonly unknown[], name: string): number {
  const wrong = { kind: "entry", name: named(name), what: "shape" } as const;
  if (shape.length > MOST_AXES) fail(wrong);
  // An axis of length 0 empties the tensor, whatever the others are.
  let count = 1;
  let isEmpty = false;
  for (const length of shape) {
    if (!isLength(length)) return fail(wrong);
    if (length === 0) isEmpty = true;
    else count *= length;
    if (!Number.isSafeInteger(count)) fail(wrong);
  }
  return isEmpty ? 0 : count;
}
