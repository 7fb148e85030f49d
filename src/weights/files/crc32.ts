/** The checksum of zip files: CRC-32 (IEEE 802.3), eight bytes at a time (Kounavis, Berry 2005). */

const SLICES = 8;
const POLYNOMIAL = 0xedb88320;

function makeTables(): Uint32Array {
  const tables = new Uint32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
    tables[byte] = rest;
  }
  for (let i = 256; i < tables.length; i++) {
    const before = tables[i - 256] ?? 0;
    tables[i] = (before >>> 8) ^ (tables[before & 255] ?? 0);
  }
  return tables;
}

let made: Uint32Array | null = null;

/** The checksum of bytes behind others whose checksum is `before`; 0 for none. */
export function crc32(bytes: Uint8Array, before: number): number {
  const tables = (made ??= makeTables());
  const at = (slice: number, byte: number): number => tables[256 * slice + byte] ?? 0;
  let crc = ~before;
  let i = 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (; i + SLICES <= bytes.length; i += SLICES) {
    const low = view.getUint32(i, true) ^ crc;
    const high = view.getUint32(i + 4, true);
    crc =
      at(7, low & 255) ^
      at(6, (low >>> 8) & 255) ^
      at(5, (low >>> 16) & 255) ^
      at(4, low >>> 24) ^
      at(3, high & 255) ^
      at(2, (high >>> 8) & 255) ^
      at(1, (high >>> 16) & 255) ^
      at(0, high >>> 24);
  }
  for (; i < bytes.length; i++) crc = at(0, (crc ^ (bytes[i] ?? 0)) & 255) ^ (crc >>> 8);
  return ~crc >>> 0;
}
