/**
 * Has a thread of its own measure the speed of this device: the engines' threads and
 * the page go on meanwhile.
 */
import type { SpeedFigures } from "../engine.ts";
import type { SpeedReply } from "./speedWorker.ts";

/** A device that needs longer has no speed to speak of. */
const WITHIN_MS = 3000;

/** @returns null where nothing answers in time: no WebAssembly SIMD, no worker */
export async function measureSpeed(): Promise<SpeedFigures | null> {
  let worker: Worker;
  try {
    worker = new Worker(new URL("./speedWorker.ts", import.meta.url), {
      type: "module",
      name: "initscope-speed",
    });
  } catch {
    // Where no worker may be started no engine runs either, and that is said elsewhere.
    return null;
  }
  const speed = await new Promise<SpeedFigures | null>((resolve) => {
    worker.addEventListener("message", ({ data }: MessageEvent<SpeedReply>) =>
      resolve(data.kind === "speed" ? data.speed : null),
    );
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      resolve(null);
    });
    setTimeout(() => resolve(null), WITHIN_MS);
  });
  worker.terminate();
  return speed;
}
