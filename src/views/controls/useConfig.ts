/** The configuration and its one writer, for the controls. */
import { useRef } from "react";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { useAppStore } from "../../store/store.ts";

interface Setting<Key extends keyof ExperimentConfig> {
  readonly config: Pick<ExperimentConfig, Key>;
  readonly changeConfig: (patch: Partial<ExperimentConfig>) => void;
}

/**
 * The settings a control shows. It is drawn again only when one of them changes, so moving one slider does
 * not redraw the others.
 * @param keys the same ones each time
 */
export function useSettings<Key extends keyof ExperimentConfig>(...keys: readonly Key[]): Setting<Key> {
  const last = useRef<ExperimentConfig | null>(null);
  // The configuration in which one of these settings last changed: its values of them are still current.
  const config = useAppStore((state) => {
    const before = last.current;
    const isSame = before !== null && keys.every((key) => Object.is(before[key], state.config[key]));
    return isSame ? before : (last.current = state.config);
  });
  return { config, changeConfig: useAppStore((state) => state.changeConfig) };
}

/** All settings, for a control that depends on most of them. */
export function useConfig(): Setting<keyof ExperimentConfig> {
  const config = useAppStore((state) => state.config);
  return { config, changeConfig: useAppStore((state) => state.changeConfig) };
}
