/**
 * `window.initscope`: the same engines for scripts, the browser console and the conformance tests.
 * `await initscope.run("#v=1&depth=3&seed=1", { engine: "wasm", capture: true })`
 */
import type { EngineChooser } from "../engine/choose.ts";
import type { ConsoleApi } from "./consoleTypes.ts";
import type { OpeningPorts } from "./openingPorts.ts";

declare global {
  interface Window {
    initscope?: ConsoleApi;
  }
}

/** Puts the interface on the window; what its calls do is fetched with the first one. */
export function installConsoleApi(chooser: EngineChooser, version: string, ports: OpeningPorts): void {
  const calls = async () => (await import("./consoleCalls.ts")).consoleCalls(chooser, version);
  window.initscope = {
    version,
    run: async (link, options) => (await calls()).run(link, options),
    train: async (link, options) => (await calls()).train(link, options),
    code: async (link, framework) => (await calls()).code(link, framework),
    audit: async (file, options) => (await calls()).audit(file, options),
    open: async (trace) => (await import("./traces.ts")).openFromConsole(trace, ports),
    sharpness: async (link, options) => (await calls()).sharpness(link, options),
  };
}
