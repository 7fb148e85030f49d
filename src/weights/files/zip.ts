/**
 * Zip files, as `.npz`, `.keras` and PyTorch's are: the directory first, members by slices when asked for.
 * What the directory says is checked before a byte is unpacked. Source: PKWARE APPNOTE 6.3.10, 4.3 and 4.5.
 */
import { Inflate } from "fflate";
import { readLength, slicesOf, utf8, viewOf } from "./byteSource.ts";
import type { ByteSource } from "./byteSource.ts";
import { crc32 } from "./crc32.ts";
import { fail, named } from "./fault.ts";
import { MOST_TENSORS } from "./storedTensor.ts";

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const END_64_BYTES = 56;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 65_535;
/** A hundred thousand members with names of six hundred letters. */
const MOST_DIRECTORY_BYTES = 64 * 2 ** 20;
/** Deflate packs at most 1032 to 1; weights that are not all zeros hardly 2 to 1. */
const MOST_GROWTH = 64;
/** Whatever the growth, this much is unpacked in a second. */
const FREE_BYTES = 256 * 2 ** 20;
/** Packed bytes that are unpacked at once: at most 17 MB come of them. */
const PACKED_SLICE = 2 ** 14;

const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;

export interface ZipMember {
  readonly name: string;
  /** Bytes when unpacked. */
  readonly size: number;
  /** Whether the bytes lie in the file as they are. */
  readonly isStored: boolean;
  /**
   * The unpacked bytes in pieces.
   * @throws WeightFileError `damaged` where they are not what the directory announces
   */
  readonly pieces: () => AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** Bytes [from, to) of a stored member; checksums are of the whole and are not taken. */
  readonly slices: (from: number, to: number) => AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** One line of the directory. */
interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly checksum: number;
  readonly packed: number;
  readonly size: number;
  readonly localAt: number;
}

interface Directory {
  readonly at: number;
  readonly bytes: number;
  readonly count: number;
}

export function isZip(head: Uint8Array): boolean {
  return head.length >= 4 && viewOf(head).getUint32(0, true) === LOCAL;
}

/** Where the end of the directory begins in the last bytes of a file; -1 where there is none. */
function findEnd(tail: Uint8Array): number {
  const view = viewOf(tail);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) === END && at + END_BYTES + view.getUint16(at + 20, true) === tail.length)
      return at;
  }
  return -1;
}

async function directoryOf(source: ByteSource): Promise<Directory> {
  const tailAt = Math.max(0, source.size - END_BYTES - LONGEST_COMMENT);
  const tail = await source.read(tailAt, source.size);
  const at = findEnd(tail);
  // Every zip file ends with its directory, so one without has lost its end.
  if (at < 0) return fail({ kind: "truncated", needed: source.size + END_BYTES, bytes: source.size });
  const view = viewOf(tail);
  const endAt = tailAt + at;
  const short: Directory = {
    count: view.getUint16(at + 10, true),
    bytes: view.getUint32(at + 12, true),
    at: view.getUint32(at + 16, true),
  };
  const isLong = short.count === 0xffff || short.bytes === 0xffffffff || short.at === 0xffffffff;
  if (!isLong || endAt < LOCATOR_BYTES) return short;
  const locator = viewOf(await source.read(endAt - LOCATOR_BYTES, endAt));
  if (locator.getUint32(0, true) !== LOCATOR_64) return short;
  const longAt = readLength(locator, 8);
  if (longAt + END_64_BYTES > endAt) return fail({ kind: "directory" });
  const long = viewOf(await source.read(longAt, longAt + END_64_BYTES));
  if (long.getUint32(0, true) !== END_64) return fail({ kind: "directory" });
  return { count: readLength(long, 32), bytes: readLength(long, 40), at: readLength(long, 48) };
}

/** Sizes and place of an entry whose short fields are full (4.5.3). */
function widened(short: readonly [number, number, number], extra: Uint8Array): [number, number, number] {
  const view = viewOf(extra);
  const wide: [number, number, number] = [...short];
  for (let at = 0; at + 4 <= extra.length;) {
    const bytes = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1) {
      let from = at + 4;
      wide.forEach((value, index) => {
        if (value !== 0xffffffff) return;
        if (from + 8 > Math.min(extra.length, at + 4 + bytes)) fail({ kind: "directory" });
        wide[index] = readLength(view, from);
        from += 8;
      });
      break;
    }
    at += 4 + bytes;
  }
  return wide;
}

/** Names of the old kind are bytes of an unknown code page; as Latin-1 they stay apart. */
function nameOf(bytes: Uint8Array): string {
  return utf8(bytes) ?? Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function readEntries(bytes: Uint8Array, count: number): readonly Entry[] {
  const view = viewOf(bytes);
  const entries: Entry[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL_BYTES > bytes.length || view.getUint32(at, true) !== CENTRAL)
      fail({ kind: "directory" });
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((by) => view.getUint16(at + by, true));
    const nameAt = at + CENTRAL_BYTES;
    const extraAt = nameAt + (nameBytes ?? 0);
    const next = extraAt + (extraBytes ?? 0) + (commentBytes ?? 0);
    if (next > bytes.length) fail({ kind: "directory" });
    const short = [24, 20, 42].map((by) => view.getUint32(at + by, true)) as [number, number, number];
    const extra = bytes.subarray(extraAt, extraAt + (extraBytes ?? 0));
    const [size, packed, localAt] = widened(short, extra);
    entries.push({
      name: nameOf(bytes.subarray(nameAt, extraAt)),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      size,
      packed,
      localAt,
    });
    at = next;
  }
  if (at !== bytes.length) fail({ kind: "directory" });
  return entries;
}

