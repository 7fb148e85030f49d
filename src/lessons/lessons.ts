/** The lessons of the page, in the order in which they build on each other. */
import type { Lesson } from "./lesson.ts";
import { backwardOtherWay } from "./lessons/backwardOtherWay.ts";
import { batchNorm } from "./lessons/batchNorm.ts";
import { batchNormPrice } from "./lessons/batchNormPrice.ts";
import { derivingXavier } from "./lessons/derivingXavier.ts";
import { frameworks } from "./lessons/frameworks.ts";
import { histogramLies } from "./lessons/histogramLies.ts";
import { misprint } from "./lessons/misprint.ts";
import { orderChaos } from "./lessons/orderChaos.ts";
import { orthogonalLsuv } from "./lessons/orthogonalLsuv.ts";
import { reluHe } from "./lessons/reluHe.ts";
import { saturationDead } from "./lessons/saturationDead.ts";
import { smallLarge } from "./lessons/smallLarge.ts";
import { whyNotZeros } from "./lessons/whyNotZeros.ts";
import { xavierHe30 } from "./lessons/xavierHe30.ts";

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
  orthogonalLsuv,
  orderChaos,
  misprint,
  frameworks,
];
