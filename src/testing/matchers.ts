/** Adds the project's matchers to vitest for every unit test. */
import { expect } from "vitest";
import { toBeWithin } from "./within.ts";

expect.extend({ toBeWithin });
