/**
 * What is opened from outside besides links: a trace beside the page, one that is dropped on it, and one that
 * another page sends. Fetched after the first picture; openFile.ts says what becomes of a file.
 */
import { openFile } from "./openFile.ts";
import type { OpeningPorts } from "./openingPorts.ts";
import { fetchTrace, openTraceDocument } from "./traces.ts";

/** Opens the trace of the address, now and whenever an address names another. */
function followAddress(ports: OpeningPorts): void {
  const { store } = ports;
  let opened = "";
  const follow = (): void => {
    const { view, run, recording } = store.getState();
    if (view.trace === "") opened = "";
    // The page's own network comes first: the way back leads to its picture.
    if (view.trace === "" || view.trace === opened || run.kind === "running" || recording !== null) return;
    opened = view.trace;
    void fetchTrace(view.trace, ports);
  };
  store.subscribe(follow);
  follow();
}

/** Files that are dropped where no part of the page takes them itself. */
function takeDrops(ports: OpeningPorts): void {
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;
  document.addEventListener("dragover", (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (event.defaultPrevented || !hasFiles(event)) return;
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) void openFile(file, ports);
  });
}

/** Traces that the page around this one, or the page that has opened it, sends: docs/recorder.md. */
function takeMessages(ports: OpeningPorts): void {
  addEventListener("message", ({ source, data }: MessageEvent<unknown>) => {
    const isHost = source !== null && source !== window && (source === parent || source === opener);
    if (!isHost || typeof data !== "object" || data === null) return;
    if (!("source" in data) || data.source !== "initscope-host" || !("trace" in data)) return;
    void openTraceDocument(data.trace, ports);
  });
}

export function startOpenings(ports: OpeningPorts): void {
  followAddress(ports);
  takeDrops(ports);
  takeMessages(ports);
}
