/** The table of an activation, filled between frames. */
import { useEffect, useState } from "react";
import { activationParameterOf, chosenActivation } from "../../experiment/layerSettings.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { phaseTableOf } from "../../experiment/theory/phasePlane.ts";
import type { PhaseTable } from "../../experiment/theory/phasePlane.ts";

/** Rows of the table between two frames: about ten milliseconds. */
const AT_ONCE = 12;

/** The table of the activation; null while it is computed. */
export function usePhaseTable(config: ExperimentConfig): PhaseTable | null {
  const activation = chosenActivation(config);
  const activationParameter = activationParameterOf(config, activation);
  const table = phaseTableOf({ activation, activationParameter });
  const [, setFilledCount] = useState(0);
  useEffect(() => {
    if (table.isFilled) return undefined;
    let timer = setTimeout(function fill() {
      table.fill(AT_ONCE);
      if (table.isFilled) setFilledCount((count) => count + 1);
      else timer = setTimeout(fill);
    });
    return () => clearTimeout(timer);
  }, [table]);
  return table.isFilled ? table : null;
}
