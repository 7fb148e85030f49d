/**
 * Numbers as the screen shows them: three significant digits, real powers of ten, shares as per cent.
 * The same in every language (decimal point, tabular numerals); words never come from here.
 */

const SUPERSCRIPT_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** Narrow no-break space: between a number and its per cent sign. */
const THIN = "\u202f";
const MINUS = "\u2212";

/** An integer in superscript figures: -12 gives `⁻¹²`. */
export function superscript(exponent: number): string {
  const digits = String(Math.abs(Math.trunc(exponent)));
  let text = exponent < 0 ? "⁻" : "";
  for (const digit of digits) text += SUPERSCRIPT_DIGITS.charAt(Number(digit));
  return text;
}

/** A power of ten as plain text: `1`, `10`, `10⁻⁸`. */
export function formatPower(exponent: number): string {
  if (exponent === 0) return "1";
  return exponent === 1 ? "10" : `10${superscript(exponent)}`;
}

/** Decimal figures with a true minus sign and no superfluous zeros. */
function decimal(value: number, digits: number): string {
  const text = String(Number(value.toPrecision(digits)));
  return text.replace("-", MINUS);
}

/** A figure for people: `0.826`, `1.2×10⁻⁸`, `∞`, `NaN`; never a wall of zeros. */
export function formatNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Infinity) return "∞";
  if (value === -Infinity) return `${MINUS}∞`;
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(digits));
  const magnitude = Math.abs(rounded);
  if (magnitude >= 1e-3 && magnitude < 1e5) return decimal(rounded, Math.max(digits, 5));
  const exponent = Math.floor(Math.log10(magnitude) + 1e-12);
  const mantissa = decimal(rounded / 10 ** exponent, digits);
  return `${mantissa}×10${superscript(exponent)}`;
}

/** The same with a fixed number of significant digits, for columns of figures that stand under each other. */
export function formatFixed(value: number, digits = 3): string {
  if (!Number.isFinite(value) || value === 0) return formatNumber(value);
  const magnitude = Math.abs(Number(value.toPrecision(digits)));
  if (magnitude < 1e-3 || magnitude >= 1e5) {
    const exponent = Math.floor(Math.log10(magnitude) + 1e-12);
    return `${(value / 10 ** exponent).toFixed(digits - 1).replace("-", MINUS)}×10${superscript(exponent)}`;
  }
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(magnitude) + 1e-12));
  return value.toFixed(decimals).replace("-", MINUS);
}

/**
 * A factor per layer: two decimals, as `1.00` or `0.71`; significant digits where
 * those would be lost or noise.
 */
export function formatFactor(factor: number): string {
  if (factor >= 10) return formatFixed(factor);
  return factor >= 0.1 ? factor.toFixed(2) : formatFixed(factor, 2);
}

/** A share 0..1 as per cent: exact 0 and 1 stay apart from nearly nothing and nearly all. */
export function formatShare(share: number): string {
  if (Number.isNaN(share)) return "–";
  if (share === 0) return `0${THIN}%`;
  if (share === 1) return `100${THIN}%`;
  const percent = 100 * share;
  if (percent < 0.1) return `<0.1${THIN}%`;
  if (percent > 99.9) return `>99.9${THIN}%`;
  const text =
    percent < 9.95 || percent > 99 ? String(Number(percent.toFixed(1))) : String(Math.round(percent));
  return `${text}${THIN}%`;
}

/** A share in as few characters as can be, for a cell where `formatShare` does not fit. */
export function formatShareShort(share: number): string {
  if (Number.isNaN(share)) return "–";
  const percent = 100 * share;
  if (percent > 0 && percent < 0.5) return "<1";
  return String(Math.round(percent));
}

/** A cosine: two decimals, and a true minus. */
export function formatCosine(cosine: number): string {
  if (Number.isNaN(cosine)) return "–";
  // + 0 turns -0 into 0.
  return (Number(cosine.toFixed(2)) + 0).toFixed(2).replace("-", MINUS);
}

/** The same without the zero before the point. */
export function formatCosineShort(cosine: number): string {
  return formatCosine(cosine).replace("0.", ".");
}

/** An effective number, as of directions: one decimal while that says something. */
export function formatEffective(count: number): string {
  if (Number.isNaN(count)) return "–";
  return count < 9.95 ? count.toFixed(1) : String(Math.round(count));
}

/** A count in at most five characters: `812`, `65.5k`, `1.2M`. */
export function formatCount(count: number): string {
  if (count < 1000) return String(count);
  for (const [unit, letter] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (count >= unit) return `${String(Number((count / unit).toPrecision(3)))}${letter}`;
  }
  return String(count);
}

/**
 * An upper estimate of how wide a text is, so that geometry can leave out what would not fit.
 * 0.64 em is the digit of DejaVu Sans, the widest of the usual system faces; CJK figures take a full em.
 */
export function estimateTextWidth(text: string, fontPx: number): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x2e80) width += 1;
    else if (character === THIN || ".,;:'|il ".includes(character)) width += 0.34;
    else if (SUPERSCRIPT_DIGITS.includes(character) || character === "⁻") width += 0.44;
    else if (character === "%") width += 0.95;
    else width += 0.64;
  }
  return width * fontPx;
}
