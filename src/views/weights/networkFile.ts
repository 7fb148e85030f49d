/**
 * The present network as a file of weights: those that it is drawn with, under the names of an
 * `nn.Sequential` of its layers, so that PyTorch and the audit open it.
 */
import { drawBiases, drawWeights } from "../../experiment/draws.ts";
import { fetchGiven } from "../../experiment/fetchGiven.ts";
import { normalizedUnits } from "../../experiment/layerLinks.ts";
import type { LayerPlan, Plan } from "../../experiment/plan.ts";
import { fillGains, fillShifts } from "../../experiment/sampling.ts";
// It provides the points of tasks.
import "../../experiment/taskData.ts";
import { safetensorsBlob } from "../../weights/files/writeSafetensors.ts";
import type { WrittenTensor } from "../../weights/files/writeSafetensors.ts";

const float32 = (
  name: string,
  shape: readonly number[],
  values: Float32Array<ArrayBuffer>,
): WrittenTensor => ({
  name,
  shape,
  dtype: "F32",
  bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
});

/** A vector of a norm, from what fills it in float64. */
const vector = (layer: LayerPlan, fill: typeof fillGains): Float32Array<ArrayBuffer> =>
  Float32Array.from(fill(new Float64Array(normalizedUnits(layer)), layer));

function normTensors(layer: LayerPlan, name: string): readonly WrittenTensor[] {
  const { norm } = layer;
  if (norm === null) return [];
  const units = normalizedUnits(layer);
  const gain = float32(`${name}.weight`, [units], vector(layer, fillGains));
  if (norm.kind === "rms") return [gain];
  const shift = float32(`${name}.bias`, [units], vector(layer, fillShifts));
  if (norm.kind === "layer") return [gain, shift];
  return [
    gain,
    shift,
    float32(`${name}.running_mean`, [units], new Float32Array(units)),
    float32(`${name}.running_var`, [units], new Float32Array(units).fill(1)),
    { name: `${name}.num_batches_tracked`, shape: [], dtype: "I64", bytes: new Uint8Array(8) },
  ];
}

/** Names of the layers and norms of a sequence; norms of blocks have names of their own. */
function namesOf(
  layers: readonly LayerPlan[],
): readonly { readonly linear: string; readonly norm: string }[] {
  let next = 0;
  return layers.map(({ norm, activation }) => {
    const linear = String(next++);
    const isActivated = activation !== "linear";
    if (norm === null || norm.at === "input" || norm.at === "stream") {
      if (isActivated) next++;
      return { linear, norm: `${linear}.norm` };
    }
    if (norm.at === "after" && isActivated) next++;
    const own = String(next++);
    if (norm.at === "before" && isActivated) next++;
    return { linear, norm: own };
  });
}

/**
 * The file of a network.
 * @param link of the experiment, kept in the header
 * @param captured weights that follow the batch, `[units, fanIn]`, which only a run can tell
 * @param pause lets the page go on between two layers
 */
export async function networkFile(
  plan: Plan,
  link: string,
  captured: (layerIndex: number) => Promise<Float32Array>,
  pause: () => Promise<unknown>,
): Promise<Blob> {
  await fetchGiven(plan);
  const { layers } = plan;
  const names = namesOf(layers);
  const isCalibrated = layers.some(({ calibration }) => calibration !== null);
  const tensors: WrittenTensor[] = [];
  for (const [index, layer] of layers.entries()) {
    const { linear = String(index), norm = `${index}.norm` } = names[index] ?? {};
    const weights = isCalibrated ? await captured(index) : drawWeights(plan, layer);
    tensors.push(float32(`${linear}.weight`, [layer.units, layer.fanIn], Float32Array.from(weights)));
    const biases = drawBiases(plan, layer);
    if (biases !== null) tensors.push(float32(`${linear}.bias`, [layer.units], Float32Array.from(biases)));
    tensors.push(...normTensors(layer, norm));
    await pause();
  }
  return safetensorsBlob(tensors, { format: "pt", source: link });
}
