/**
 * One layer as formulas: z from the layer before, the normalisation in its place, phi, dropout and the
 * residual stream.
 */
import type { AttentionPlan, LayerPlan } from "../../experiment/plan.ts";

const NORMS = {
  batch: String.raw`\operatorname{BN}`,
  layer: String.raw`\operatorname{LN}`,
  rms: String.raw`\operatorname{RMS}`,
} as const;

/** The output of a layer by its index; the first layer's input is x. */
function output(layerIndex: number): string {
  return layerIndex < 0 ? "x" : `a_{${layerIndex + 1}}`;
}

/** What the next layer takes of one: the stream behind a block, or the output. */
function source(layers: readonly LayerPlan[], layerIndex: number): string {
  return layers[layerIndex]?.stream === undefined ? output(layerIndex) : `x_{${layerIndex + 1}}`;
}

/**
 * Dropout of x: m is 1 where x is kept.
 * @param isSum whether x needs brackets
 */
function dropTex({ keepProbability, alphaDropout }: LayerPlan, x: string, isSum = false): string {
  if (keepProbability === 1) return x;
  const factor = isSum ? `[${x}]` : x;
  if (alphaDropout === null) return String.raw`\tfrac{m}{${String(keepProbability)}} \odot ${factor}`;
  const [scale, shift] = [alphaDropout.scale, alphaDropout.shift].map((value) => value.toPrecision(3));
  return String.raw`${scale}\,(m \odot ${factor} - 1.758\,(1 - m)) + ${shift}`;
}

/** The softmax over the tokens up to i in every head of d units, and the mixed values. */
function attentionTex(layer: LayerPlan, attention: AttentionPlan, values: string): readonly string[] {
  const { query, key, heads, scale, epsilon } = attention;
  const size = layer.units / heads;
  const part = (index: number, token: string): string => {
    const vector = `a_{${index + 1}}^{${token}}`;
    return epsilon === undefined ? vector : String.raw`\operatorname{RMS}(${vector})`;
  };
  const factor = String.raw`\tfrac{1}{${scale * size > 1 ? String.raw`\sqrt{${size}}` : size}}`;
  const mixed = String.raw`\sum_{j \le i} p_j\,${values}^j`;
  return [
    String.raw`p = \operatorname{softmax}_{j \le i}\left(${factor}\,${part(query, "i")} \cdot ${part(key, "j")}\right)`,
    `${output(layer.layerIndex)}^i = ${dropTex(layer, mixed, true)}`,
  ];
}

/** The layer's formulas in the order of computation, as TeX. @param layers those of the whole network */
export function layerTex(layer: LayerPlan, layers: readonly LayerPlan[] = []): readonly string[] {
  const { layerIndex, weightsFrom, norm, bias, skipFrom, dropsBeforeNorm, gate, inputOf } = layer;
  const index = `{${layerIndex + 1}}`;
  const drawn = `{${weightsFrom + 1}}`;
  const z = `z_${index}`;
  // The input is the stream where a block stands in front of the layer, or begins here.
  const below = source(layers, inputOf === undefined ? layerIndex - 1 : inputOf - 1);
  const entry = inputOf === undefined ? norm : (layers[inputOf]?.norm ?? null);
  const input = entry?.at === "input" ? String.raw`\gamma\,${NORMS[entry.kind]}(${below}) + \beta` : below;
  const factor = entry?.at === "input" ? `(${input})` : String.raw`\,${input}`;
  const linear = String.raw`${z} = W_${drawn}${factor}${bias === null ? "" : ` + b_${drawn}`}`;
  const normalize = (x: string): string => {
    if (norm === null) return x;
    return String.raw`\gamma\,${NORMS[norm.kind]}(${dropsBeforeNorm ? dropTex(layer, x) : x}) + \beta`;
  };
  const phi = norm?.at === "before" ? String.raw`\varphi(${normalize(z)})` : String.raw`\varphi(${z})`;
  const normalized = norm?.at === "after" ? normalize(phi) : phi;
  const isSum = norm?.at === "after";
  const kept = dropsBeforeNorm ? normalized : dropTex(layer, normalized, isSum);
  if (layer.attention !== undefined) return [linear, ...attentionTex(layer, layer.attention, phi)];
  const gated = gate === undefined ? kept : String.raw`${kept} \odot ${output(gate)}`;
  const skipped = skipFrom === null ? "" : ` + ${output(skipFrom)}`;
  if (layer.stream === undefined) return [linear, `${output(layerIndex)} = ${gated}${skipped}`];
  const { from, factor: alpha, branch } = layer.stream;
  const times = (value: number): string =>
    value === 1 ? "" : String.raw`${String(Number(value.toPrecision(4)))}\,`;
  const sum = `${times(alpha)}${source(layers, from)} + ${output(layerIndex)}`;
  const after = norm?.at === "stream" ? normalize(sum) : sum;
  return [linear, `${output(layerIndex)} = ${times(branch)}${gated}`, `x_${index} = ${after}`];
}
