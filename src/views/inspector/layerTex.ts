/**
 * One layer as formulas: z from the layer before, the normalisation in its place, phi, dropout and the
 * residual stream.
 */
import type { LayerPlan } from "../../experiment/plan.ts";

const NORMS = {
  batch: String.raw`\operatorname{BN}`,
  layer: String.raw`\operatorname{LN}`,
  rms: String.raw`\operatorname{RMS}`,
} as const;

/** The output of a layer by its index; the first layer's input is x. */
function output(layerIndex: number): string {
  return layerIndex < 0 ? "x" : `a_{${layerIndex + 1}}`;
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

/** The layer's formulas in the order of computation, as TeX. */
export function layerTex(layer: LayerPlan): readonly string[] {
  const { layerIndex, weightsFrom, norm, bias, skipFrom, dropsBeforeNorm } = layer;
  const index = `{${layerIndex + 1}}`;
  const drawn = `{${weightsFrom + 1}}`;
  const z = `z_${index}`;
  const linear = String.raw`${z} = W_${drawn}\,${output(layerIndex - 1)}${bias === null ? "" : ` + b_${drawn}`}`;
  const normalize = (x: string): string => {
    if (norm === null) return x;
    return String.raw`\gamma\,${NORMS[norm.kind]}(${dropsBeforeNorm ? dropTex(layer, x) : x}) + \beta`;
  };
  const phi = norm?.at === "before" ? String.raw`\varphi(${normalize(z)})` : String.raw`\varphi(${z})`;
  const normalized = norm?.at === "after" ? normalize(phi) : phi;
  const isSum = norm?.at === "after";
  const kept = dropsBeforeNorm ? normalized : dropTex(layer, normalized, isSum);
  const stream = skipFrom === null ? "" : ` + ${output(skipFrom)}`;
  return [linear, `${output(layerIndex)} = ${kept}${stream}`];
}
