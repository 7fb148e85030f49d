/** Random small experiments in which every choice of the catalogue comes up, for comparing engines. */
import "../../catalog/typed/typedActivation.ts";
import { CHOICES, DEFAULT_CONFIG, LIMITS } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { initializerById } from "../../catalog/initializers.ts";
import { isChoiceKey, isNumberKey, SETTING_KEYS } from "../../experiment/settings.ts";
import type { Limit, NumberKey } from "../../experiment/settings.ts";
import { decodeLink, encodeLink } from "../../link/codec.ts";
import { chooserOf } from "../fuzz/random.ts";
import type { Chooser } from "../fuzz/random.ts";

/** Sizes: small enough for the float64 reference, with every remainder of a vector's width. */
const SIZES: Readonly<Partial<Record<NumberKey, Limit>>> = {
  depth: { min: 1, max: 9, isInteger: true },
  batch: { min: 1, max: 24, isInteger: true },
  inputWidth: { min: 1, max: 20, isInteger: true },
  evaluationBatches: { min: 0, max: 3, isInteger: true },
};
const WIDEST = 24;

/** A share of the settings that differ from their default. */
const CHANGED = 0.25;

/** A number within a limit, of any magnitude between 1e-3 and 1e3 where it is not whole. */
function numberWithin({ min, max, isInteger }: Limit, choose: Chooser): number {
  if (isInteger) return min + choose.below(Math.min(max - min, 1000) + 1);
  const [low, high] = [Math.max(min, -10), Math.min(max, 10)];
  if (choose.isChosen(0.5)) return low + (high - low) * (choose.below(1001) / 1000);
  return Math.min(high, Math.max(low, 10 ** (choose.below(600) / 100 - 3)));
}

/** The experiment of an index: it depends on the seed and on the index alone. */
export function randomConfig(seed: number, index: number): ExperimentConfig {
  const choose = chooserOf(Math.imul(seed, 0x85ebca6b) ^ index);
  const draft: Record<string, unknown> = { ...DEFAULT_CONFIG, seed: 1 + choose.below(1000) };
  for (const key of SETTING_KEYS) {
    const size = isNumberKey(key) ? SIZES[key] : undefined;
    const isAlways = key === "depth" || key === "batch" || key === "activation" || key === "initializer";
    if (key === "seed" || !(isAlways || choose.isChosen(CHANGED))) continue;
    if (isChoiceKey(key)) draft[key] = choose.of<string>(CHOICES[key].ids);
    else if (isNumberKey(key)) draft[key] = numberWithin(size ?? LIMITS[key], choose);
  }
  const depth = draft["depth"] as number;
  draft["width"] = choose.isChosen(0.5)
    ? 1 + choose.below(WIDEST)
    : Array.from({ length: depth }, () => 1 + choose.below(WIDEST));
  if (choose.isChosen(CHANGED)) {
    const { initializer } = draft as unknown as ExperimentConfig;
    const { parameters } = initializerById(initializer);
    draft["initializerParameters"] = Object.fromEntries(
      parameters.map(({ key, min, max }) => [key, numberWithin({ min, max, isInteger: false }, choose)]),
    );
  }
  // The link keeps what the experiment uses, as it does for every visitor.
  return decodeLink(encodeLink(draft as unknown as ExperimentConfig)).config;
}
