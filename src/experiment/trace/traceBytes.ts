/** The bytes of a trace file, plain or gzip, as text within bounds: what inflates further is not read on. */
import { readTraceText, TRACE_LIMITS } from "./traceFormat.ts";
import type { TraceReading } from "./traceFormat.ts";

const large = (bytes: number): TraceReading => ({
  kind: "refused",
  fault: { id: "large", limit: bytes / 2 ** 20 },
});

/** The first bytes of gzip. */
const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** All bytes of a stream as text; null beyond the limit. Rejects where the stream is damaged. */
async function textWithin(stream: ReadableStream<Uint8Array>, limit: number): Promise<string | null> {
  const reader = stream.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const parts: string[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return parts.join("") + decoder.decode();
    bytes += value.length;
    if (bytes > limit) {
      await reader.cancel();
      return null;
    }
    parts.push(decoder.decode(value, { stream: true }));
  }
}

/** Reads a trace file. Never rejects. */
export async function readTraceFile(
  file: Blob,
  { fileBytes, textBytes }: Pick<typeof TRACE_LIMITS, "fileBytes" | "textBytes"> = TRACE_LIMITS,
): Promise<TraceReading> {
  if (file.size > fileBytes) return large(fileBytes);
  if (file.size === 0) return { kind: "refused", fault: { id: "empty" } };
  try {
    const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
    const stream: ReadableStream<Uint8Array> = isGzip(head)
      ? file.stream().pipeThrough(new DecompressionStream("gzip"))
      : file.stream();
    const text = await textWithin(stream, textBytes);
    return text === null ? large(textBytes) : readTraceText(text);
  } catch {
    // A truncated or damaged file, or one that has changed on the disk since it was chosen.
    return { kind: "refused", fault: { id: "damaged" } };
  }
}
