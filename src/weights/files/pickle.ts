/**
 * An unpickler that runs nothing: it knows the opcodes that `torch.save` writes and a list of names, each
 * with a meaning of its own, and refuses every other. Source: CPython's `pickletools.py`, protocols 2 to 4.
 */
import { utf8, viewOf } from "./byteSource.ts";
import type { Dtype } from "./dtype.ts";
import { fail, named } from "./fault.ts";

/** A storage: the numbers of one or more tensors. */
export interface PickledStorage {
  readonly kind: "storage";
  readonly key: string;
  /** Null where the tensor itself says it. */
  readonly dtype: DtypeName | null;
}
/** A tensor: a view of a storage. Offset, shape and strides are as the file has them. */
export interface PickledTensor {
  readonly kind: "tensor";
  readonly storage: PickledStorage;
  readonly dtype: DtypeName | null;
  readonly offset: unknown;
  readonly shape: readonly unknown[];
  readonly strides: readonly unknown[];
}
interface PickledList {
  readonly kind: "list" | "tuple" | "set";
  readonly items: PickledValue[];
}
interface PickledDict {
  readonly kind: "dict";
  readonly pairs: [PickledValue, PickledValue][];
}
/** A name of the list. */
interface PickledGlobal {
  readonly kind: "global";
  readonly name: string;
}
/** What is no tensor and holds none. */
interface PickledOpaque {
  readonly kind: "opaque";
}
export type PickledValue =
  | null
  | boolean
  | number
  | string
  | PickledStorage
  | PickledTensor
  | PickledList
  | PickledDict
  | PickledGlobal
  | PickledOpaque;

/** A format that is read, or the name of one that is not. */
export interface DtypeName {
  readonly name: string;
  readonly dtype: Dtype | null;
}

const read = (dtype: Dtype): DtypeName => ({ name: dtype, dtype });
const unread = (name: string): DtypeName => ({ name, dtype: null });

/** Storages and formats of PyTorch by their names in a pickle. */
const DTYPE_OF: ReadonlyMap<string, DtypeName> = new Map([
  ["torch.DoubleStorage", read("F64")],
  ["torch.FloatStorage", read("F32")],
  ["torch.HalfStorage", read("F16")],
  ["torch.BFloat16Storage", read("BF16")],
  ["torch.LongStorage", read("I64")],
  ["torch.IntStorage", read("I32")],
  ["torch.ShortStorage", read("I16")],
  ["torch.CharStorage", read("I8")],
  ["torch.ByteStorage", read("U8")],
  ["torch.BoolStorage", read("BOOL")],
  ["torch.ComplexFloatStorage", unread("complex64")],
  ["torch.ComplexDoubleStorage", unread("complex128")],
  ["torch.float64", read("F64")],
  ["torch.float32", read("F32")],
  ["torch.float16", read("F16")],
  ["torch.bfloat16", read("BF16")],
  ["torch.float8_e4m3fn", read("F8_E4M3")],
  ["torch.float8_e5m2", read("F8_E5M2")],
  ["torch.int64", read("I64")],
  ["torch.int32", read("I32")],
  ["torch.int16", read("I16")],
  ["torch.int8", read("I8")],
  ["torch.uint64", read("U64")],
  ["torch.uint32", read("U32")],
  ["torch.uint16", read("U16")],
  ["torch.uint8", read("U8")],
  ["torch.bool", read("BOOL")],
  ["torch.complex64", unread("complex64")],
  ["torch.complex128", unread("complex128")],
]);
/** Storages whose format stands with the tensor. */
const UNTYPED = new Set(["torch.storage.UntypedStorage", "torch.UntypedStorage"]);
const DICTS = new Set(["collections.OrderedDict", "collections.defaultdict", "builtins.dict"]);
const SETS = new Set(["builtins.set", "__builtin__.set", "builtins.frozenset", "__builtin__.frozenset"]);
/** Values that stand beside tensors in checkpoints. */
const OPAQUE = new Set([
  "torch.device",
  "torch.strided",
  "_codecs.encode",
  "numpy.dtype",
  "numpy.core.multiarray.scalar",
  "numpy._core.multiarray.scalar",
  "collections.Counter",
]);
const SIZE = "torch.Size";
const REBUILD = "torch._utils._rebuild_tensor_v2";
const REBUILD_TYPED = "torch._utils._rebuild_tensor_v3";
const PARAMETER = new Set([
  "torch._utils._rebuild_parameter",
  "torch._utils._rebuild_parameter_with_state",
  "torch.nn.parameter.Parameter",
]);

