/**
 * Messages between worker and page: each statistic crosses once and arrives whole, and no memory still in use
 * is given away.
 */
import { describe, expect, it } from "vitest";
import { TENSOR_IDS } from "../../experiment/result.ts";
import type { LayerResult, TensorId } from "../../experiment/result.ts";
import { measure, tensorStats } from "../../experiment/statistics.ts";
import { createReceiver, createSender, transferOf } from "./delivery.ts";

/** Statistics that differ by tensor and layer. */
function statsOf(tensor: TensorId, layerIndex: number, values: readonly number[] = [1, -2, 3, 4]) {
  const scaled = values.map((value) => value * (layerIndex + 1) * (TENSOR_IDS.indexOf(tensor) + 1));
  return tensorStats(tensor, measure(Float32Array.from(scaled), 2, 2));
}

/** A layer of which these tensors are known. */
function layerOf(layerIndex: number, tensors: LayerResult["tensors"]): LayerResult {
  const similarity = { cosine: 0.5, participationRatio: 2 };
  return { layerIndex, units: 2, saturated: 0, deadUnits: 0, similarity, calibration: null, tensors };
}

describe("delivery", () => {
  const forward = [0, 1].map((index) =>
    layerOf(index, {
      activation: statsOf("activation", index),
      weight: statsOf("weight", index),
    }),
  );
  const whole = forward.map((layer) =>
    layerOf(layer.layerIndex, { ...layer.tensors, grad_weight: statsOf("grad_weight", layer.layerIndex) }),
  );
  // A later run takes the first layer's forward pass from the previous one, and does not request weights.
  const later = [0, 1].map((index) => {
    const activation = index === 0 ? whole[0]?.tensors.activation : statsOf("activation", 5);
    return layerOf(index, { ...(activation && { activation }), grad_weight: statsOf("grad_weight", 7) });
  });
  const messages = [forward, whole.slice(1), whole, later];
  const expected = structuredClone(messages);
  const send = createSender();
  const receive = createReceiver();
  const parcels = messages.map((layers) => {
    const parcel = send(layers);
    const named = parcel.layers.map(({ fresh }) => fresh);
    return { named, arrived: receive(structuredClone(parcel, { transfer: transferOf(parcel) })) };
  });

  it("sends every statistic once", () => {
    expect(parcels.map(({ named }) => named)).toEqual([
      [
        ["activation", "weight"],
        ["activation", "weight"],
      ],
      [["grad_weight"]],
      [["grad_weight"], []],
      [["grad_weight"], ["activation", "grad_weight"]],
    ]);
  });

  it("arrives whole, and keeps nothing else", () => {
    expect(parcels.map(({ arrived }) => arrived)).toEqual(expected);
  });

  it("leaves their memory to the engine, which may keep statistics for the next run", () => {
    expect(messages).toEqual(expected);
  });

  it("carries what is not finite, and nothing of an empty tensor", () => {
    const values = [NaN, Infinity, -Infinity, 0];
    const layers = [layerOf(0, { activation: statsOf("activation", 0, values) }), layerOf(1, {})];
    expect(createReceiver()(structuredClone(createSender()(layers)))).toEqual(layers);
  });
});
