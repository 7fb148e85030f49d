/**
 * The share link: `#v=1&depth=50&act=tanh...&seed=42`. One table drives both directions. Only differences
 * from the defaults are written, in a fixed order. The decoder is total: it never throws and reports its
 * adjustments.
 *
 * A comparison writes its pinned experiments behind the present one, each as its differences from it:
 * `&a.init=he_normal` is A's key, `&a.std=` gives A the default of a key that the present experiment has, and
 * `&a=` is an A without differences. B, the present experiment, has the keys without a prefix; further pinned
 * ones are C and D.
 */
import { activationById, findActivation } from "../catalog/activations.ts";
import { activationAliases, initializerAliases } from "../catalog/aliases.ts";
import { INITIALIZER_OPTIONS, initializerById } from "../catalog/initializers.ts";
import type {
  InitializerEntry,
  InitializerOptionKey,
  InitializerParameterKey,
} from "../catalog/initializers.ts";
import { BRANCH_WORDS } from "../experiment/blocks.ts";
import { CHOICES, clampTo, DEFAULT_CONFIG, isUsed, LIMITS, MODEL_VERSION } from "../experiment/config.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import {
  activationOf,
  chosenActivation,
  initializerDefault,
  initializerOptions,
} from "../experiment/layerSettings.ts";
import { recipeSource } from "../experiment/recipeSource.ts";
import { ACTIVATION_IDS, isChoiceKey, isNumberKey, SETTING_KEYS, SETTINGS } from "../experiment/settings.ts";
import type { ChoiceKey, NumberKey, OwnKey, SettingKey } from "../experiment/settings.ts";
import type { Adjustment } from "./adjustment.ts";
import { readId } from "./ids.ts";
import { readNumber, numberText } from "./numbers.ts";
import type { Report } from "./numbers.ts";
import { readOverrides, writeOverrides } from "./overrides.ts";
import { pageKeys, pairsOf, viewOf } from "./view.ts";
import type { LinkView } from "./view.ts";

/** Version of the link's grammar. */
export const SCHEMA_VERSION = 1;

type Draft = { -readonly [Key in keyof ExperimentConfig]: ExperimentConfig[Key] };

interface Field {
  readonly key: string;
  /** Text of a value that differs from the default, else null. */
  readonly write: (config: ExperimentConfig) => string | null;
  /** Reads a text into the draft, and reports an adjustment. */
  readonly read: (text: string, draft: Draft, report: Report) => void;
}

/** A field whose value is a number within a limit. */
function numberField(key: NumberKey): Field {
  const { linkKey, limit, ...row } = SETTINGS[key];
  const isAlwaysLinked = "isAlwaysLinked" in row;
  const unset = "unset" in row ? row.unset : "";
  return {
    key: linkKey,
    write: (config) => {
      const value = config[key];
      return value === null || (!isAlwaysLinked && value === DEFAULT_CONFIG[key]) ? null : numberText(value);
    },
    read: (text, draft, report) => {
      const before = draft[key];
      const value = readNumber(text, limit, before === null ? unset : numberText(before), report);
      if (value !== null) draft[key] = value;
    },
  };
}

/** A field whose value is one of a fixed list of ids, or an alias of one. */
function choiceField<Key extends ChoiceKey>(key: Key): Field {
  const { linkKey, ids, aliases = {} } = CHOICES[key];
  return {
    key: linkKey,
    write: (config) => (config[key] === DEFAULT_CONFIG[key] ? null : config[key]),
    read: (text, draft, report) => {
      const id = readId(text, ids, aliases);
      if (id === undefined) report(draft[key], ids.join(" "), "invalid");
      else draft[key] = id;
    },
  };
}

/**
 * The same field, neither written nor read where the setting is unused; the settings that it depends on stand
 * before it.
 */
function whereUsed(key: SettingKey, { key: linkKey, write, read }: Field): Field {
  return {
    key: linkKey,
    write: (config) => (isUsed(config, key) ? write(config) : null),
    read: (text, draft, report) => {
      if (isUsed(draft, key)) read(text, draft, report);
    },
  };
}

/** An option of the initialiser; entries without it neither write nor read it. */
function optionField(key: InitializerOptionKey): Field {
  const words: readonly string[] = INITIALIZER_OPTIONS[key];
  const listens = (config: ExperimentConfig): boolean => {
    const entry: InitializerEntry = initializerById(config.initializer);
    return entry.options?.includes(key) === true;
  };
  return {
    key,
    write: (config) => {
      const word = initializerOptions(config)[key];
      return listens(config) && word !== words[0] ? word : null;
    },
    read: (text, draft, report) => {
      if (!listens(draft)) return;
      const word = words.find((candidate) => candidate === text);
      if (word === undefined) report(initializerOptions(draft)[key], words.join(" "), "invalid");
      else draft.initializerOptions = { ...draft.initializerOptions, [key]: word };
    },
  };
}