function isKnown(name: string): boolean {
  const isAlone = [REBUILD, REBUILD_TYPED, SIZE].includes(name);
  const sets: readonly { readonly has: (name: string) => boolean }[] = [
    DTYPE_OF,
    UNTYPED,
    DICTS,
    SETS,
    OPAQUE,
    PARAMETER,
  ];
  return isAlone || sets.some((set) => set.has(name));
}

/** The end of what a stack holds since a mark. */
const MARK = Symbol("mark");
type Slot = PickledValue | typeof MARK;

const isOf = <Kind extends string>(value: unknown, ...kinds: Kind[]): value is { readonly kind: Kind } =>
  typeof value === "object" &&
  value !== null &&
  kinds.some((kind) => (value as { kind?: unknown }).kind === kind);

const isSequence = (value: unknown): value is PickledList => isOf(value, "list", "tuple", "set");
const isDict = (value: unknown): value is PickledDict => isOf(value, "dict");

/** What a call of a name from the list gives. */
function call(callee: PickledValue, argument: PickledValue): PickledValue {
  if (!isOf(callee, "global")) return fail({ kind: "pickle" });
  const { name } = callee as PickledGlobal;
  const given = isSequence(argument) ? argument.items : [];
  if (DICTS.has(name)) {
    const dict: PickledDict = { kind: "dict", pairs: [] };
    const [pairs] = given;
    // Protocol 0 writes ordered dictionaries with their pairs; a default factory is no pair.
    if (isSequence(pairs)) {
      for (const pair of pairs.items) {
        if (isSequence(pair) && pair.items.length === 2)
          dict.pairs.push([pair.items[0] ?? null, pair.items[1] ?? null]);
      }
    }
    return dict;
  }
  if (SETS.has(name)) return { kind: "set", items: isSequence(given[0]) ? [...given[0].items] : [] };
  if (name === SIZE) return { kind: "tuple", items: isSequence(given[0]) ? given[0].items : given };
  if (PARAMETER.has(name)) return given[0] ?? null;
  if (name === REBUILD || name === REBUILD_TYPED) return rebuilt(given, name === REBUILD_TYPED);
  return { kind: "opaque" };
}

function rebuilt(given: readonly PickledValue[], isTyped: boolean): PickledValue {
  const [storage, offset, shape, strides, , , format] = given;
  if (!isOf(storage, "storage") || !isSequence(shape) || !isSequence(strides))
    return fail({ kind: "pickle" });
  const own = isOf(format, "global") ? (DTYPE_OF.get((format as PickledGlobal).name) ?? null) : null;
  const held = storage as PickledStorage;
  const dtype = isTyped ? own : held.dtype;
  return { kind: "tensor", storage: held, dtype, offset, shape: shape.items, strides: strides.items };
}

/** The storage of a persistent id: ("storage", type, key, device, entries). */
function storageOf(id: PickledValue): PickledValue {
  const [word, type, key] = isSequence(id) ? id.items : [];
  if (word !== "storage" || !isOf(type, "global") || typeof key !== "string") return fail({ kind: "pickle" });
  const { name } = type as PickledGlobal;
  const dtype = DTYPE_OF.get(name) ?? null;
  if (dtype === null && !UNTYPED.has(name)) return fail({ kind: "refused", what: named(name) });
  return { kind: "storage", key, dtype };
}

