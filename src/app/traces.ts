/** Opens traces: from a file, from beside the page, from a message; and shows what is wrong with one. */
import { readTraceFile } from "../experiment/trace/traceBytes.ts";
import { readTrace, readTraceText, TRACE_LIMITS } from "../experiment/trace/traceFormat.ts";
import type { TraceFault, TraceReading } from "../experiment/trace/traceFormat.ts";
import { planOfTrace, snapshotsOfTrace } from "../experiment/trace/traceRecording.ts";
import type { Language } from "../i18n/languages.ts";
import { traceTranslator } from "../i18n/traceText.ts";
import type { Picture, Recording } from "../store/state.ts";
import type { AppStoreApi } from "../store/store.ts";
import type { OpenedTrace } from "./consoleTypes.ts";
import type { OpeningPorts } from "./openingPorts.ts";

/** What is wrong with a trace, in words. */
export function faultText(fault: TraceFault, name: string, language: Language): string {
  const t = traceTranslator(language);
  switch (fault.id) {
    case "version":
      return t("fault.version", { name, found: fault.found });
    case "large": {
      const isEntries = fault.limit === TRACE_LIMITS.entries;
      const limit = t(isEntries ? "limit.entries" : "limit.megabytes", { limit: fault.limit });
      return t("fault.large", { name, limit });
    }
    case "field":
      return t("fault.field", { name, where: fault.where, found: fault.found, expected: fault.expected });
    case "json":
    case "format":
    case "empty":
    case "network":
    case "damaged":
      return t(`fault.${fault.id}`, { name });
    default:
      return fault satisfies never;
  }
}

let lastId = 0;

/** Calls back once the page's own picture is complete: it is what the trace's bar leads back to. */
function onceSettled(store: AppStoreApi, goOn: (picture: Picture) => void): void {
  const settledNow = (): Picture | null => {
    const { run, picture, recording } = store.getState();
    const own = recording?.initial ?? picture;
    return run.kind === "running" || run.kind === "idle" ? null : own;
  };
  const now = settledNow();
  if (now !== null) {
    goOn(now);
    return;
  }
  const stop = store.subscribe(() => {
    const picture = settledNow();
    if (picture === null) return;
    stop();
    goOn(picture);
  });
}

/** Shows a trace in place of the present picture. Every change of the experiment drops it. */
export function showTrace(reading: Extract<TraceReading, { kind: "trace" }>, store: AppStoreApi): void {
  const { trace } = reading;
  const snapshots = snapshotsOfTrace(trace);
  const plan = planOfTrace(trace, ++lastId);
  onceSettled(store, (initial) => {
    const { config, record, view, changeView } = store.getState();
    const recording: Recording = {
      id: -lastId,
      config,
      plan,
      status: { kind: "done" },
      speed: "full",
      schedule: snapshots.map(({ step }) => step),
      snapshots,
      stopped: null,
      report: null,
      shown: 0,
      grid: null,
      initial,
      rivals: [],
    };
    // A layer of the page's own network may not be there.
    if (view.selectedLayer !== null) changeView({ selectedLayer: null });
    record(recording);
  });
}

/** @returns whether it is shown */
function take(reading: TraceReading, name: string, { store, problems, text }: OpeningPorts): boolean {
  if (reading.kind === "refused") {
    problems.tell(faultText(reading.fault, name, text().text.language));
    return false;
  }
  problems.dismiss();
  showTrace(reading, store);
  return true;
}

/** Opens a file that was chosen or dropped. */
export async function openTraceFile(file: File, ports: OpeningPorts): Promise<void> {
  take(await readTraceFile(file), file.name, ports);
}

/** Opens what a page has sent: an object, its text, or the bytes of a file. */
export async function openTraceDocument(sent: unknown, ports: OpeningPorts): Promise<void> {
  take(await readSent(sent), "trace", ports);
}

/** Reads what was sent: an object, its text, or the bytes of a file. Never rejects. */
export async function readSent(sent: unknown): Promise<TraceReading> {
  if (sent instanceof Blob) return readTraceFile(sent);
  if (sent instanceof ArrayBuffer) return readTraceFile(new Blob([sent]));
  if (typeof sent !== "string") return readTrace(sent);
  if (sent.length <= TRACE_LIMITS.textBytes) return readTraceText(sent);
  return { kind: "refused", fault: { id: "large", limit: TRACE_LIMITS.textBytes / 2 ** 20 } };
}

/** The console's call. @throws RangeError for what is no trace */
export async function openFromConsole(sent: unknown, { store, text }: OpeningPorts): Promise<OpenedTrace> {
  const reading = await readSent(sent);
  if (reading.kind === "refused")
    throw new RangeError(faultText(reading.fault, "trace", text().text.language));
  showTrace(reading, store);
  const { model, framework, layers, snapshots } = reading.trace;
  return {
    model,
    framework,
    layers: layers.map(({ name }) => name),
    steps: snapshots.map(({ step }) => step),
  };
}

/**
 * Opens a trace beside the page.
 * @param path relative, of the same host: `viewSettings.ts` lets no other in
 */
export async function fetchTrace(path: string, ports: OpeningPorts): Promise<void> {
  const address = new URL(path, location.href.split(/[?#]/)[0]);
  if (address.origin !== location.origin) return;
  const file = await fetch(address)
    .then((response) => (response.ok ? response.blob() : null))
    .catch(() => null);
  // The visitor may have gone on since.
  if (ports.store.getState().view.trace !== path) return;
  const reading: TraceReading =
    file === null ? { kind: "refused", fault: { id: "network" } } : await readTraceFile(file);
  take(reading, path, ports);
}
