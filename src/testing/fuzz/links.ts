/** Links for the fuzzer: by the grammar, at its edges, and mangled as programs and people mangle them. */
import { activations } from "../../catalog/activations.ts";
import { activationAliases, initializerAliases } from "../../catalog/aliases.ts";
import { INITIALIZER_OPTIONS, initializers } from "../../catalog/initializers.ts";
import { isChoiceKey, isNumberKey, SETTING_KEYS, SETTINGS } from "../../experiment/settings.ts";
import type { Limit } from "../../experiment/settings.ts";
import links from "../../link/golden/links.json" with { type: "json" };
import { SCREEN_PARTS } from "../../link/view.ts";
import { VIEW_SETTINGS } from "../../store/viewSettings.ts";
import type { Chooser } from "./random.ts";

/** Writes a random value of a key. */
type Writer = (choose: Chooser) => string;

/** What people and programs write in place of a number. */
const ODD_NUMBERS = [
  "",
  "-",
  "-0",
  "+5",
  ".5",
  "5.",
  "1e3",
  "1e999",
  "-1e-999",
  "0x10",
  "0b11",
  "1_000",
  "1,5",
  "NaN",
  "Infinity",
  "-Infinity",
  " 7 ",
  "１２",
  "9007199254740993",
  "9".repeat(400),
  "1e308",
  "5e-324",
] as const;

/** Names that every object inherits, markup, and ids that are none. */
const ODD_WORDS = [
  "",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "<script>alert(1)</script>",
  "relu ",
  "RELU",
  "relu,tanh",
  "null",
  "undefined",
  "%",
  "%E0%A4%A",
  "\ud800",
  "\u202e",
  "z.",
  "z.AAAA",
] as const;

const numberOf = ({ min, max, isInteger }: Limit, choose: Chooser): string => {
  switch (choose.below(6)) {
    case 0:
      return choose.of(ODD_NUMBERS);
    case 1:
      return String(choose.of([min, max, min - 1, max + 1, -max, 2 * max]));
    default: {
      const value = min + (max - min) * (choose.below(2 ** 20) / 2 ** 20) ** 3;
      return String(isInteger ? Math.round(value) : value);
    }
  }
};

const wordOf =
  (words: readonly string[]): Writer =>
  (choose) =>
    choose.of(choose.isChosen(0.15) ? ODD_WORDS : words);

const listOf =
  (most: number, separator: string, entry: Writer): Writer =>
  (choose) =>
    Array.from({ length: choose.below(most + 1) }, () => entry(choose)).join(separator);

const LAYER: Limit = SETTINGS.depth.limit;
const rangeOf: Writer = (choose) =>
  choose.isChosen(0.5)
    ? numberOf(LAYER, choose)
    : `${numberOf(LAYER, choose)}-${choose.isChosen(0.1) ? "" : numberOf(LAYER, choose)}`;

const overrideOf =
  (ids: readonly string[]): Writer =>
  (choose) =>
    `${rangeOf(choose)}${choose.isChosen(0.95) ? ":" : ""}${wordOf(ids)(choose)}` +
    (choose.isChosen(0.3) ? `@${numberOf({ min: -1, max: 10, isInteger: false }, choose)}` : "");

const ACTIVATIONS = [...activations.map(({ id }) => id), ...Object.keys(activationAliases)];
const INITIALIZERS = [...initializers.map(({ id }) => id), ...Object.keys(initializerAliases)];

/** The settings with a grammar of their own. */
const OWN: readonly (readonly [string, Writer])[] = [
  [
    SETTINGS.width.linkKey,
    (choose) =>
      choose.isChosen(0.5)
        ? numberOf(SETTINGS.depth.limit, choose)
        : listOf(12, "-", (one) => numberOf({ min: 1, max: 8192, isInteger: true }, one))(choose),
  ],
  [SETTINGS.activationOverrides.linkKey, listOf(6, ",", overrideOf(ACTIVATIONS))],
  [SETTINGS.initializerOverrides.linkKey, listOf(6, ",", overrideOf(INITIALIZERS))],
  [SETTINGS.activationParameter.linkKey, (choose) => numberOf({ min: -1, max: 2, isInteger: false }, choose)],
  [
    SETTINGS.clip.linkKey,
    (choose) =>
      `${wordOf(["norm", "value"])(choose)}:${numberOf({ min: 0, max: 100, isInteger: false }, choose)}`,
  ],
  ...["std", "limit", "value", "gain", "sparsity", "scale"].map((key): [string, Writer] => [
    key,
    (choose) => numberOf({ min: -1, max: 10, isInteger: false }, choose),
  ]),
  ...Object.entries(INITIALIZER_OPTIONS).map(([key, words]): [string, Writer] => [key, wordOf(words)]),
];

const SETTING_WRITERS: readonly (readonly [string, Writer])[] = [
  ...SETTING_KEYS.flatMap((key): readonly (readonly [string, Writer])[] => {
    if (isNumberKey(key)) {
      const { linkKey, limit } = SETTINGS[key];
      return [[linkKey, (choose) => numberOf(limit, choose)]];
    }
    if (!isChoiceKey(key)) return [];
    const { linkKey, ids } = SETTINGS[key];
    return [[linkKey, wordOf(ids)]];
  }),
  ...OWN,
];

