/**
 * What becomes of a file that is dropped where no part of the page takes it: a trace is opened, and of other
 * kinds the page says where they are opened. Files of weights never come here.
 */
import { traceTranslator } from "../i18n/traceText.ts";
import type { OpeningPorts } from "./openingPorts.ts";
import { openTraceFile } from "./traces.ts";

export type FileKind = "trace" | "table" | "lesson" | "lecture";

const TABLE = /\.(?:csv|tsv)$/i;

/** Lessons and lecture lists are a few kilobytes; larger JSON is a trace or nothing. */
const MOST_BYTES = 2 ** 20;

/** The kind of a file by its name and, where that is JSON, by its entries. Never rejects. */
export async function kindOf(file: File): Promise<FileKind> {
  if (TABLE.test(file.name)) return "table";
  if (file.size > MOST_BYTES) return "trace";
  try {
    const entries: unknown = JSON.parse(await file.text());
    if (typeof entries !== "object" || entries === null || "format" in entries) return "trace";
    if ("steps" in entries && Array.isArray(entries.steps)) return "lesson";
    if ("entries" in entries && Array.isArray(entries.entries)) return "lecture";
  } catch {
    // Compressed, or no JSON: the reader of traces says so.
  }
  return "trace";
}

export async function openFile(file: File, ports: OpeningPorts): Promise<void> {
  const kind = await kindOf(file);
  if (kind === "trace") {
    await openTraceFile(file, ports);
    return;
  }
  const t = traceTranslator(ports.text().text.language);
  ports.problems.tell(t(`place.${kind}`, { name: file.name }));
}
