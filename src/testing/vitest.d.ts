/** The types of `matchers.ts`, which vitest loads before each test file. */
import type { Within } from "./within.ts";

declare module "vitest" {
  interface Matchers<T> {
    /** A number near another one, see `Within`. */
    toBeWithin(within: Within): T;
  }
}