function initializerField(key: InitializerParameterKey): Field {
  return {
    key,
    write: (config) => {
      const value = config.initializerParameters[key];
      const standard = initializerDefault(config, key);
      return value === undefined || standard === null || value === standard ? null : numberText(value);
    },
    read: (text, draft, report) => {
      // The initialiser stands before its parameters in FIELDS, so it is known here.
      const spec = initializerById(draft.initializer).parameters.find((parameter) => parameter.key === key);
      const fallback = initializerDefault(draft, key);
      if (spec === undefined || fallback === null) return;
      const value = readNumber(text, { ...spec, isInteger: false }, numberText(fallback), report);
      if (value !== null) draft.initializerParameters = { ...draft.initializerParameters, [key]: value };
    },
  };
}

const activationOverridesField: Field = {
  key: SETTINGS.activationOverrides.linkKey,
  write: ({ activationOverrides }) =>
    activationOverrides.length === 0 ? null : writeOverrides(activationOverrides),
  read: (text, draft, report) => {
    draft.activationOverrides = readOverrides(text, ACTIVATION_IDS, activationAliases, report).map(
      ({ from, to, id }) => ({
        from,
        to,
        id,
      }),
    );
  },
};

const initializerOverridesField: Field = {
  key: SETTINGS.initializerOverrides.linkKey,
  write: ({ initializerOverrides }) =>
    initializerOverrides.length === 0 ? null : writeOverrides(initializerOverrides),
  read: (text, draft, report) => {
    draft.initializerOverrides = readOverrides(
      text,
      SETTINGS.initializer.ids,
      initializerAliases,
      report,
    ).map(({ value, ...override }) => {
      const [spec] = initializerById(override.id).parameters;
      if (value === null || spec === undefined) return { ...override, value: null };
      const used = readNumber(value, { ...spec, isInteger: false }, "default", report);
      return { ...override, value: used };
    });
  },
};

/** Several widths, one per weight layer: `784-300-100-10`. */
function isWidthList(text: string): boolean {
  return /^[^-]+(?:-[^-]+)+$/.test(text);
}

const widthField: Field = {
  key: SETTINGS.width.linkKey,
  write: ({ width }) => {
    if (typeof width === "number") return width === DEFAULT_CONFIG.width ? null : numberText(width);
    return width.join("-");
  },
  read: (text, draft, report) => {
    if (!isWidthList(text)) {
      draft.width = readNumber(text, LIMITS.width, String(draft.width), report) ?? draft.width;
      return;
    }
    const widths = text
      .split("-", LIMITS.depth.max + 1)
      .map((part) => (part.trim() === "" ? NaN : Number(part)));
    const allowed = `${LIMITS.width.min}..${LIMITS.width.max}, 1..${LIMITS.depth.max} layers`;
    if (widths.some(Number.isNaN)) {
      report(String(draft.width), allowed, "invalid");
      return;
    }
    const used = widths.slice(0, LIMITS.depth.max).map((width) => clampTo(LIMITS.width, width));
    if (used.length !== widths.length || used.some((width, index) => width !== widths[index])) {
      report(used.join("-"), allowed, "range");
    }
    draft.depth = used.length;
    draft.width = canonicalWidth(used);
  },
};

/** A list of equal widths is written as one number, so that a network has one link. */
export function canonicalWidth(widths: readonly number[]): number | readonly number[] {
  const [first = 1] = widths;
  return widths.every((width) => width === first) ? first : widths;
}

const activationParameterField: Field = {
  key: SETTINGS.activationParameter.linkKey,
  write: (config) => {
    const spec = activationParameterSpec(config);
    return config.activationParameter === null ||
      spec === undefined ||
      config.activationParameter === spec.default
      ? null
      : numberText(config.activationParameter);
  },
  read: (text, draft, report) => {
    const spec = activationParameterSpec(draft);
    if (spec === undefined) return;
    draft.activationParameter =
      readNumber(text, { ...spec, isInteger: false }, numberText(spec.default), report) ??
      draft.activationParameter;
  },
};

const CLIP_KINDS = ["norm", "value"] as const;

/** `norm:1` or `value:0.1`. */
const clipField: Field = {
  key: SETTINGS.clip.linkKey,
  write: ({ clip }) => (clip === null ? null : `${clip.kind}:${numberText(clip.value)}`),
  read: (text, draft, report) => {
    const [word = "", number = ""] = text.split(":");
    const kind = CLIP_KINDS.find((candidate) => candidate === word);
    if (kind === undefined) {
      report("none", CLIP_KINDS.map((id) => `${id}:number`).join(" "), "invalid");
      return;
    }
    const value = readNumber(number, LIMITS.clip, "none", report);
    if (value !== null) draft.clip = { kind, value };
  },
};

