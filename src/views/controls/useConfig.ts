/** The configuration and its one writer, for the controls. */
import { useShallow } from "zustand/react/shallow";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { useAppStore } from "../../store/store.ts";

interface Setting<Key extends keyof ExperimentConfig> {
  readonly config: Pick<ExperimentConfig, Key>;
  readonly changeConfig: (patch: Partial<ExperimentConfig>) => void;
}

/**
 * The settings a control shows. It is drawn anew when one of them changes and not when another does: while one slider moves,
 * the others stand still.
 * @param keys the same ones each time
 */
export function useSettings<Key extends keyof ExperimentConfig>(...keys: readonly Key[]): Setting<Key> {
  const values = useAppStore(useShallow(({ config }) => keys.map((key) => config[key])));
  const config = Object.fromEntries(keys.map((key, index) => [key, values[index]])) as Pick<
    ExperimentConfig,
    Key
  >;
  return { config, changeConfig: useAppStore((state) => state.changeConfig) };
}

/** All settings, for what depends on most of them. */
export function useConfig(): Setting<keyof ExperimentConfig> {
  const config = useAppStore((state) => state.config);
  return { config, changeConfig: useAppStore((state) => state.changeConfig) };
}
