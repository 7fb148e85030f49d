/**
 * Text as part of a link: compressed (deflate), then encoded in base64url. It is used for long texts, such as
 * a teacher's lesson. The prefix names the codec, so that another one can follow later.
 */

const PREFIX = "z.";

/** A link that unpacks to more than this is refused: a small link may expand to gigabytes of one letter. */
export const MOST_UNPACKED_BYTES = 400_000;

/** Whether a text has the prefix of a packed text. */
export function isPacked(text: string): boolean {
  return text.startsWith(PREFIX);
}

function bytesToText(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @throws InvalidCharacterError for a text that is not base64url */
function textToBytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

/** Reads a stream to its end. @throws RangeError above a number of bytes */
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

/** Packs a text: `z.` and base64url. */
export async function packText(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return PREFIX + bytesToText(await readAll(stream, Infinity));
}

/** The unpacked text; null when the argument is not packed, is cut off, or is too long. */
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
    // A mail program has cut the link, or a person has typed it: there is nothing to show.
    return null;
  }
}
