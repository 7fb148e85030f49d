/** Starts the engines' worker from its script's address. */
import type { WorkerThread } from "./client.ts";
// eslint-disable-next-line import/default -- the address, not the module: a suffix that Vite reads
import workerUrl from "./entry.ts?worker&url";

/**
 * A script for a frame whose sandbox takes its origin away: such a frame may start only scripts that it has
 * made itself. The script fetches the worker's script, which the host must allow for other origins, and hands
 * on the messages received in the meantime.
 */
const strangersScript = (): string =>
  `const early=[];onmessage=e=>early.push(e);import(${JSON.stringify(workerUrl)}).then(()=>{onmessage=null;` +
  'for(const e of early)dispatchEvent(new MessageEvent("message",e))},e=>setTimeout(()=>{throw e}))';

/** @throws what the browser throws where it allows no worker */
export function startEngineWorker(): WorkerThread {
  const name = "initscope-engine";
  if (origin !== "null") return new Worker(workerUrl, { type: "module", name });
  // The script is no module: Chromium starts no module from an address without an origin.
  return new Worker(URL.createObjectURL(new Blob([strangersScript()], { type: "text/javascript" })), {
    name,
  });
}
