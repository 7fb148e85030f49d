/**
 * Writers of the formats that the audit reads, for tests: plain files, and the parts that hostile ones bend.
 */
import { zipSync } from "fflate";
import type { Dtype } from "../../weights/files/dtype.ts";

/** A tensor to write. */
export interface OwnTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
  readonly dtype?: Dtype;
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const blobOf = (...parts: readonly Uint8Array[]): Blob => new Blob([joined(...parts)]);

/** Float32 words rounded to the nearest, ties to even, and cut to 16 bits. */
function bfloat16(value: number): number {
  const [word = 0] = new Uint32Array(Float32Array.of(value).buffer);
  return ((word + 0x7fff + ((word >>> 16) & 1)) >>> 16) & 0xffff;
}

/** Nearest number of a small float, by search among all of its magnitudes. */
function rounder(exponentBits: number, mantissaBits: number, last: number): (value: number) => number {
  const bias = 2 ** (exponentBits - 1) - 1;
  const magnitudes = Float64Array.from({ length: last + 1 }, (_, word) => {
    const exponent = word >>> mantissaBits;
    const mantissa = (word & (2 ** mantissaBits - 1)) / 2 ** mantissaBits;
    return (exponent === 0 ? mantissa : 1 + mantissa) * 2 ** (Math.max(1, exponent) - bias);
  });
  return (value) => {
    const size = Math.abs(value);
    let [low, high] = [0, last];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((magnitudes[middle] ?? 0) < size) low = middle + 1;
      else high = middle;
    }
    const isLower = low > 0 && size - (magnitudes[low - 1] ?? 0) < (magnitudes[low] ?? 0) - size;
    return (isLower ? low - 1 : low) | (value < 0 ? 2 ** (exponentBits + mantissaBits) : 0);
  };
}

const half = rounder(5, 10, 0x7bff);
const e4m3 = rounder(4, 3, 0x7e);

const ENCODERS: Partial<Readonly<Record<Dtype, (values: readonly number[]) => ArrayBuffer>>> = {
  F64: (values) => Float64Array.from(values).buffer,
  F32: (values) => Float32Array.from(values).buffer,
  F16: (values) => Uint16Array.from(values, half).buffer,
  BF16: (values) => Uint16Array.from(values, bfloat16).buffer,
  F8_E4M3: (values) => Uint8Array.from(values, e4m3).buffer,
  I64: (values) => BigInt64Array.from(values, BigInt).buffer,
  I32: (values) => Int32Array.from(values).buffer,
  U8: (values) => Uint8Array.from(values).buffer,
  BOOL: (values) => Uint8Array.from(values).buffer,
};

/** The bytes of values, little-endian. */
export function encoded(values: ArrayLike<number>, dtype: Dtype): Uint8Array<ArrayBuffer> {
  const encoder = ENCODERS[dtype];
  if (encoder === undefined) throw new RangeError(`invalid format: ${dtype} (expected one that tests write)`);
  return new Uint8Array(encoder(Array.from(values)));
}

/** A file of a header as it stands and the bytes behind it. */
export function rawSafetensors(header: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = bytesOf(header);
  const prefix = new Uint8Array(8);
  new DataView(prefix.buffer).setBigUint64(0, BigInt(text.length), true);
  return joined(prefix, text, data);
}

export function safetensors(tensors: readonly OwnTensor[]): Uint8Array<ArrayBuffer> {
  let at = 0;
  const parts = tensors.map(({ values, dtype = "F32" }) => encoded(values, dtype));
  const entries = tensors.map(({ name, shape, dtype = "F32" }, index) => {
    const from = at;
    at += parts[index]?.length ?? 0;
    return `${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [from, at] })}`;
  });
  return rawSafetensors(`{${entries.join(",")}}`, joined(...parts));
}

const DESCR: Partial<Readonly<Record<Dtype, string>>> = {
  F64: "<f8",
  F32: "<f4",
  F16: "<f2",
  I64: "<i8",
  I32: "<i4",
  U8: "|u1",
  BOOL: "|b1",
};

/** A `.npy` of version 1 with a header as it stands. */
export function rawNpy(header: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = bytesOf(`${header}${" ".repeat((64 - ((header.length + 11) % 64)) % 64)}\n`);
  const prefix = Uint8Array.of(
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    1,
    0,
    text.length & 255,
    text.length >>> 8,
  );
  return joined(prefix, text, data);
}

export function npy({ shape, values, dtype = "F32" }: Omit<OwnTensor, "name">): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const header = `{'descr': '${DESCR[dtype] ?? "?"}', 'fortran_order': False, 'shape': ${tuple}, }`;
  return rawNpy(header, encoded(values, dtype));
}

/** @param level 0 stores, 1 packs */
export function npz(tensors: readonly OwnTensor[], level: 0 | 1): Uint8Array<ArrayBuffer> {
  const members = Object.fromEntries(tensors.map((own) => [`${own.name}.npy`, npy(own)] as const));
  return new Uint8Array(zipSync(members, { level }));
}

const STORAGES: Partial<Readonly<Record<Dtype, string>>> = {
  F64: "DoubleStorage",
  F32: "FloatStorage",
  F16: "HalfStorage",
  BF16: "BFloat16Storage",
  I64: "LongStorage",
};

/** Opcodes of protocol 2 as `torch.save` writes them. */
const OP = {
  text(text: string): Uint8Array {
    const own = bytesOf(text);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, own.length, true);
    return joined(Uint8Array.of(0x58), length, own);
  },
  number(value: number): Uint8Array {
    const word = new Uint8Array(5);
    word[0] = 0x4a;
    new DataView(word.buffer).setInt32(1, value, true);
    return word;
  },
  global: (module: string, name: string) => bytesOf(`c${module}\n${name}\n`),
  tuple: (...items: readonly Uint8Array[]) => joined(bytesOf("("), ...items, bytesOf("t")),
};

function pickledTensor({ shape, dtype = "F32" }: OwnTensor, key: number, count: number): Uint8Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const id = OP.tuple(
    OP.text("storage"),
    OP.global("torch", STORAGES[dtype] ?? "FloatStorage"),
    OP.text(String(key)),
    OP.text("cpu"),
    OP.number(count),
  );
  const given = OP.tuple(
    joined(id, bytesOf("Q")),
    OP.number(0),
    OP.tuple(...shape.map(OP.number)),
    OP.tuple(...strides.map(OP.number)),
    Uint8Array.of(0x89),
    joined(OP.global("collections", "OrderedDict"), bytesOf(")R")),
  );
  return joined(OP.global("torch._utils", "_rebuild_tensor_v2"), given, bytesOf("R"));
}

/** A zip file as `torch.save` makes it of an ordered dictionary. */
export function torchZip(tensors: readonly OwnTensor[]): Uint8Array<ArrayBuffer> {
  const items = tensors.map((own, key) =>
    joined(OP.text(own.name), pickledTensor(own, key, own.values.length)),
  );
  const pickle = joined(
    Uint8Array.of(0x80, 2),
    OP.global("collections", "OrderedDict"),
    bytesOf(")R("),
    ...items,
    bytesOf("u."),
  );
  return torchZipOf(pickle, tensors);
}

/** The same of a pickle as it stands. */
export function torchZipOf(pickle: Uint8Array, tensors: readonly OwnTensor[]): Uint8Array<ArrayBuffer> {
  const data = tensors.map(
    ({ values, dtype = "F32" }, key) => [`model/data/${key}`, encoded(values, dtype)] as const,
  );
  const members = Object.fromEntries([["model/data.pkl", pickle] as const, ...data]);
  return new Uint8Array(zipSync(members, { level: 0 }));
}
