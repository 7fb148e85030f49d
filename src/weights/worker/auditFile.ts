/** The page's side of an audit: a worker of its own reads the file, and the page stays alive. */
import type { Listing, Measurement } from "../audit.ts";
import { WeightFileError } from "../files/fault.ts";
import type { AuditReply, AuditRequest } from "./protocol.ts";
import { serveAudit } from "./serve.ts";

/** What the page is told while a file is read. */
export interface AuditEvents {
  readonly onListing: (listing: Listing) => void;
  readonly onMeasured: (measurements: readonly Measurement[], done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** Calls that a reply makes; whether it was the last one. */
function hear(message: AuditReply, { onListing, onMeasured }: AuditEvents): boolean {
  switch (message.kind) {
    case "listing":
      onListing(message.listing);
      return false;
    case "measured":
      onMeasured(message.measurements, message.done, message.total);
      return false;
    case "end":
      return true;
    case "fault":
      throw new WeightFileError(message.fault);
    default:
      return message satisfies never;
  }
}

/** A worker; null where the browser allows none, as in a frame without an origin. */
function startWorker(): Worker | null {
  try {
    return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "initscope-weights" });
  } catch {
    return null;
  }
}

async function auditHere(request: AuditRequest, events: AuditEvents): Promise<void> {
  const errors: Error[] = [];
  const reply = (message: AuditReply): void => {
    try {
      hear(message, events);
    } catch (cause) {
      errors.push(cause as Error);
    }
  };
  await serveAudit(request, reply, events.signal);
  const [error] = errors;
  if (error !== undefined) throw error;
}

/**
 * Audits a file. Nothing of it leaves the device: it is read by slices, in a worker of this page.
 * @throws WeightFileError for a file that cannot be opened, what the signal says when it is aborted
 */
export function auditFile(request: AuditRequest, events: AuditEvents): Promise<void> {
  const { signal } = events;
  const worker = startWorker();
  if (worker === null) return auditHere(request, events);
  return new Promise<void>((resolve, reject) => {
    const end = (settle: () => void) => {
      worker.terminate();
      signal.removeEventListener("abort", cancel);
      settle();
    };
    const cancel = (): void => end(() => reject(signal.reason as Error));
    worker.addEventListener("message", ({ data }: MessageEvent<AuditReply>) => {
      try {
        if (hear(data, events)) end(resolve);
      } catch (error) {
        end(() => reject(error as Error));
      }
    });
    // A script that does not come, or breaks: the file is read here, from its beginning.
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      end(() => {
        auditHere(request, events).then(resolve, reject);
      });
    });
    if (signal.aborted) cancel();
    else {
      signal.addEventListener("abort", cancel);
      worker.postMessage(request);
    }
  });
}
