/** What the controls are set to, in one line. */
import { activationById } from "../../catalog/activations.ts";
import { initializerById } from "../../catalog/initializers.ts";
import { useAppStore } from "../../store/store.ts";
import { widthText } from "./widths.ts";

/** Depth, width, activation and initialiser: `10 × 256 · ReLU · He normal`. */
export function useConfigSummary(): string {
  return useAppStore(({ config }) =>
    [
      `${config.depth} × ${widthText(config.width)}`,
      activationById(config.activation).label,
      initializerById(config.initializer).label,
    ].join(" · "),
  );
}
