/** The main settings in one line. */
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { experimentName } from "./experimentName.ts";

/** Depth, width, activation and initialiser: `10 × 256 · ReLU · He normal`. */
export function useConfigSummary(): string {
  const t = useText();
  return useAppStore(({ config }) => experimentName(config, t));
}
