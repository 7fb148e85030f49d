/**
 * The record of the engines' contest as it is remembered on the device, read with every field checked.
 * It is fetched where there is a record to read, after the first picture. It neither writes records nor
 * holds contests.
 */
import * as v from "valibot";
import { ENGINE_ERROR_CODES } from "../experiment/result.ts";
import { ENGINE_PREFERENCES } from "./engine.ts";
import type { ContestRecord } from "./engine.ts";
import { SELF_CHECK_IDS } from "./selfCheck.ts";

const choice = v.picklist(ENGINE_PREFERENCES.filter((preference) => preference !== "auto"));

const selfCheck = v.object({
  id: v.picklist(SELF_CHECK_IDS),
  isPassed: v.boolean(),
  error: v.nullable(v.number()),
});

const positive = v.pipe(v.number(), v.minValue(Number.MIN_VALUE), v.maxValue(Number.MAX_VALUE));
const terms = v.object({ start: positive, launch: positive, flop: positive, byte: positive });
const model = v.object({
  ms: terms,
  spread: terms,
  shapeMs: v.pipe(v.number(), v.minValue(0)),
  training: positive,
});

const availability = v.object({
  preference: choice,
  engine: v.picklist(["reference", "wasm", "gpu"]),
  status: v.picklist(["unknown", "ready", "declined"]),
  reason: v.nullable(v.picklist([...ENGINE_ERROR_CODES, "slower", "software"])),
  raceMs: v.nullable(v.number()),
  model: v.nullable(model),
  checks: v.nullable(v.array(selfCheck)),
  adapter: v.nullable(v.string()),
});

const speed = v.object({
  backend: v.picklist(["simd", "relaxed-simd"]),
  forward: v.number(),
  inputGradient: v.number(),
  weightGradient: v.number(),
  peak: v.number(),
});

const recordText = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    version: v.string(),
    measuredAt: v.pipe(v.string(), v.isoTimestamp()),
    elapsedMs: v.number(),
    winner: choice,
    engines: v.array(availability),
    speed: v.nullable(speed),
  }),
);

/** @returns null for what is cut off, of another form, or of another program or browser */
export function readContestRecord(text: string, fingerprint: string): ContestRecord | null {
  const [owner, json] = text.split("\n");
  if (owner !== fingerprint) return null;
  const read = v.safeParse(recordText, json, { abortEarly: true });
  return read.success ? read.output : null;
}