/** Refuses names twice, members inside each other, and members that would grow beyond measure. */
function check(entries: readonly Entry[], source: ByteSource, directoryAt: number): void {
  const names = new Set<string>();
  let size = 0;
  let end = 0;
  let last = "";
  for (const entry of entries.toSorted((a, b) => a.localAt - b.localAt)) {
    const { name, method, packed, localAt } = entry;
    if (names.has(name)) fail({ kind: "duplicate", name: named(name) });
    names.add(name);
    if (localAt < end) fail({ kind: "overlap", name: named(name), other: named(last) });
    end = localAt + LOCAL_BYTES + packed;
    if (!(end <= directoryAt)) fail({ kind: "directory" });
    if (method === STORED && packed !== entry.size) fail({ kind: "damaged", name: named(name) });
    last = name;
    size += entry.size;
  }
  const most = FREE_BYTES + MOST_GROWTH * source.size;
  if (!(size <= most)) fail({ kind: "bomb", bytes: size, most });
}

/** Where the bytes of a member begin: its own header may be longer than the directory says. */
async function startOf(source: ByteSource, { name, localAt, packed }: Entry, limit: number): Promise<number> {
  const local = viewOf(await source.read(localAt, localAt + LOCAL_BYTES));
  if (local.getUint32(0, true) !== LOCAL) fail({ kind: "damaged", name: named(name) });
  const start = localAt + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true);
  if (start + packed > limit) fail({ kind: "damaged", name: named(name) });
  return start;
}

async function* inflated(
  packed: AsyncIterable<Uint8Array<ArrayBuffer>>,
  name: string,
  size: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const out: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  let isEnded = false;
  const stream = new Inflate((data, isLast) => {
    total += data.length;
    if (total > size) fail({ kind: "damaged", name: named(name) });
    // The stream's window belongs to it.
    if (data.length > 0) out.push(data.slice());
    isEnded ||= isLast;
  });
  const push = (bytes: Uint8Array, isLast: boolean): void => {
    try {
      stream.push(bytes, isLast);
    } catch {
      fail({ kind: "damaged", name: named(name) });
    }
  };
  for await (const bytes of packed) {
    push(bytes, false);
    yield* out.splice(0);
  }
  push(new Uint8Array(0), true);
  yield* out.splice(0);
  if (!isEnded || total !== size) fail({ kind: "damaged", name: named(name) });
}

async function* checked(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
  { name, checksum }: Entry,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let crc = 0;
  for await (const piece of pieces) {
    crc = crc32(piece, crc);
    yield piece;
  }
  if (crc !== checksum) fail({ kind: "damaged", name: named(name) });
}

function memberOf(source: ByteSource, entry: Entry, limit: number): ZipMember {
  const { name, flags, method, size, packed } = entry;
  const canRead = (flags & ENCRYPTED) === 0 && (method === STORED || method === DEFLATED);
  async function* slices(from: number, to: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    if (!canRead) fail({ kind: "packing", name: named(name) });
    const start = await startOf(source, entry, limit);
    yield* slicesOf(source, start + from, start + to);
  }
  async function* unpacked(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    if (!canRead) fail({ kind: "packing", name: named(name) });
    const start = await startOf(source, entry, limit);
    if (method === STORED) yield* slicesOf(source, start, start + packed);
    else yield* inflated(slicesOf(source, start, start + packed, PACKED_SLICE), name, size);
  }
  return { name, size, isStored: method === STORED, slices, pieces: () => checked(unpacked(), entry) };
}

/** The members of a zip file. @throws WeightFileError with what is wrong */
export async function readZip(source: ByteSource): Promise<readonly ZipMember[]> {
  const { at, bytes, count } = await directoryOf(source);
  if (count > MOST_TENSORS) fail({ kind: "many", most: MOST_TENSORS });
  if (bytes > MOST_DIRECTORY_BYTES || at + bytes > source.size) fail({ kind: "directory" });
  const entries = readEntries(await source.read(at, at + bytes), count);
  check(entries, source, at);
  return entries.map((entry) => memberOf(source, entry, at));
}

/** All bytes of a small member. @throws WeightFileError `headerLength` for one that is not small */
export async function wholeMember(member: ZipMember, most: number): Promise<Uint8Array<ArrayBuffer>> {
  if (member.size > most) fail({ kind: "headerLength", bytes: member.size, most });
  const whole = new Uint8Array(member.size);
  let at = 0;
  for await (const piece of member.pieces()) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
