/** Pieces of typeset formulas. */

/** A number as TeX, with its power of ten typeset. */
export function texNumber(value: number): string {
  const rounded = Number(value.toPrecision(3));
  const isTiny = rounded !== 0 && Math.abs(rounded) < 1e-3;
  const [mantissa, exponent] = (isTiny ? rounded.toExponential() : String(rounded)).split("e");
  if (mantissa === "1" && exponent !== undefined) return `10^{${Number(exponent)}}`;
  return exponent === undefined
    ? (mantissa ?? "")
    : String.raw`${mantissa ?? ""} \cdot 10^{${Number(exponent)}}`;
}

/** A law and its side conditions, on separate lines where the panel is too narrow for one. */
export function lawParts(tex: string): string[] {
  const parts = tex.split(String.raw`,\;`);
  return parts.map((part, index) => (index < parts.length - 1 ? `${part.trim()},` : part.trim()));
}
