/** Every claim the page can put to the test, in the order of the list: myths, slips in print, words. */
import type { Claim } from "./claim.ts";
import { myths } from "./claims/myths.ts";
import { slipsConstant } from "./claims/slipsConstant.ts";
import { slipsNetwork } from "./claims/slipsNetwork.ts";
import { slipsScale } from "./claims/slipsScale.ts";
import { wordings } from "./claims/wordings.ts";

export const claims: readonly Claim[] = [
  ...myths,
  ...slipsScale,
  ...slipsNetwork,
  ...slipsConstant,
  ...wordings,
];
