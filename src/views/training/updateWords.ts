/** What the ratios of update to weight say: the band that is usual, and the layers outside it. Pure. */

/** About where networks that learn well are (Karpathy 2022, makemore 3); a guide, no law. */
export const USUAL_RATIO = 1e-3;
/** Ten times less or more is worth a word. */
const FAR = 10;

export type UpdateFinding =
  | { readonly kind: "usual"; readonly ratio: number }
  | {
      readonly kind: "small" | "large";
      /** 1-based: the layer that is farthest off. */
      readonly layer: number;
      readonly ratio: number;
      /** Layers that are off to this side. */
      readonly count: number;
    };

/** The middle of the finite ratios, or the worst of those far from the usual. Null where there is none. */
export function updateFinding(ratios: readonly number[]): UpdateFinding | null {
  const known = ratios.flatMap((ratio, index) =>
    Number.isFinite(ratio) ? [{ ratio, layer: index + 1 }] : [],
  );
  if (known.length === 0) return null;
  const sorted = known.toSorted((a, b) => a.ratio - b.ratio);
  const [least, most] = [sorted[0], sorted.at(-1)];
  const large = known.filter(({ ratio }) => ratio > FAR * USUAL_RATIO);
  const small = known.filter(({ ratio }) => ratio < USUAL_RATIO / FAR);
  if (large.length > 0 && most !== undefined) return { kind: "large", ...most, count: large.length };
  if (small.length > 0 && least !== undefined) return { kind: "small", ...least, count: small.length };
  return { kind: "usual", ratio: sorted[sorted.length >> 1]?.ratio ?? NaN };
}
