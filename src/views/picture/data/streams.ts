/** The stream around the blocks as one series: its size beside every layer that it passes. */
import type { ChartCell } from "../../../charts/cell.ts";
import { isBypassed } from "../../../experiment/layerLinks.ts";
import type { LayerPlan } from "../../../experiment/plan.ts";
import type { PictureCells } from "./cells.ts";

/** A value for each layer; null where no stream is. */
type Series<Value> = readonly (Value | null)[];

/**
 * The stream at every layer: behind a block what it has made of it, beside the layers of a block what goes
 * around them, and in front of the first block the output that it begins with.
 * @param ofStream the value at a layer that ends a block
 * @param ofOutput the value at a layer whose output a stream begins with
 */
export function alongStream<Value>(
  layers: readonly LayerPlan[],
  ofStream: (layerIndex: number) => Value | null,
  ofOutput: (layerIndex: number) => Value | null,
): Series<Value> {
  const starts = new Set(layers.flatMap(({ stream }) => stream?.from ?? []));
  let passing: Value | null = null;
  return layers.map((layer, layerIndex) => {
    if (layer.stream !== undefined) passing = ofStream(layerIndex);
    else if (!isBypassed(layers, layerIndex)) passing = starts.has(layerIndex) ? ofOutput(layerIndex) : null;
    return passing;
  });
}

export interface StreamCells {
  readonly forward: Series<ChartCell>;
  readonly backward: Series<ChartCell>;
}

/** The cells of both directions; null for a network without blocks of its own. */
export function streamCells(cells: PictureCells): StreamCells | null {
  const { layers } = cells.picture.plan;
  if (!layers.some(({ stream }) => stream !== undefined)) return null;
  const along = (stream: Series<ChartCell>, output: Series<ChartCell>): Series<ChartCell> =>
    alongStream(
      layers,
      (layerIndex) => stream[layerIndex] ?? null,
      (layerIndex) => output[layerIndex] ?? null,
    );
  return {
    forward: along(cells.of("stream"), cells.activations),
    backward: along(cells.of("grad_stream"), cells.gradients),
  };
}
