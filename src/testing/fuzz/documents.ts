/** Documents and messages from outside for the fuzzer: JSON with accidents, and what no JSON can say. */
import type { Chooser } from "./random.ts";
import { anyLink, rawText } from "./links.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const KEYS = [
  "id",
  "title",
  "summary",
  "minutes",
  "steps",
  "text",
  "link",
  "others",
  "prediction",
  "kind",
  "options",
  "answer",
  "quantity",
  "decades",
  "explanation",
  "task",
  "asks",
  "shows",
  "lecture",
  "hasStart",
  "entries",
  "en",
  "zh",
  "source",
  "__proto__",
  "constructor",
  "toString",
] as const;

const WORDS = [
  "",
  "choice",
  "sketch",
  "forward",
  "std",
  "rms",
  "yes",
  "initscope-host",
  "set",
  "get",
  "{{forward_ratio}}",
  "{{9.std@1}}",
  "{{constructor}}",
  "$\\frac{1}{2}$",
  `$${"\\overbrace{".repeat(150)}$`,
  "\\frac1{".repeat(200),
  "<img src=x onerror=alert(1)>",
] as const;

const NUMBERS = [0, 1, -1, 0.5, 40, 1e308, -1e-308, 61, 2 ** 53] as const;

/** Any JSON value, up to a depth. */
function anyJson(choose: Chooser, depth: number): Json {
  switch (choose.below(depth > 0 ? 8 : 5)) {
    case 0:
      return choose.of([null, true, false]);
    case 1:
      return choose.of(NUMBERS);
    case 2:
      return choose.isChosen(0.3) ? rawText(choose) : choose.of(WORDS);
    case 3:
    case 4:
      return anyLink(choose);
    case 5:
      return Array.from({ length: choose.below(5) }, () => anyJson(choose, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: choose.below(6) }, () => [choose.of(KEYS), anyJson(choose, depth - 1)]),
      );
  }
}

/** The value with accidents: parts replaced, removed or doubled. */
function damaged(value: Json, choose: Chooser, share: number): Json {
  if (choose.isChosen(share)) return anyJson(choose, 2);
  if (Array.isArray(value)) {
    const list = (value as readonly Json[]).filter(() => !choose.isChosen(share));
    const most = choose.isChosen(0.02) ? 70 : 1;
    return list.flatMap((entry) =>
      Array.from({ length: choose.isChosen(share) ? most : 1 }, () => damaged(entry, choose, share)),
    );
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value as { readonly [key: string]: Json })
        .filter(() => !choose.isChosen(share / 2))
        .map(([key, entry]) => [
          choose.isChosen(share / 4) ? choose.of(KEYS) : key,
          damaged(entry, choose, share),
        ]),
    );
  }
  return value;
}

/**
 * The text of a document near one that is right, or of none at all.
 * @param whole a right document
 */
export function documentText(whole: Json, choose: Chooser): string {
  const text = JSON.stringify(
    choose.isChosen(0.1) ? anyJson(choose, 4) : damaged(whole, choose, choose.of([0, 0.01, 0.05, 0.2])),
  );
  switch (choose.below(8)) {
    case 0:
      return text.slice(0, choose.below(text.length + 1));
    case 1: {
      const at = choose.below(text.length + 1);
      return text.slice(0, at) + rawText(choose) + text.slice(at);
    }
    default:
      return text;
  }
}

/** What `postMessage` may bring: structured clones are more than JSON. */
export function anyMessage(choose: Chooser): unknown {
  const value = (): unknown =>
    choose.of<() => unknown>([
      () => anyJson(choose, 3),
      () => anyLink(choose),
      () => choose.of(["set", "get", "put", "ready"]),
      () => undefined,
      () => Number.NaN,
      () => 2n ** 70n,
      () => new Date(Number.NaN),
      () => new Map([["kind", "set"]]),
      () => new Uint8Array(3),
      () => /set/,
      () => new Error("set"),
      () => Object.create(null) as unknown,
      () => "v=1&".repeat(6000),
    ])();
  if (choose.isChosen(0.1)) return value();
  const message: Record<string, unknown> = { source: "initscope-host", kind: value(), link: value() };
  if (choose.isChosen(0.5)) message["kind"] = "set";
  if (choose.isChosen(0.1)) message["self"] = message;
  return message;
}
