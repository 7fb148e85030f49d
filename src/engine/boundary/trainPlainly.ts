/** The small networks of the boundary without a kernel: slow, and the same bits. */
import { drawBoundary, stepFlops } from "../../experiment/boundary/boundaryNetwork.ts";
import { POINT_NUMBERS } from "../../experiment/boundary/boundaryRequest.ts";
import type { TrainPoints } from "../../experiment/boundary/boundaryRequest.ts";
import { trainBoundary } from "../../experiment/boundary/boundaryTraining.ts";

export const trainPlainly: TrainPoints = (network, points) => {
  const draws = drawBoundary(network);
  const paces = new Float32Array(points.length / POINT_NUMBERS);
  for (let index = 0; index < paces.length; index++) {
    const [hiddenRate = NaN, lastRate = NaN, scale = NaN] = points.subarray(POINT_NUMBERS * index);
    const { isConverged, pace } = trainBoundary(network, draws, { hiddenRate, lastRate, scale });
    paces[index] = isConverged ? pace : -pace;
  }
  return { paces, flops: paces.length * network.steps * stepFlops(network) };
};
