/**
 * A trace as what a training of this page gives: a plan with the names of its layers, and snapshots. The plan
 * says what was recorded, not how it is computed: no engine runs it.
 */
import { MODEL_VERSION } from "../config.ts";
import type { LayerPlan, Plan } from "../plan.ts";
import { UNCOMPARED } from "../similarity.ts";
import type { Snapshot, SnapshotLayer } from "../training/snapshot.ts";
import type { Trace, TraceEntry, TraceLayer } from "./traceFormat.ts";

/** Of a layer of which the file gives no size. */
const UNKNOWN_UNITS = 1;

const unitsOf = ({ units, fanOut }: TraceLayer): number => units ?? fanOut ?? UNKNOWN_UNITS;

function layerPlan(layer: TraceLayer, layerIndex: number): LayerPlan {
  return {
    layerIndex,
    recorded: { name: layer.name, kind: layer.kind },
    fanIn: layer.fanIn ?? UNKNOWN_UNITS,
    units: unitsOf(layer),
    weightsFrom: layerIndex,
    initializer: "constant",
    weight: { kind: "constant", value: 0 },
    calibration: null,
    bias: null,
    biasStd: 0,
    activation: "linear",
    activationParameter: 0,
    saturationThreshold: 0,
    norm: null,
    keepProbability: 1,
    alphaDropout: null,
    dropsBeforeNorm: false,
    skipFrom: null,
  };
}

/** The number of inputs, or of their places: values of the first output over its units. */
function batchOf({ layers: [layer], snapshots: [snapshot] }: Trace): number {
  const count = snapshot?.layers[0]?.tensors.activation?.sketch.count ?? 1;
  return layer === undefined ? 1 : Math.max(1, Math.round(count / unitsOf(layer)));
}

/** @param id tells one opened trace from another */
export function planOfTrace(trace: Trace, id: number): Plan {
  const { model, framework, layers } = trace;
  return {
    key: `trace ${id}`,
    modelVersion: MODEL_VERSION,
    seed: 0,
    batch: batchOf(trace),
    inputUnits: layers[0]?.fanIn ?? UNKNOWN_UNITS,
    input: "normal",
    inputScale: 1,
    inputShift: 0,
    gradient: "gaussian",
    layers: layers.map(layerPlan),
    averaging: null,
    trainedSteps: 0,
    recorded: { model, framework },
    cost: { flops: 0, bytes: 0 },
  };
}

function snapshotLayer(
  { tensors: { update, ...tensors }, deadUnits, cosine }: TraceEntry,
  layerIndex: number,
  units: number,
): SnapshotLayer {
  return {
    layerIndex,
    units,
    tensors,
    update: update ?? null,
    saturated: NaN,
    deadUnits,
    similarity: { ...UNCOMPARED, cosine },
    calibration: null,
    dormantUnits: null,
    lostUpdates: null,
  };
}

export function snapshotsOfTrace({ layers, snapshots }: Trace): readonly Snapshot[] {
  const units = layers.map(unitsOf);
  return snapshots.map(({ step, loss, layers: entries }) => ({
    step,
    loss,
    validation: NaN,
    layers: entries.map((entry, index) => snapshotLayer(entry, index, units[index] ?? UNKNOWN_UNITS)),
  }));
}
