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

/** The layer's formulas in the order of computation, as TeX. */
export function layerTex(layer: LayerPlan): readonly string[] {
  const { layerIndex, norm, bias, keepProbability, skipFrom } = layer;
  const index = `{${layerIndex + 1}}`;
  const z = `z_${index}`;
  const linear = String.raw`${z} = W_${index}\,${output(layerIndex - 1)}${bias === null ? "" : ` + b_${index}`}`;
  const normalize = (x: string): string =>
    norm === null ? x : String.raw`\gamma\,${NORMS[norm.kind]}(${x}) + \beta`;
  const phi = norm?.at === "before" ? String.raw`\varphi(${normalize(z)})` : String.raw`\varphi(${z})`;
  const normalized = norm?.at === "after" ? normalize(phi) : phi;
  const kept =
    keepProbability === 1
      ? normalized
      : String.raw`\tfrac{m}{${String(keepProbability)}} \odot ${norm?.at === "after" ? `[${normalized}]` : normalized}`;
  const stream = skipFrom === null ? "" : ` + ${output(skipFrom)}`;
  return [linear, `${output(layerIndex)} = ${kept}${stream}`];
}
