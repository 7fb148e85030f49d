/** The engines of this device: what a contest has found and what the visitor prefers are remembered on it. */
import { createEngineChooser } from "../engine/choose.ts";
import type { EngineChooser } from "../engine/choose.ts";
import { ENGINE_PREFERENCES } from "../engine/engine.ts";
import type { EnginePreference } from "../engine/engine.ts";
import { createWorkerEngine } from "../engine/worker/client.ts";
import { startEngineWorker } from "../engine/worker/script.ts";
import { createEngineStarter } from "../engine/worker/startEngines.ts";
import { readChoice } from "./preferences.ts";
import type { Memory } from "./preferences.ts";

export interface DeviceEngines {
  readonly chooser: EngineChooser;
  /** The preference that the visit begins with. */
  readonly preference: EnginePreference;
  readonly prefer: (preference: EnginePreference) => void;
}

/** Browsers that guard privacy may not tell the number of cores. */
const { hardwareConcurrency: cores = 1 } = navigator as Partial<Navigator>;

/** @param version of the program */
export function createDeviceEngines(memory: Memory, version: string): DeviceEngines {
  const chooser = createEngineChooser({
    createEngine: createEngineStarter({
      inWorker: (choice) => createWorkerEngine(choice, startEngineWorker),
      // Few visits need it.
      referenceInPage: async () => (await import("../engine/referenceEngine.ts")).createReferenceEngine(),
    }),
    memory: {
      read: () => memory.read("contest"),
      write: (text) => memory.write("contest", text),
    },
    version,
    fingerprint: `${version} ${navigator.userAgent}`,
    now: () => new Date().toISOString(),
    cores,
  });
  const preference = readChoice(memory, "engine", ENGINE_PREFERENCES) ?? "auto";
  chooser.setPreference(preference);
  return {
    chooser,
    preference,
    prefer(wanted) {
      chooser.setPreference(wanted);
      memory.write("engine", wanted);
    },
  };
}
