/**
 * Overrides in links: `3:tanh,5-8:normal@0.05` overrides layer 3 and layers 5 to 8. The number behind @ is
 * the first parameter of the entry.
 */
import { clampTo, LIMITS } from "../experiment/config.ts";
import { readId } from "./ids.ts";
import type { Aliases } from "./ids.ts";
import { numberText } from "./numbers.ts";
import type { Report } from "./numbers.ts";

/** A link holds at most one override per layer. */
const MOST = LIMITS.depth.max;

interface WrittenOverride {
  readonly from: number;
  readonly to: number;
  readonly id: string;
  readonly value?: number | null;
}

/** An override as read; the number is still text, because its limits depend on the id. */
interface ReadOverride<Id> {
  readonly from: number;
  readonly to: number;
  readonly id: Id;
  readonly value: string | null;
}

export function writeOverrides(overrides: readonly WrittenOverride[]): string {
  return overrides
    .map(({ from, to, id, value = null }) => {
      const range = from === to ? numberText(from) : `${numberText(from)}-${numberText(to)}`;
      return `${range}:${id}${value === null ? "" : `@${numberText(value)}`}`;
    })
    .join(",");
}

/** Every readable override; the others are reported and left out. */
export function readOverrides<Id extends string>(
  text: string,
  ids: readonly Id[],
  aliases: Aliases<Id>,
  report: Report,
): ReadOverride<Id>[] {
  if (text === "") return [];
  const parts = text.split(",", MOST + 1);
  if (parts.length > MOST) report(`${MOST}`, `0..${MOST}`, "range");
  return parts.slice(0, MOST).flatMap((part) => {
    const match = /^(\d{1,9})(?:-(\d{1,9}))?:([a-z0-9_]+)(?:@(.*))?$/.exec(part.trim());
    const id = readId(match?.[3] ?? "", ids, aliases);
    if (match === null || id === undefined) {
      report("", ids.join(" "), "invalid");
      return [];
    }
    const [first, second] = [Number(match[1]), Number(match[2] ?? match[1])];
    const from = clampTo(LIMITS.depth, Math.min(first, second));
    const to = clampTo(LIMITS.depth, Math.max(first, second));
    if (from !== Math.min(first, second) || to !== Math.max(first, second)) {
      report(`${from}-${to}`, `${LIMITS.depth.min}..${LIMITS.depth.max}`, "range");
    }
    return [{ from, to, id, value: match[4] ?? null }];
  });
}
