/** Every claim that the page can test, in the order of the list: myths, errors in print, words. */
import type { Claim } from "./claim.ts";
import { blockMyths } from "./blockMyths.ts";
import { myths } from "./myths.ts";
import { slipsConstant } from "./slipsConstant.ts";
import { slipsNetwork } from "./slipsNetwork.ts";
import { slipsScale } from "./slipsScale.ts";
import { wordings } from "./wordings.ts";

export const claims: readonly Claim[] = [
  ...myths,
  ...blockMyths,
  ...slipsScale,
  ...slipsNetwork,
  ...slipsConstant,
  ...wordings,
];
