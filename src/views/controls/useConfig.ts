/** The configuration and its one writer, for the controls. */
import type { ExperimentConfig } from "../../experiment/config.ts";
import { useAppStore } from "../../store/store.ts";

export function useConfig(): {
  readonly config: ExperimentConfig;
  readonly changeConfig: (patch: Partial<ExperimentConfig>) => void;
} {
  const config = useAppStore((state) => state.config);
  const changeConfig = useAppStore((state) => state.changeConfig);
  return { config, changeConfig };
}
