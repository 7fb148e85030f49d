/** What a link may never do: throw, leave a limit, change on its second way through the codec. */
import "../../catalog/typed/typedActivation.ts";
import { activations, findActivation } from "../../catalog/activations.ts";
import { INITIALIZER_OPTIONS, initializerById, initializers } from "../../catalog/initializers.ts";
import { CHOICES, LIMITS } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { isChoiceKey, SETTING_KEYS } from "../../experiment/settings.ts";
import type { Limit } from "../../experiment/settings.ts";
import { BRANCH_WORDS } from "../../experiment/blocks.ts";
import { decodeLink, encodeLink } from "../../link/codec.ts";
import { pairsOf } from "../../link/view.ts";
import { drawingKeys, drawingOf } from "../../store/viewSettings.ts";

const ACTIVATION_IDS: ReadonlySet<string> = new Set(activations.map(({ id }) => id));
const INITIALIZER_IDS: ReadonlySet<string> = new Set(initializers.map(({ id }) => id));

const isWithin = (value: unknown, { min, max, isInteger }: Limit): boolean =>
  typeof value === "number" && value >= min && value <= max && (!isInteger || Number.isInteger(value));

/** The factor of branches may be a word. */
const isBranchWord = (value: unknown): boolean => BRANCH_WORDS.some((word) => word === value);

/** The settings of a configuration that no control could give. */
export function outOfRange(config: ExperimentConfig): string[] {
  const faults: string[] = [];
  const must = (isTrue: boolean, key: string): void => {
    if (!isTrue) faults.push(`${key} is out of range`);
  };
  for (const [key, limit] of Object.entries(LIMITS)) {
    // Its number stands beside its kind.
    if (key === "clip") continue;
    const value = config[key as keyof typeof LIMITS];
    // Null where the default is not a fixed number.
    const isRight = (one: unknown): boolean =>
      one === null || isWithin(one, limit) || (key === "branch" && isBranchWord(one));
    for (const one of [value].flat()) must(isRight(one), key);
  }
  for (const key of SETTING_KEYS) {
    if (!isChoiceKey(key)) continue;
    const ids: readonly string[] = CHOICES[key].ids;
    must(ids.includes(config[key]), key);
  }
  for (const [key, words] of Object.entries(INITIALIZER_OPTIONS)) {
    const word = config.initializerOptions[key as keyof typeof INITIALIZER_OPTIONS];
    const known: readonly string[] = words;
    must(word === undefined || known.includes(word), key);
  }
  for (const { key, min, max } of initializerById(config.initializer).parameters) {
    const value = config.initializerParameters[key];
    must(value === undefined || isWithin(value, { min, max, isInteger: false }), key);
  }
  must(config.activationOverrides.length <= LIMITS.depth.max, "acts");
  must(config.initializerOverrides.length <= LIMITS.depth.max, "inits");
  for (const { from, to, id } of config.activationOverrides)
    must(isWithin(from, LIMITS.depth) && isWithin(to, LIMITS.depth) && ACTIVATION_IDS.has(id), "acts");
  for (const { from, to, id, value } of config.initializerOverrides) {
    must(isWithin(from, LIMITS.depth) && isWithin(to, LIMITS.depth) && INITIALIZER_IDS.has(id), "inits");
    const [spec] = initializerById(id).parameters;
    must(value === null || (spec !== undefined && isWithin(value, { ...spec, isInteger: false })), "inits");
  }
  const { activationParameter, clip, width, depth, phi } = config;
  must(findActivation(`phi:${phi}`) !== null, "phi");
  must(activationParameter === null || Number.isFinite(activationParameter), "slope");
  must(clip === null || isWithin(clip.value, LIMITS.clip), "clip");
  must(typeof width === "number" || width.length === depth, "width");
  return faults;
}

/** Longest text of all notices of a link together: what a screen can show, with room to spare. */
const MOST_NOTICE_TEXT = 200_000;

export interface LinkCheck {
  /** Also plans the networks, where they are small enough to take no time. */
  readonly isPlanned?: boolean;
}

/**
 * What is wrong with the reading of a text; empty where nothing is. It must not throw, its state must be one
 * that the controls could give, its notices must fit a screen, and writing it must give a link that is read
 * without notices and written the same.
 */
export function linkFaults(text: string, { isPlanned = false }: LinkCheck = {}): string[] {
  try {
    const { config, pins, adjustments } = decodeLink(text);
    const all = [config, ...pins];
    const faults = all.flatMap(outOfRange);
    const noticed = adjustments.reduce(
      (sum, { key, given, used, allowed }) => sum + key.length + given.length + used.length + allowed.length,
      0,
    );
    if (noticed > MOST_NOTICE_TEXT) faults.push(`${noticed} characters of notices`);
    const link = encodeLink(config, pins);
    const again = decodeLink(link);
    if (!/^#v=1[\x21-\x7e]*$/.test(link)) faults.push("the link is not plain ASCII");
    if (again.adjustments.length > 0) faults.push(`the written link has notices: ${link}`);
    if (encodeLink(again.config, again.pins) !== link)
      faults.push(`the link is written in two ways: ${link}`);
    const drawing = drawingKeys(drawingOf(pairsOf(text)));
    if (drawingKeys(drawingOf(pairsOf(drawing))) !== drawing)
      faults.push("the drawing is written in two ways");
    if (isPlanned)
      for (const one of all)
        if (one.depth <= 8 && planExperiment(one).layers.length !== one.depth)
          faults.push("the plan has another depth");
    return faults;
  } catch (error) {
    return [`throws ${String(error)}`];
  }
}
