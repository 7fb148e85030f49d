/** Maps a change to its part of the screen, and so to the locks of the opened link that forbid it. Pure. */
import type { ExperimentConfig } from "../experiment/config.ts";
import { SETTINGS } from "../experiment/settings.ts";
import type { SettingKey } from "../experiment/settings.ts";
import type { ScreenPart } from "../link/view.ts";

const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/**
 * The locked parts that forbid a change, each once; none when the change is allowed.
 * @param patch values of equal content are no change
 * @param command the part whose button makes the change, if that part can be locked
 */
export function lockedBy(
  lock: readonly ScreenPart[],
  config: ExperimentConfig,
  patch: Partial<ExperimentConfig>,
  command?: ScreenPart,
): readonly ScreenPart[] {
  if (lock.length === 0) return lock;
  const keys = Object.keys(patch) as SettingKey[];
  const changed: readonly ScreenPart[] = keys
    .filter((key) => !isSame(config[key], patch[key]))
    .map((key) => SETTINGS[key].group);
  return lock.filter(
    (part) => part === command || changed.includes(part) || (part === "controls" && changed.length > 0),
  );
}
