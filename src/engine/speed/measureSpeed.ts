/** Measures the speed of this device in a separate thread, while the engines' threads and the page go on. */
import type { MeasuredSpeed } from "../engine.ts";
import type { SpeedReply } from "./speedWorker.ts";

/** A device that takes longer gets no speed. */
const WITHIN_MS = 3000;

/** @returns null when there is no answer in time: no WebAssembly SIMD, no worker */
export async function measureSpeed(): Promise<MeasuredSpeed | null> {
  let worker: Worker;
  try {
    worker = new Worker(new URL("./speedWorker.ts", import.meta.url), {
      type: "module",
      name: "initscope-speed",
    });
  } catch {
    // Where no worker may be started no engine runs either, which is reported elsewhere.
    return null;
  }
  const speed = await new Promise<MeasuredSpeed | null>((resolve) => {
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
