/** The main settings in one line. */
import { activationById } from "../../catalog/activations.ts";
import { initializerById } from "../../catalog/initializers.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { widthText } from "./widths.ts";

/** Depth, width, activation and initialiser: `10 × 256 · ReLU · He normal`. */
export function useConfigSummary(): string {
  const t = useText();
  return useAppStore(({ config }) =>
    [
      `${config.depth} × ${widthText(config.width)}`,
      t.nameOf(activationById(config.activation).label),
      t.nameOf(initializerById(config.initializer).label),
    ].join(" · "),
  );
}
