/** The plan that a trial gives to our engines. */
import { planExperiment } from "../../src/experiment/plan.ts";
import type { Plan } from "../../src/experiment/plan.ts";
import { decodeLink } from "../../src/link/codec.ts";
import type { Trial } from "./contestant.ts";

/** @throws when the product would change the trial to fit its limits */
export function planOf({ depth, width, batch, seed, gain }: Trial): Plan {
  const link = `#v=1&depth=${depth}&width=${width}&batch=${batch}&gain=${gain}&seed=${seed}`;
  const { config, adjustments } = decodeLink(link);
  if (adjustments.length > 0) throw new Error(`invalid trial: ${JSON.stringify(adjustments)}`);
  return planExperiment(config);
}
