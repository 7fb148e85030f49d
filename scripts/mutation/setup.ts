/** Switches one fault on, in every thread that runs tests, before the tests are loaded. */
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    readonly activeMutant: number;
  }
}

Object.assign(globalThis, { activeMutant: inject("activeMutant") });
