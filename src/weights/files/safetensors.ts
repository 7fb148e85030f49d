/**
 * Safetensors: 8 bytes with the length of a header, the header as JSON, then the values. A file is read only
 * when its header is true to the last byte: no holes, no overlaps, no key twice.
 * Source: the format's README and `safetensors/src/tensor.rs`.
 */
import * as v from "valibot";
import { readLength, slicesOf, utf8, viewOf } from "./byteSource.ts";
import type { ByteSource } from "./byteSource.ts";
import { dtypeOf, isDtype } from "./dtype.ts";
import { fail, named } from "./fault.ts";
import { duplicateKey } from "./jsonKeys.ts";
import { countOf, MOST_TENSORS } from "./storedTensor.ts";
import type { StoredTensor, WeightFile } from "./storedTensor.ts";

const PREFIX_BYTES = 8;
/** The header of a model with ten thousand tensors has 1 MB. */
export const MOST_HEADER_BYTES = 8 * 2 ** 20;

const OPENING = 0x7b;

const length = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const entrySchema = v.object({
  dtype: v.string(),
  shape: v.array(v.unknown()),
  data_offsets: v.tuple([length, length]),
});

/** Other names of formats: those of the 8-bit floats in newer files. */
const SAME: Readonly<Record<string, string>> = { F8_E4M3FN: "F8_E4M3" };

/** Whether a file begins as safetensors do. @param head at least its first 9 bytes */
export function isSafetensors(head: Uint8Array, size: number): boolean {
  if (size < PREFIX_BYTES + 2 || head[PREFIX_BYTES] !== OPENING) return false;
  // The length of an honest header fits into four bytes; of any other the header tells.
  return readLength(viewOf(head), 0) > 1;
}

/** The part of an entry that is wrong: for the words only. */
function wrongPart(entry: unknown): "dtype" | "shape" | "offsets" {
  if (!v.is(v.object({ dtype: v.string() }), entry)) return "dtype";
  return v.is(v.object({ shape: v.array(v.unknown()) }), entry) ? "offsets" : "shape";
}

async function headerOf(source: ByteSource): Promise<{ readonly text: string; readonly end: number }> {
  const prefix = await source.read(0, Math.min(PREFIX_BYTES, source.size));
  if (prefix.length < PREFIX_BYTES) fail({ kind: "truncated", needed: PREFIX_BYTES, bytes: source.size });
  const bytes = readLength(viewOf(prefix), 0);
  if (bytes > MOST_HEADER_BYTES) fail({ kind: "headerLength", bytes, most: MOST_HEADER_BYTES });
  const end = PREFIX_BYTES + bytes;
  const text = utf8(await source.read(PREFIX_BYTES, end));
  if (text === null || !text.startsWith("{")) return fail({ kind: "headerText" });
  return { text, end };
}

function parsed(text: string): readonly (readonly [string, unknown])[] {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    return fail({ kind: "headerText" });
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) fail({ kind: "headerText" });
  const twice = duplicateKey(text);
  if (twice !== null) fail({ kind: "duplicate", name: named(twice) });
  return Object.entries(header);
}

/** One tensor and its place. */
interface Placed {
  readonly tensor: StoredTensor;
  readonly from: number;
  readonly to: number;
}

function placed(source: ByteSource, start: number, name: string, entry: unknown): Placed {
  const { success, output } = v.safeParse(entrySchema, entry);
  if (!success) return fail({ kind: "entry", name: named(name), what: wrongPart(entry) });
  const { shape } = output;
  const [from, to] = output.data_offsets;
  if (from > to) fail({ kind: "entry", name: named(name), what: "offsets" });
  const count = countOf(shape, name);
  const id = SAME[output.dtype] ?? output.dtype;
  const dtype = isDtype(id) ? id : null;
  const bytes = to - from;
  const needed = dtype === null ? bytes : count * dtypeOf(dtype).bytes;
  if (needed !== bytes) fail({ kind: "length", name: named(name), needed, bytes });
  const lengths = shape.map(Number);
  const tensor: StoredTensor = {
    name,
    shape: lengths,
    storedShape: lengths,
    dtypeName: named(output.dtype),
    dtype,
    isBigEndian: false,
    count,
    bytes,
    pieces: () => slicesOf(source, start + from, start + to),
    fault: dtype === null ? { kind: "dtype", name: named(output.dtype) } : null,
  };
  return { tensor, from, to };
}

/** @throws WeightFileError with what is wrong */
export async function readSafetensors(source: ByteSource): Promise<WeightFile> {
  const { text, end } = await headerOf(source);
  const entries = parsed(text).filter(([name]) => name !== "__metadata__");
  if (entries.length === 0) fail({ kind: "none" });
  if (entries.length > MOST_TENSORS) fail({ kind: "many", most: MOST_TENSORS });
  const all = entries.map(([name, entry]) => placed(source, end, name, entry));
  const buffer = source.size - end;
  let at = 0;
  let last = "";
  for (const { tensor, from, to } of all.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from < at) fail({ kind: "overlap", name: named(tensor.name), other: named(last) });
    if (from > at) fail({ kind: "hole", bytes: from - at });
    if (to > buffer) fail({ kind: "truncated", needed: end + to, bytes: source.size });
    at = to;
    last = tensor.name;
  }
  if (at < buffer) fail({ kind: "hole", bytes: buffer - at });
  return { format: "safetensors", tensors: all.map(({ tensor }) => tensor) };
}
