/**
 * NumPy's `.npy`, versions 1 to 3: a magic word, a header that is a Python dictionary, then the values.
 * Source: `numpy/lib/format.py`. The header is read by its own grammar, never evaluated.
 */
import { slicesOf, utf8, viewOf } from "./byteSource.ts";
import type { ByteSource } from "./byteSource.ts";
import { dtypeOf } from "./dtype.ts";
import type { Dtype } from "./dtype.ts";
import { fail, named } from "./fault.ts";
import { countOf } from "./storedTensor.ts";
import type { StoredTensor, WeightFile } from "./storedTensor.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Headers of arrays of numbers have some hundred bytes; long ones list the fields of records. */
export const MOST_NPY_HEADER = 2 ** 16;
/** The magic word, the version, and the longer of the two lengths. */
export const NPY_PREFIX = 12;

export const isNpy = (head: Uint8Array): boolean => MAGIC.every((byte, index) => head[index] === byte);

const DTYPE_OF: Readonly<Record<string, Dtype>> = {
  f8: "F64",
  f4: "F32",
  f2: "F16",
  i8: "I64",
  i4: "I32",
  i2: "I16",
  i1: "I8",
  u8: "U64",
  u4: "U32",
  u2: "U16",
  u1: "U8",
  b1: "BOOL",
};

/** What stands in front of the values. */
export interface NpyHeader {
  /** Bytes before the values. */
  readonly end: number;
  readonly descr: string;
  readonly isFortran: boolean;
  readonly shape: readonly number[];
}

/** The dictionary: three keys in any order, each once, the shape as a tuple of whole numbers. */
const PAIR =
  /\s*(['"])(descr|fortran_order|shape)\1\s*:\s*(?:(['"])([^'"\\]*)\3|(True|False)|\(([\d\s,L]*)\)|(\[[^]*\]))\s*(,|$)/y;

function readPairs(inside: string, name: string): ReadonlyMap<string, RegExpExecArray> {
  const pairs = new Map<string, RegExpExecArray>();
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < inside.trimEnd().length) {
    const pair = PAIR.exec(inside);
    if (pair === null) return fail({ kind: "headerText" });
    const [, , key = ""] = pair;
    if (pairs.has(key)) fail({ kind: "duplicate", name: named(key) });
    // A list in place of a text: the fields of records.
    if (pair[7] !== undefined) fail({ kind: "entry", name: named(name), what: "dtype" });
    pairs.set(key, pair);
  }
  return pairs;
}

/** The dictionary of a header's text. */
function readDictionary(text: string, name: string): Omit<NpyHeader, "end"> {
  const [, inside] = /^\s*\{([^]*)\}\s*$/.exec(text) ?? [];
  if (inside === undefined) return fail({ kind: "headerText" });
  const pairs = readPairs(inside, name);
  const descr = pairs.get("descr")?.[4];
  const order = pairs.get("fortran_order")?.[5];
  const tuple = pairs.get("shape")?.[6];
  if (descr === undefined || order === undefined || tuple === undefined) return fail({ kind: "headerText" });
  const lengths = tuple.replaceAll("L", "").trim().replace(/,$/, "");
  const shape = lengths === "" ? [] : lengths.split(",").map((part) => part.trim());
  if (!shape.every((part) => /^\d+$/.test(part))) fail({ kind: "entry", name: named(name), what: "shape" });
  return { descr, isFortran: order === "True", shape: shape.map(Number) };
}

/**
 * The header of an array.
 * @param head its first bytes, at least the header where there is one
 */
export function readNpyHeader(head: Uint8Array, name: string): NpyHeader {
  if (!isNpy(head)) return fail({ kind: "headerText" });
  const view = viewOf(head);
  if (head.length < NPY_PREFIX) return fail({ kind: "truncated", needed: NPY_PREFIX, bytes: head.length });
  const version = head[MAGIC.length] ?? 0;
  if (version < 1 || version > 3) return fail({ kind: "headerText" });
  const start = version === 1 ? 10 : 12;
  const bytes = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (bytes > MOST_NPY_HEADER) return fail({ kind: "headerLength", bytes, most: MOST_NPY_HEADER });
  const end = start + bytes;
  if (end > head.length) return fail({ kind: "truncated", needed: end, bytes: head.length });
  const text = utf8(head.subarray(start, end));
  if (text === null) return fail({ kind: "headerText" });
  return { end, ...readDictionary(text, name) };
}

/**
 * The array behind a header.
 * @param size bytes of the array's file
 * @param pieces its bytes behind the header
 */
export function npyTensor(
  name: string,
  header: NpyHeader,
  size: number,
  pieces: StoredTensor["pieces"],
): StoredTensor {
  const { descr, shape, isFortran, end } = header;
  const count = countOf(shape, name);
  const [, order = "", id = ""] = /^([<>|=]?)(\w+)$/.exec(descr) ?? [];
  const dtype = Object.hasOwn(DTYPE_OF, id) ? (DTYPE_OF[id] ?? null) : null;
  const bytes = size - end;
  const needed = dtype === null ? bytes : count * dtypeOf(dtype).bytes;
  if (needed > bytes) fail({ kind: "truncated", needed: end + needed, bytes: size });
  if (needed < bytes) fail({ kind: "hole", bytes: bytes - needed });
  return {
    name,
    shape,
    storedShape: isFortran ? shape.toReversed() : shape,
    dtypeName: dtype ?? named(descr),
    dtype,
    isBigEndian: order === ">",
    count,
    bytes,
    pieces,
    fault: dtype === null ? { kind: "dtype", name: named(descr) } : null,
  };
}

/**
 * A file with one array.
 * @param name of the file without its ending
 */
export async function readNpy(source: ByteSource, name: string): Promise<WeightFile> {
  const head = await source.read(0, Math.min(source.size, NPY_PREFIX + MOST_NPY_HEADER));
  const header = readNpyHeader(head, name);
  const pieces = () => slicesOf(source, header.end, source.size);
  return { format: "npy", tensors: [npyTensor(name, header, source.size, pieces)] };
}