/** Keys of the page: version, language, lesson, lecture, screen, drawing. */
const PAGE_WRITERS: readonly (readonly [string, Writer])[] = [
  ["v", (choose) => choose.of(["1", "1", "1", "2", "0", "x"])],
  ["m", (choose) => choose.of(["1", "7", "x"])],
  ["lang", wordOf(["en", "zh"])],
  ["theme", wordOf(["light", "dark", "projector"])],
  ["lesson", wordOf(["why_not_zeros", "z.q1YqSy0qzszPU7IqKSpN1VFKLEpVslIyVKoFAA"])],
  ["step", (choose) => numberOf({ min: 1, max: 40, isInteger: true }, choose)],
  ["lecture", wordOf(["z.q1YqSy0qzszPU7IqKSpN1VFKLEpVslIyVKoFAA"])],
  ["entry", (choose) => numberOf({ min: 1, max: 60, isInteger: true }, choose)],
  ["mode", wordOf(["embed", "present"])],
  ["title", wordOf(["A%20title", "%3Cb%3E", "%F0%9F%98%80"])],
  ["hide", listOf(6, ",", wordOf(SCREEN_PARTS))],
  ["lock", listOf(6, ",", wordOf(SCREEN_PARTS))],
  ...VIEW_SETTINGS.map(({ linkKey }): [string, Writer] => [
    linkKey,
    wordOf(["open", "closed", "log", "shape", "heatMap", "weight", "beside", "3", "9999"]),
  ]),
];

const PINS = ["a.", "c.", "d."] as const;

/** A link by the grammar, with odd values among them. */
export function grammaticalLink(choose: Chooser): string {
  const pairs: string[] = [];
  for (let left = choose.below(14); left >= 0; left--) {
    const [key, write] = choose.of(choose.isChosen(0.75) ? SETTING_WRITERS : PAGE_WRITERS);
    const prefix = choose.isChosen(0.2) ? choose.of(PINS) : "";
    pairs.push(choose.isChosen(0.03) ? `${prefix}${key}` : `${prefix}${key}=${write(choose)}`);
  }
  return `${choose.of(["#", "#", "#", "", "?", "%23", "##"])}${pairs.join(choose.of(["&", "&", "&", "&amp;"]))}`;
}

const RECORDED: readonly string[] = links.links.map(({ link }) => link);

/** Characters that links gain on their way: escapes, separators, quotes, controls, halves of surrogates. */
const ODD_CHARACTERS = "&=#?%+;,.-:@/\\\"'<>()[]{}|^~`!*$ \n\t\0"
  .split("")
  .concat("%00", "%25", "&amp;", "\u200b", "\ufeff", "\ud83d", "\udc00", "中");

/** A link with one to eight accidents: a character lost, added, doubled or escaped, a cut, a splice. */
export function mangledLink(choose: Chooser): string {
  let link = choose.isChosen(0.5) ? choose.of(RECORDED) : grammaticalLink(choose);
  for (let left = choose.below(8); left >= 0; left--) {
    const at = choose.below(link.length + 1);
    const [head, tail] = [link.slice(0, at), link.slice(at)];
    switch (choose.below(6)) {
      case 0:
        link = head + tail.slice(1 + choose.below(3));
        break;
      case 1:
        link = head + choose.of(ODD_CHARACTERS) + tail;
        break;
      case 2:
        link = head + head.slice(-choose.below(12)) + tail;
        break;
      case 3:
        link = `${head}%${(tail.codePointAt(0) ?? 0).toString(16)}${tail.slice(1)}`;
        break;
      case 4:
        link = head;
        break;
      default: {
        const other = choose.of(RECORDED);
        link = head + other.slice(choose.below(other.length));
      }
    }
  }
  return link;
}

/** Any 16-bit units, most of them ASCII. */
export function rawText(choose: Chooser): string {
  const units = Array.from({ length: choose.below(200) }, () =>
    choose.isChosen(0.8) ? 32 + choose.below(95) : choose.below(2 ** 16),
  );
  return String.fromCharCode(...units);
}

/** One of the three kinds. */
export function anyLink(choose: Chooser): string {
  return choose.of([grammaticalLink, grammaticalLink, mangledLink, mangledLink, rawText])(choose);
}

/** Links of 64 kB, each as costly as its part of the grammar can be. */
export function longLinks(length = 65_536): Readonly<Record<string, string>> {
  const filled = (text: string): string => text.repeat(Math.ceil(length / text.length)).slice(0, length);
  return {
    "one value of digits": `#v=1&width=${filled("9")}`,
    "overrides without words": `#v=1&acts=${filled(",")}`,
    "overrides of activations": `#v=1&acts=${filled("1-200:tanh,")}`,
    "overrides of initialisers": `#v=1&inits=${filled("1:normal@0.1,")}`,
    "overrides in all networks": `#v=1&acts=${filled("3:nobody,")}&a.depth=3&c.depth=4&d.depth=5`,
    "a list of widths": `#v=1&width=${filled("64-")}64`,
    "a list of widths that are none": `#v=1&width=${filled("x-")}x`,
    separators: `#v=1${filled("&")}`,
    "keys without values": `#v=1&${filled("a&")}`,
    "keys of nobody": `#v=1&${filled("k=1&")}`,
    "escapes in a value": `#v=1&title=${filled("%41")}`,
    "escapes that are none": `#v=1&act=${filled("%E0%A4%A")}`,
    "escapes in keys": `#v=1&${filled("%61=1&")}`,
    "hidden parts": `#v=1&hide=${filled("header,")}`,
    "a title of controls": `#v=1&title=${filled("\u202e ")}`,
    "a lesson": `#lesson=z.${filled("A")}`,
    "leading signs": filled("#"),
  };
}
