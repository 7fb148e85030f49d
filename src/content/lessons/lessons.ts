/** The lessons of the page, in the order in which they build on each other. */
import type { Lesson } from "./format/lesson.ts";
import { backwardOtherWay } from "./backwardOtherWay.ts";
import { batchNorm } from "./batchNorm.ts";
import { batchNormPrice } from "./batchNormPrice.ts";
import { byHeart } from "./byHeart.ts";
import { derivingXavier } from "./derivingXavier.ts";
import { edgeNoShape } from "./edgeNoShape.ts";
import { frameworks } from "./frameworks.ts";
import { histogramLies } from "./histogramLies.ts";
import { largestRate } from "./largestRate.ts";
import { misprint } from "./misprint.ts";
import { normPlaces } from "./normPlaces.ts";
import { oneStep } from "./oneStep.ts";
import { orderByHand } from "./orderByHand.ts";
import { orderChaos } from "./orderChaos.ts";
import { orthogonalLsuv } from "./orthogonalLsuv.ts";
import { reluHe } from "./reluHe.ts";
import { saturationDead } from "./saturationDead.ts";
import { saturationTrained } from "./saturationTrained.ts";
import { smallLarge } from "./smallLarge.ts";
import { swigluFactor } from "./swigluFactor.ts";
import { trainedThirty } from "./trainedThirty.ts";
import { whereTwoHundredths } from "./whereTwoHundredths.ts";
import { whyMup } from "./whyMup.ts";
import { whyNotZeros } from "./whyNotZeros.ts";
import { whyRootTwoL } from "./whyRootTwoL.ts";
import { xavierHe30 } from "./xavierHe30.ts";
import { zerosTrained } from "./zerosTrained.ts";

export const lessons: readonly Lesson[] = [
  whyNotZeros,
  smallLarge,
  derivingXavier,
  reluHe,
  xavierHe30,
  backwardOtherWay,
  saturationDead,
  histogramLies,
  batchNorm,
  batchNormPrice,
  normPlaces,
  whyRootTwoL,
  whereTwoHundredths,
  swigluFactor,
  orthogonalLsuv,
  orderChaos,
  misprint,
  frameworks,
  zerosTrained,
  saturationTrained,
  trainedThirty,
  oneStep,
  largestRate,
  byHeart,
  whyMup,
  orderByHand,
  edgeNoShape,
];
