/**
 * Text as part of a link: deflated, then written in the letters of base64url. For what is too long to be
 * written out, as a teacher's own lesson. The prefix names the codec, so that another may follow it.
 */

const PREFIX = "z.";

/**
 * A link that unpacks to more than this is not one of ours: a small link may hold gigabytes of one letter.
 */
export const MOST_UNPACKED_BYTES = 400_000;

/** Whether a text says of itself that it is packed. */
export function isPacked(text: string): boolean {
  return text.startsWith(PREFIX);
}

function bytesToText(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @throws InvalidCharacterError when it is not base64url */
function textToBytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

/** Everything a stream gives. @throws RangeError above a number of bytes */
async function readAll(stream: ReadableStream<Uint8Array>, mostBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > mostBytes) {
      await reader.cancel();
      throw new RangeError(`too long: more than ${mostBytes} bytes`);
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Packs a text: `z.` and the letters of base64url. */
export async function packText(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return PREFIX + bytesToText(await readAll(stream, Infinity));
}

/** The packed text; null when it is not a packed one, is cut off, or is too long. */
export async function unpackText(packed: string): Promise<string | null> {
  if (!isPacked(packed)) return null;
  try {
    const bytes = new Blob([textToBytes(packed.slice(PREFIX.length))]).stream();
    const unpacked = await readAll(
      bytes.pipeThrough(new DecompressionStream("deflate-raw")),
      MOST_UNPACKED_BYTES,
    );
    return new TextDecoder("utf-8", { fatal: true }).decode(unpacked);
  } catch {
    // Cut off by a mail program, or typed by hand: there is nothing in it to be shown.
    return null;
  }
}
