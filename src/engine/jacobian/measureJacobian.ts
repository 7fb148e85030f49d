/** Starts a worker for the Jacobians of one network; aborting ends it at once. */
import type { JacobianAnswer, MeasureJacobian } from "../../experiment/jacobian/jacobianRequest.ts";

/** The part of a worker that is used. */
export type JacobianPort = Pick<Worker, "postMessage" | "addEventListener" | "terminate">;

function startWorker(): JacobianPort {
  return new Worker(new URL("./jacobianWorker.ts", import.meta.url), {
    type: "module",
    name: "initscope-jacobian",
  });
}

/** @param start for tests: a port in place of a worker */
export function jacobianMeasurer(start: () => JacobianPort = startWorker): MeasureJacobian {
  return (request, onAnswer, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const port = start();
      const end = (settle: () => void): void => {
        signal.removeEventListener("abort", abort);
        port.terminate();
        settle();
      };
      const abort = (): void => end(() => reject(signal.reason));
      signal.addEventListener("abort", abort, { once: true });
      port.addEventListener("message", (event) => {
        const part = (event as MessageEvent<JacobianAnswer>).data;
        if (part.kind === "end") end(resolve);
        else if (!signal.aborted) onAnswer(part);
      });
      port.addEventListener("error", (event) => {
        event.preventDefault();
        end(() => reject(new Error("the worker of the Jacobian has failed")));
      });
      port.postMessage(request);
    });
}
