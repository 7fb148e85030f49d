/**
 * One experiment: a value for every row of the table of settings, with the defaults and limits of the rows.
 */
import { taskById } from "../catalog/tasks.ts";
import type { TaskEntry } from "../catalog/tasks.ts";
import { placeInBlock } from "./blocks.ts";
import { SETTING_KEYS, SETTINGS } from "./settings.ts";
import type { ChoiceKey, Limit, LimitedKey, SettingKey, Settings } from "./settings.ts";

/**
 * Version of generator, samplers and statistics: links of the same model version reproduce the same numbers.
 */
export const MODEL_VERSION = 1;

/** The values that a row allows. */
type ValueOf<Row> = Row extends { readonly kind: "number"; readonly default: infer Default }
  ? Default extends null
    ? number | null
    : number
  : Row extends { readonly kind: "choice"; readonly ids: readonly (infer Id)[] }
    ? Id
    : Row extends { readonly kind: "own"; readonly default: infer Default }
      ? Default
      : never;

/** The settings of one experiment: small, serialisable, the content of a link. It holds no derived value. */
export type ExperimentConfig = { readonly [Key in SettingKey]: ValueOf<Settings[Key]> };

type Defaults = { readonly [Key in SettingKey]: Settings[Key]["default"] };

/** Every row's default. The type annotation checks each against the values that its row allows. */
export const DEFAULT_CONFIG: ExperimentConfig = Object.fromEntries(
  SETTING_KEYS.map((key) => [key, SETTINGS[key].default] as const),
) as Defaults;

/** Every row's limit, where it has one. */
export const LIMITS = Object.fromEntries(
  Object.entries(SETTINGS).flatMap(([key, row]) => ("limit" in row ? [[key, row.limit] as const] : [])),
) as { readonly [Key in LimitedKey]: Settings[Key]["limit"] };

/** A row whose value is one of a list of ids. */
interface ChoiceOf<Key extends ChoiceKey> {
  readonly linkKey: string;
  readonly label: Settings[Key]["label"];
  readonly ids: readonly ExperimentConfig[Key][];
  readonly aliases?: Readonly<Record<string, ExperimentConfig[Key]>>;
}

/** The rows of choices, each with the ids of its key, so that code for all of them keeps the type of each. */
export const CHOICES: { readonly [Key in ChoiceKey]: ChoiceOf<Key> } = SETTINGS;

/** The nearest allowed value: clamped, and rounded where only integers make sense. */
export function clampTo(limit: Limit, value: number): number {
  const rounded = limit.isInteger ? Math.round(value) : value;
  return Math.min(limit.max, Math.max(limit.min, rounded));
}

type UsedWith = { readonly [Key in ChoiceKey]?: readonly ExperimentConfig[Key][] };

type UsedBeside = { readonly [Key in SettingKey]?: "set" | "unset" };

/** Whether a setting has a meaning beside the others. */
export function isUsed(config: ExperimentConfig, key: SettingKey): boolean {
  const row = SETTINGS[key];
  // The type annotation checks that every row names settings and ids that exist.
  const usedWith: UsedWith = "usedWith" in row ? row.usedWith : {};
  const usedBeside: UsedBeside = "usedBeside" in row ? row.usedBeside : {};
  return (
    Object.entries(usedWith).every(([other, values]) =>
      values.some((value) => value === config[other as ChoiceKey]),
    ) &&
    Object.entries(usedBeside).every(
      ([other, state]) =>
        (config[other as SettingKey] === DEFAULT_CONFIG[other as SettingKey]) === (state === "unset"),
    )
  );
}

/** Kind and sizes of the task; null without one, and where its data are not there. */
export function taskOf({
  task,
  table,
}: Pick<ExperimentConfig, "task" | "table">): Pick<TaskEntry, "kind" | "inputs" | "outputs"> | null {
  if (task === "csv") return table;
  return task === "none" ? null : taskById(task);
}

/**
 * Units of weight layer `layerIndex` (0-based). With one width for all, the last layer has the outputs of the
 * task, if there is one, and the layers inside a block are wider by its expansion.
 */
export function unitsOf(config: ExperimentConfig, layerIndex: number): number {
  const { width, depth, expansion } = config;
  if (typeof width !== "number") return width[layerIndex] ?? 1;
  const place = placeInBlock(config, layerIndex);
  if (place !== null && place.role !== "end" && !place.isAttention)
    return Math.max(1, Math.round(expansion * width));
  return (layerIndex === depth - 1 && taskOf(config)?.outputs) || width;
}

/** Units of the input: those that are set, those of the task, or as many as the first layer has. */
export function inputUnitsOf(config: ExperimentConfig): number {
  return config.inputWidth ?? taskOf(config)?.inputs ?? unitsOf(config, 0);
}