/** A factor, or a word for one that follows the number of blocks. */
const branchField: Field = {
  key: SETTINGS.branch.linkKey,
  write: ({ branch }) => {
    if (branch === DEFAULT_CONFIG.branch) return null;
    return typeof branch === "number" ? numberText(branch) : branch;
  },
  read: (text, draft, report) => {
    const word = BRANCH_WORDS.find((candidate) => candidate === text);
    if (word !== undefined) {
      draft.branch = word;
      return;
    }
    draft.branch = readNumber(text, LIMITS.branch, String(draft.branch), report) ?? draft.branch;
  },
};

/** A typed activation: its text without spaces, in lower case. */
const phiField: Field = {
  key: SETTINGS.phi.linkKey,
  write: ({ phi }) => (phi === DEFAULT_CONFIG.phi ? null : encodeURIComponent(phi)),
  read: (text, draft, report) => {
    const phi = text.replace(/\s+/g, "").toLowerCase();
    if (findActivation(`phi:${phi}`) === null) report(draft.phi, "x + - * / ^ ( ) exp tanh max", "invalid");
    else draft.phi = phi;
  },
};

/** The slope of the first activation of the network that has one. */
function activationParameterSpec(config: ExperimentConfig) {
  const { depth, activationOverrides } = config;
  const last = activationOf(config, depth - 1);
  const used = [chosenActivation(config), last, ...activationOverrides.map(({ id }) => id)];
  return used.map((id) => activationById(id).parameter).find((parameter) => parameter?.key === "slope");
}

/** Fields of the settings with a special grammar. */
const OWN_FIELDS: Readonly<Record<OwnKey, readonly Field[]>> = {
  width: [widthField],
  activationOverrides: [activationOverridesField],
  phi: [phiField],
  activationParameter: [activationParameterField],
  initializerParameters: [
    initializerField("std"),
    initializerField("limit"),
    initializerField("value"),
    initializerField("gain"),
    initializerField("sparsity"),
  ],
  // A scale is read together with the fan that it divides by, and is always written behind it.
  initializerOptions: [
    optionField("fan"),
    initializerField("scale"),
    optionField("dist"),
    optionField("trunc"),
    optionField("target"),
  ],
  initializerOverrides: [initializerOverridesField],
  table: [],
  given: [],
  clip: [clipField],
  branch: [branchField],
};

function fieldsOf(key: SettingKey): readonly Field[] {
  const row = SETTINGS[key];
  const isBound = ("usedWith" in row || "usedBeside" in row) && !("isLinkedUnused" in row);
  const bind = (field: Field): Field => (isBound ? whereUsed(key, field) : field);
  if (isNumberKey(key)) return [bind(numberField(key))];
  if (isChoiceKey(key)) return [bind(choiceField(key))];
  return OWN_FIELDS[key].map(bind);
}

/** A recipe stands for settings: it is read before all others, and those are written. */
const RECIPE: Field = { key: "recipe", write: () => null, read: () => undefined };

/** Every key in the order of writing. */
const FIELDS: readonly Field[] = [...SETTING_KEYS.flatMap(fieldsOf), RECIPE];

/** Prefixes of the pinned experiments; B is the present one and has none. */
const PIN_LETTERS = ["a", "c", "d"] as const;

export interface DecodedLink {
  readonly config: ExperimentConfig;
  /** The experiments that the present one is compared with. */
  readonly pins: readonly ExperimentConfig[];
  readonly view: LinkView;
  readonly adjustments: readonly Adjustment[];
  /** False for an empty or foreign hash, without a known key. */
  readonly hasState: boolean;
  /** False where the link has no key of the experiment, as in a link to a lesson. */
  readonly hasExperiment: boolean;
}

type Pairs = ReadonlyMap<string, string>;

/** The text of a configuration under each key; a list of widths replaces the depth. */
function textsOf(config: ExperimentConfig): Pairs {
  const texts = new Map<string, string>();
  for (const { key, write } of FIELDS) {
    if (key === "depth" && typeof config.width !== "number") continue;
    const text = write(config);
    if (text !== null) texts.set(key, text);
  }
  return texts;
}

