/** Entry of a worker that trains the small networks of the boundary of trainability. */
import boundaryUrl from "../wasm/kernels/generated/boundary.wasm?url";
import type { BoundaryNetwork } from "../../experiment/boundary/boundaryNetwork.ts";
import type { BoundaryPaces, TrainPoints } from "../../experiment/boundary/boundaryRequest.ts";
import { loadBoundary } from "./boundaryKernel.ts";
import { trainPlainly } from "./trainPlainly.ts";

export interface BoundaryRequest {
  readonly network: BoundaryNetwork;
  readonly points: Float32Array;
}

async function load(): Promise<TrainPoints> {
  try {
    const response = await fetch(boundaryUrl);
    if (!response.ok) throw new Error(`${response.status} for ${boundaryUrl}`);
    return await loadBoundary(await response.arrayBuffer());
  } catch {
    // Without WASM SIMD the same numbers come, only later.
    return trainPlainly;
  }
}

const loading = load();

addEventListener("message", ({ data: { network, points } }: MessageEvent<BoundaryRequest>) => {
  void loading.then((train) => {
    const result: BoundaryPaces = train(network, points);
    postMessage(result, { transfer: [result.paces.buffer] });
  });
});
