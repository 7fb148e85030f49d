/** The worker that reads a file of weights. Its page ends it to cancel. */
import type { AuditReply, AuditRequest } from "./protocol.ts";
import { serveAudit } from "./serve.ts";

const never = new AbortController().signal;

addEventListener("message", ({ data }: MessageEvent<AuditRequest>) => {
  void serveAudit(data, (message: AuditReply) => postMessage(message), never);
});
