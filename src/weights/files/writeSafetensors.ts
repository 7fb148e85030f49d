/** Writes safetensors: a header as JSON with its length in front, then the values, without a hole. */

export interface WrittenTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** By safetensors' names. */
  readonly dtype: "F32" | "I64";
  /** The values, little-endian. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const PREFIX_BYTES = 8;
/** Readers map the values where they lie: they begin at a multiple of it. */
const ALIGNMENT = 8;

/**
 * A file of tensors.
 * @param metadata texts that the header carries beside them
 */
export function safetensorsBlob(
  tensors: readonly WrittenTensor[],
  metadata: Readonly<Record<string, string>>,
): Blob {
  let end = 0;
  const entries = tensors.map(({ name, shape, dtype, bytes }) => {
    const from = end;
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: [from, end] }] as const;
  });
  const text = JSON.stringify(Object.fromEntries([["__metadata__", metadata] as const, ...entries]));
  const header = new TextEncoder().encode(text);
  const room = Math.ceil(header.length / ALIGNMENT) * ALIGNMENT;
  const head = new Uint8Array(PREFIX_BYTES + room).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(room), true);
  head.set(header, PREFIX_BYTES);
  return new Blob([head, ...tensors.map(({ bytes }) => bytes)]);
}
