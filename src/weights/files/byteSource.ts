/** The bytes of a file, read by slices: a file of many gigabytes is never in memory as a whole. */
import { fail } from "./fault.ts";

export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /**
   * Bytes [from, to).
   * @throws WeightFileError `truncated` beyond the end, `unreadable` where the device does not give them
   */
  readonly read: (from: number, to: number) => Promise<Uint8Array<ArrayBuffer>>;
}

/** Bytes of a slice: some milliseconds of reading. */
export const SLICE_BYTES = 2 ** 22;

/** A file that the visitor has chosen, or any other blob. */
export function blobSource(blob: Blob): ByteSource {
  const { size } = blob;
  return {
    size,
    async read(from, to) {
      if (from > to || to > size) fail({ kind: "truncated", needed: to, bytes: size });
      let bytes: Uint8Array<ArrayBuffer>;
      try {
        bytes = new Uint8Array(await blob.slice(from, to).arrayBuffer());
      } catch {
        return fail({ kind: "unreadable" });
      }
      // A file that has become shorter since it was chosen.
      if (bytes.length !== to - from) fail({ kind: "truncated", needed: to, bytes: from + bytes.length });
      return bytes;
    },
  };
}

/** Bytes [from, to) as slices in their order. */
export async function* slicesOf(
  source: ByteSource,
  from: number,
  to: number,
  sliceBytes = SLICE_BYTES,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = from; at < to; at += sliceBytes) yield await source.read(at, Math.min(to, at + sliceBytes));
}

/** Text of bytes that must be UTF-8; null where they are not. */
export function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A 64-bit length; Infinity where a float64 does not hold it, which is longer than any file. */
export function readLength(view: DataView, at: number): number {
  const length = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
  return Number.isSafeInteger(length) ? length : Infinity;
}
