/** Answers a request with an audit, in few messages. */
import { auditBlob } from "../audit.ts";
import type { Measurement } from "../audit.ts";
import { faultOf } from "../files/fault.ts";
import type { AuditReply, AuditRequest } from "./protocol.ts";

/** Measurements and bytes between two messages. */
const MOST_WAITING = 64;
const MOST_BYTES = 2 ** 25;

/** @throws what the signal says when it is aborted; faults of the file are replies */
export async function serveAudit(
  { blob, name }: AuditRequest,
  reply: (message: AuditReply) => void,
  signal: AbortSignal,
): Promise<void> {
  let waiting: Measurement[] = [];
  let [done, total, sent] = [0, 0, 0];
  function send(): void {
    reply({ kind: "measured", measurements: waiting, done, total });
    waiting = [];
    sent = done;
  }
  try {
    await auditBlob(blob, name, {
      signal,
      onListing: (listing) => reply({ kind: "listing", listing }),
      onMeasured: (measurement) => waiting.push(measurement),
      onProgress(now, all) {
        [done, total] = [now, all];
        if (waiting.length >= MOST_WAITING || done - sent >= MOST_BYTES) send();
      },
    });
    send();
    reply({ kind: "end" });
  } catch (error) {
    signal.throwIfAborted();
    reply({ kind: "fault", fault: faultOf(error) });
  }
}