/** The hash of a configuration and of those it is compared with, `#` included. */
export function encodeLink(config: ExperimentConfig, pins: readonly ExperimentConfig[] = []): string {
  const parts = [`v=${SCHEMA_VERSION}`];
  const texts = textsOf(config);
  for (const [key, text] of texts) parts.push(`${key}=${text}`);
  for (const [index, letter] of PIN_LETTERS.entries()) {
    const pin = pins[index];
    if (pin === undefined) break;
    const own = textsOf(pin);
    const differing = FIELDS.filter(({ key }) => own.get(key) !== texts.get(key));
    if (differing.length === 0) parts.push(`${letter}=`);
    for (const { key } of differing) parts.push(`${letter}.${key}=${own.get(key) ?? ""}`);
  }
  return `#${parts.join("&")}`;
}

/** Versions of a link that this program does not fully support. */
function versionAdjustments(pairs: Pairs): Adjustment[] {
  const known = [
    ["v", SCHEMA_VERSION],
    ["m", MODEL_VERSION],
  ] as const;
  return known.flatMap(([key, version]) => {
    const given = pairs.get(key);
    if (given === undefined || Number(given) === version) return [];
    const reason = Number(given) > version ? "newer" : "invalid";
    return [{ key, given, used: String(version), allowed: `1..${version}`, reason }];
  });
}

/** Longest text that a notice repeats, and most notices per key: a link may hold megabytes. */
const LONGEST_GIVEN = 200;
const MOST_NOTICES = 8;

function shortened(text: string): string {
  return text.length > LONGEST_GIVEN ? `${text.slice(0, LONGEST_GIVEN)}…` : text;
}

/** The settings of the recipe that the pairs name, for the size that they name too. */
function recipeIn(pairs: Pairs, report: (adjustment: Adjustment) => void): Partial<ExperimentConfig> {
  const given = pairs.get(RECIPE.key);
  if (given === undefined) return {};
  const { ids, patchOf } = recipeSource();
  const others = new Map(pairs);
  others.delete(RECIPE.key);
  const patch = patchOf(
    given,
    readFields(others, () => undefined),
  );
  if (patch === null)
    report({
      key: RECIPE.key,
      given: shortened(given),
      used: "none",
      allowed: ids.join(" "),
      reason: "invalid",
    });
  return patch ?? {};
}

/** The configuration of some pairs; `report` receives every adjustment under its key. */
function readFields(pairs: Pairs, report: (adjustment: Adjustment) => void): ExperimentConfig {
  const draft: Draft = { ...DEFAULT_CONFIG, ...recipeIn(pairs, report) };
  for (const { key, read } of FIELDS) {
    const given = pairs.get(key);
    if (given === undefined) continue;
    let notices = 0;
    read(given, draft, (used, allowed, reason) => {
      if (++notices > MOST_NOTICES) return;
      report({ key, given: shortened(given), used: shortened(used), allowed, reason });
    });
  }
  // Where the parser of typed activations could not be fetched, there are none.
  if (findActivation(chosenActivation(draft)) === null) {
    const { activation: used } = DEFAULT_CONFIG;
    report({ key: "act", given: "phi", used, allowed: ACTIVATION_IDS.join(" "), reason: "invalid" });
    draft.activation = used;
  }
  return draft;
}

/**
 * A pinned experiment: its pairs replace those of the present one; null where the link has none under this
 * letter.
 */
function readPin(pairs: Pairs, letter: string, adjustments: Adjustment[]): ExperimentConfig | null {
  const merged = new Map(pairs);
  let isThere = pairs.has(letter);
  for (const { key } of FIELDS) {
    const given = pairs.get(`${letter}.${key}`);
    if (given === undefined) continue;
    isThere = true;
    if (given === "") merged.delete(key);
    else merged.set(key, given);
  }
  if (!isThere) return null;
  return readFields(merged, (adjustment) => {
    const key = `${letter}.${adjustment.key}`;
    // Adjustments of the shared pairs were reported for the present experiment.
    if (pairs.has(key)) adjustments.push({ ...adjustment, key });
  });
}

/**
 * Reads a hash or query. Total: any text gives valid configurations. Unknown keys are ignored, values are
 * clamped, and every adjustment is listed.
 */
export function decodeLink(text: string): DecodedLink {
  const pairs = pairsOf(text);
  const adjustments = versionAdjustments(pairs);
  const config = readFields(pairs, (adjustment) => adjustments.push(adjustment));
  const pins = PIN_LETTERS.flatMap((letter) => readPin(pairs, letter, adjustments) ?? []);
  const view = viewOf(pairs);
  const hasExperiment = pins.length > 0 || FIELDS.some(({ key }) => pairs.has(key));
  return {
    config,
    pins,
    adjustments,
    hasState: hasExperiment || pairs.has("v") || pageKeys(view) !== "",
    hasExperiment,
    view,
  };
}
