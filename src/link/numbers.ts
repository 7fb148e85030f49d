/** Numbers in links: written in the shortest form, read within their limits. */
import { clampTo } from "../experiment/config.ts";
import type { Limit } from "../experiment/settings.ts";
import type { Adjustment } from "./adjustment.ts";

/** The reports of a field while it reads. */
export type Report = (used: string, allowed: string, reason: Adjustment["reason"]) => void;

/** The shortest text that reads back as the same float64. */
export function numberText(value: number): string {
  return String(value);
}

/** A number inside a limit; null (and a report) when the text is no number. */
export function readNumber(text: string, limit: Limit, fallback: string, report: Report): number | null {
  const allowed = `${numberText(limit.min)}..${numberText(limit.max)}`;
  const value = text.trim() === "" ? NaN : Number(text);
  if (Number.isNaN(value)) {
    report(fallback, allowed, "invalid");
    return null;
  }
  const used = clampTo(limit, value);
  if (used !== value) report(numberText(used), allowed, "range");
  return used;
}
