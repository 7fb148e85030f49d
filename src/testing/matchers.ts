/** What every unit test can say besides vitest's own words. */
import { expect } from "vitest";
import { toBeWithin } from "./within.ts";

expect.extend({ toBeWithin });
