/** Number formats of files of weights: their sizes, their rounding, and their values as float64. */
import { viewOf } from "./byteSource.ts";

/** How one number is stored. */
interface DtypeEntry {
  readonly bytes: number;
  readonly kind: "float" | "integer";
  /** Half of the last place, relative: 2^-(mantissa bits + 1); below float32's the sketch is coarser. */
  readonly halfStep: number;
  /** Half of the smallest denormal: what is nearer to 0 becomes 0. */
  readonly halfLeast: number;
  /** Writes `count` numbers of little-endian bytes to `out`. */
  readonly decode: (view: DataView, count: number, out: Float64Array) => void;
}

/** A float of at most 16 bits by a table of all its values. */
function tableOf(exponentBits: number, mantissaBits: number, special: "ieee" | "nan_only"): Float64Array {
  const bits = 1 + exponentBits + mantissaBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  const mantissas = 2 ** mantissaBits;
  const lastExponent = 2 ** exponentBits - 1;
  return Float64Array.from({ length: 2 ** bits }, (_, word) => {
    const sign = word >>> (bits - 1) === 1 ? -1 : 1;
    const exponent = (word >>> mantissaBits) & lastExponent;
    const mantissa = word & (mantissas - 1);
    if (exponent === lastExponent) {
      if (special === "ieee") return mantissa === 0 ? sign * Infinity : NaN;
      // E4M3 of the OCP formats: no infinity, and only the last word of a sign is NaN.
      if (mantissa === mantissas - 1) return NaN;
    }
    const fraction = exponent === 0 ? mantissa / mantissas : 1 + mantissa / mantissas;
    return sign * fraction * 2 ** (Math.max(exponent, 1) - bias);
  });
}

function tabled(
  bytes: 1 | 2,
  exponentBits: number,
  mantissaBits: number,
  special: "ieee" | "nan_only",
): DtypeEntry {
  let table: Float64Array | null = null;
  return {
    bytes,
    kind: "float",
    halfStep: 2 ** -(mantissaBits + 1),
    halfLeast: 2 ** (2 - 2 ** (exponentBits - 1) - mantissaBits - 1),
    decode(view, count, out) {
      table ??= tableOf(exponentBits, mantissaBits, special);
      for (let i = 0; i < count; i++) {
        const word = bytes === 1 ? view.getUint8(i) : view.getUint16(2 * i, true);
        out[i] = table[word] ?? NaN;
      }
    },
  };
}

const exactly = (bytes: number, get: (view: DataView, at: number) => number): DtypeEntry => ({
  bytes,
  kind: "integer",
  halfStep: 0,
  halfLeast: 0,
  decode(view, count, out) {
    for (let i = 0; i < count; i++) out[i] = get(view, i * bytes);
  },
});

/** The formats, by the names of safetensors. Integers beyond 2^53 are rounded. */
export const DTYPES = {
  F64: {
    bytes: 8,
    kind: "float",
    halfStep: 0,
    halfLeast: 0,
    decode(view, count, out) {
      for (let i = 0; i < count; i++) out[i] = view.getFloat64(8 * i, true);
    },
  },
  F32: {
    bytes: 4,
    kind: "float",
    halfStep: 0,
    halfLeast: 0,
    decode(view, count, out) {
      for (let i = 0; i < count; i++) out[i] = view.getFloat32(4 * i, true);
    },
  },
  F16: tabled(2, 5, 10, "ieee"),
  BF16: tabled(2, 8, 7, "ieee"),
  F8_E4M3: tabled(1, 4, 3, "nan_only"),
  F8_E5M2: tabled(1, 5, 2, "ieee"),
  I64: exactly(8, (view, at) => Number(view.getBigInt64(at, true))),
  U64: exactly(8, (view, at) => Number(view.getBigUint64(at, true))),
  I32: exactly(4, (view, at) => view.getInt32(at, true)),
  U32: exactly(4, (view, at) => view.getUint32(at, true)),
  I16: exactly(2, (view, at) => view.getInt16(at, true)),
  U16: exactly(2, (view, at) => view.getUint16(at, true)),
  I8: exactly(1, (view, at) => view.getInt8(at)),
  U8: exactly(1, (view, at) => view.getUint8(at)),
  BOOL: exactly(1, (view, at) => Math.min(1, view.getUint8(at))),
} as const satisfies Readonly<Record<string, DtypeEntry>>;

export type Dtype = keyof typeof DTYPES;

export const dtypeOf = (dtype: Dtype): DtypeEntry => DTYPES[dtype];

export function isDtype(name: string): name is Dtype {
  return Object.hasOwn(DTYPES, name);
}

/** Turns the bytes of every number round, in place: big-endian files. */
function swap(bytes: Uint8Array, size: number): void {
  for (let at = 0; at + size <= bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}

/**
 * Decodes whole numbers to float64.
 * @param bytes a whole number of entries; those of a big-endian file are turned round in place
 * @param out at least as long as there are entries
 * @returns how many entries there are
 */
export function decode(bytes: Uint8Array, dtype: Dtype, isBigEndian: boolean, out: Float64Array): number {
  const entry = dtypeOf(dtype);
  const count = Math.floor(bytes.length / entry.bytes);
  if (isBigEndian && entry.bytes > 1) swap(bytes, entry.bytes);
  // Aligned float32 is nearly every file: the platform converts it at once.
  if (dtype === "F32" && bytes.byteOffset % 4 === 0 && IS_LITTLE_ENDIAN) {
    out.set(new Float32Array(bytes.buffer, bytes.byteOffset, count));
  } else {
    entry.decode(viewOf(bytes), count, out);
  }
  return count;
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