/** A reader of one pickle. */
class Unpickler {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  readonly #stack: Slot[] = [];
  readonly #memo = new Map<number, PickledValue>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  #take(bytes: number): number {
    const from = this.#at;
    if (!(from + bytes <= this.#bytes.length)) fail({ kind: "pickle" });
    this.#at += bytes;
    return from;
  }
  #u1(): number {
    return this.#view.getUint8(this.#take(1));
  }
  #u2(): number {
    return this.#view.getUint16(this.#take(2), true);
  }
  #u4(): number {
    return this.#view.getUint32(this.#take(4), true);
  }
  #u8(): number {
    const from = this.#take(8);
    return this.#view.getUint32(from, true) + this.#view.getUint32(from + 4, true) * 2 ** 32;
  }
  #text(bytes: number): string {
    const from = this.#take(bytes);
    return utf8(this.#bytes.subarray(from, from + bytes)) ?? "�";
  }
  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) fail({ kind: "pickle" });
    const text = this.#text(end - this.#at);
    this.#at = end + 1;
    return text;
  }
  /** A whole number in two's complement; numbers beyond float64 are no sizes and become NaN. */
  #long(bytes: number): number {
    const from = this.#take(bytes);
    if (bytes > 8) return NaN;
    let value = 0n;
    for (let i = bytes - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[from + i] ?? 0);
    return Number(BigInt.asIntN(Math.max(1, 8 * bytes), value));
  }

  #pop(): PickledValue {
    const value = this.#stack.pop();
    return value === undefined || value === MARK ? fail({ kind: "pickle" }) : value;
  }
  #top(): PickledValue {
    const value = this.#stack.at(-1);
    return value === undefined || value === MARK ? fail({ kind: "pickle" }) : value;
  }
  #popMark(): PickledValue[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) fail({ kind: "pickle" });
    const values = this.#stack.splice(mark).slice(1);
    return values.map((value) => (value === MARK ? fail({ kind: "pickle" }) : value));
  }
  #global(module: string, name: string): PickledGlobal {
    const whole = `${module}.${name}`;
    return isKnown(whole) ? { kind: "global", name: whole } : fail({ kind: "refused", what: named(whole) });
  }
  #get(key: number): PickledValue {
    const value = this.#memo.get(key);
    return value === undefined ? fail({ kind: "pickle" }) : value;
  }
  #append(values: readonly PickledValue[]): void {
    const list = this.#top();
    // Objects of the list that are not read may be filled, too.
    if (isSequence(list)) for (const value of values) list.items.push(value);
    else if (!isOf(list, "opaque")) fail({ kind: "pickle" });
  }
  #setItems(values: readonly PickledValue[]): void {
    const dict = this.#top();
    if (values.length % 2 === 1) fail({ kind: "pickle" });
    if (isDict(dict)) {
      for (let i = 0; i < values.length; i += 2) dict.pairs.push([values[i] ?? null, values[i + 1] ?? null]);
    } else if (!isOf(dict, "opaque")) fail({ kind: "pickle" });
  }
  #tuple(count: number): void {
    const items = Array.from({ length: count }, () => this.#pop()).toReversed();
    this.#stack.push({ kind: "tuple", items });
  }
  /** Attributes of ordered dictionaries and of opaque values hold no tensors. */
  #build(): void {
    this.#pop();
    const object = this.#top();
    if (!isDict(object) && !isOf(object, "opaque", "tensor", "set")) fail({ kind: "pickle" });
  }

  /** Does one opcode. @returns whether it was the last */
  #step(): boolean {
    const push = (value: Slot): void => void this.#stack.push(value);
    const code = this.#u1();
    switch (code) {
      case 0x80: // PROTO
        this.#u1();
        break;
      case 0x95: // FRAME
        this.#u8();
        break;
      case 0x2e: // STOP
        return true;
      case 0x28: // MARK
        push(MARK);
        break;
      case 0x30: // POP
        this.#stack.pop();
        break;
      case 0x31: // POP_MARK
        this.#popMark();
        break;
      case 0x32: // DUP
        push(this.#top());
        break;
      case 0x4a: // BININT
        push(this.#view.getInt32(this.#take(4), true));
        break;
      case 0x4b: // BININT1
        push(this.#u1());
        break;
      case 0x4d: // BININT2
        push(this.#u2());
        break;
      case 0x8a: // LONG1
        push(this.#long(this.#u1()));
        break;
      case 0x8b: // LONG4
        push(this.#long(this.#u4()));
        break;
      case 0x47: // BINFLOAT
        push(this.#view.getFloat64(this.#take(8), false));
        break;
      case 0x4e: // NONE
        push(null);
        break;
      case 0x88: // NEWTRUE
      case 0x89: // NEWFALSE
        push(code === 0x88);
        break;
      case 0x58: // BINUNICODE
      case 0x54: // BINSTRING
      case 0x42: // BINBYTES
        push(this.#text(this.#u4()));
        break;
      case 0x8c: // SHORT_BINUNICODE
      case 0x55: // SHORT_BINSTRING
      case 0x43: // SHORT_BINBYTES
        push(this.#text(this.#u1()));
        break;
      case 0x8d: // BINUNICODE8
      case 0x8e: // BINBYTES8
        push(this.#text(this.#u8()));
        break;
      case 0x5d: // EMPTY_LIST
        push({ kind: "list", items: [] });
        break;
      case 0x7d: // EMPTY_DICT
        push({ kind: "dict", pairs: [] });
        break;
      case 0x8f: // EMPTY_SET
        push({ kind: "set", items: [] });
        break;
      case 0x29: // EMPTY_TUPLE
        push({ kind: "tuple", items: [] });
        break;
      case 0x74: // TUPLE
        push({ kind: "tuple", items: this.#popMark() });
        break;
      case 0x91: // FROZENSET
        push({ kind: "set", items: this.#popMark() });
        break;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        this.#tuple(code - 0x84);
        break;
      case 0x61: // APPEND
        this.#append([this.#pop()]);
        break;
      case 0x65: // APPENDS
      case 0x90: // ADDITEMS
        this.#append(this.#popMark());
        break;
      case 0x73: // SETITEM
        this.#setItems([this.#pop(), this.#pop()].toReversed());
        break;
      case 0x75: // SETITEMS
        this.#setItems(this.#popMark());
        break;
      case 0x71: // BINPUT
        this.#memo.set(this.#u1(), this.#top());
        break;
      case 0x72: // LONG_BINPUT
        this.#memo.set(this.#u4(), this.#top());
        break;
      case 0x94: // MEMOIZE
        this.#memo.set(this.#memo.size, this.#top());
        break;
      case 0x68: // BINGET
        push(this.#get(this.#u1()));
        break;
      case 0x6a: // LONG_BINGET
        push(this.#get(this.#u4()));
        break;
      case 0x63: // GLOBAL
        push(this.#global(this.#line(), this.#line()));
        break;
      case 0x93: {
        // STACK_GLOBAL
        const name = this.#pop();
        const module = this.#pop();
        push(typeof name === "string" && typeof module === "string" ? this.#global(module, name) : null);
        break;
      }
      case 0x51: // BINPERSID
        push(storageOf(this.#pop()));
        break;
      case 0x52: // REDUCE
      case 0x81: {
        // NEWOBJ
        const argument = this.#pop();
        push(call(this.#pop(), argument));
        break;
      }
      case 0x62: // BUILD
        this.#build();
        break;
      default:
        fail({ kind: "pickle" });
    }
    return false;
  }

  run(): PickledValue {
    while (!this.#step());
    return this.#pop();
  }
}

/** @throws WeightFileError `refused` for a name outside the list, `pickle` for what is no pickle */
export function unpickle(bytes: Uint8Array): PickledValue {
  return new Unpickler(bytes).run();
}

/** Containers within containers; those of an optimiser take five. */
const MOST_DEPTH = 64;

/**
 * The tensors of a pickled value under their paths, `model.layers.0.weight`. A container that occurs twice is
 * read once.
 */
export function tensorsOf(root: PickledValue): readonly (readonly [string, PickledTensor])[] {
  const found: (readonly [string, PickledTensor])[] = [];
  const seen = new Set<object>();
  const open: [string, PickledValue, number][] = [["", root, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, value, depth] = next;
    if (value === null || typeof value !== "object") continue;
    if (value.kind === "tensor") {
      found.push([path, value]);
      continue;
    }
    if (seen.has(value) || depth > MOST_DEPTH) continue;
    seen.add(value);
    const inside: [PickledValue, PickledValue][] = isSequence(value)
      ? value.items.map((item, index) => [index, item])
      : isDict(value)
        ? value.pairs
        : [];
    // The last of the open ones is next.
    for (const [key, item] of inside.toReversed()) {
      const part = typeof key === "object" ? "?" : String(key);
      open.push([path === "" ? part : `${path}.${part}`, item, depth + 1]);
    }
  }
  return found;
}
