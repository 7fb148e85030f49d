/**
 * Numbers as the screen shows them: three significant digits, real powers of ten, shares as per cent.
 * The same in every language (decimal point, tabular numerals); words never come from here.
 *
 * d3-format rounds and writes the digits. This file chooses the notation, writes powers of ten with
 * superscripts, and keeps exact extremes apart from rounded ones.
 */
import { formatLocale } from "d3-format";
import type { FormatLocaleDefinition } from "d3-format";

const SUPERSCRIPT_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** Narrow no-break space: between a number and its per cent sign. */
const THIN = "\u202f";

/** Builds the formatter of each specifier once: parsing one takes longer than formatting a number. */
function formats(symbols: Partial<FormatLocaleDefinition>): (specifier: string) => (value: number) => string {
  const locale = formatLocale({ decimal: ".", thousands: "", grouping: [], currency: ["", ""], ...symbols });
  const known = new Map<string, (value: number) => string>();
  return (specifier) => {
    let formatter = known.get(specifier);
    if (formatter === undefined) known.set(specifier, (formatter = locale.format(specifier)));
    return formatter;
  };
}

/** Numbers at the height of the line, with a true minus sign. */
const format = formats({ percent: `${THIN}%` });

/** An integer in superscript digits: -12 gives `⁻¹²`. */
export const superscript = formats({ numerals: Array.from(SUPERSCRIPT_DIGITS), minus: "⁻" })("d");

/** A power of ten as plain text: `1`, `10`, `10⁻⁸`. */
export function formatPower(exponent: number): string {
  if (exponent === 0) return "1";
  return exponent === 1 ? "10" : `10${superscript(exponent)}`;
}

/** Turns d3's `1.2e-8` into `1.2×10⁻⁸`. */
function withPower(text: string): string {
  const [mantissa = "", exponent] = text.split("e");
  return `${mantissa}×10${superscript(Number(exponent))}`;
}

/** Whether a number, rounded to some digits, is read more easily without a power of ten. */
function isPlain(value: number, digits: number): boolean {
  const magnitude = Math.abs(Number(value.toPrecision(digits)));
  return magnitude >= 1e-3 && magnitude < 1e5;
}

/** A number for people: `0.826`, `1.2×10⁻⁸`, `∞`, `NaN`; never a wall of zeros. */
export function formatNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  return isPlain(value, digits)
    ? format(`.${digits}~r`)(value)
    : withPower(format(`.${digits - 1}~e`)(value));
}

const grouped = formats({ thousands: ",", grouping: [3] });

/** How many times as large, in words: two digits, with the thousands apart as sentences have them. */
export function formatFold(ratio: number): string {
  return isPlain(ratio, 2) ? grouped(",.2~r")(ratio) : formatNumber(ratio, 2);
}

/** The same with a fixed number of significant digits, for columns of numbers that stand under each other. */
export function formatFixed(value: number, digits = 3): string {
  if (!Number.isFinite(value) || value === 0) return formatNumber(value);
  if (!isPlain(value, digits)) return withPower(format(`.${digits - 1}e`)(value));
  // A large number keeps its units: 12345, never 12300.
  return format(Math.abs(value) < 10 ** digits ? `.${digits}r` : ".0f")(value);
}

/**
 * A factor per layer: two decimals, as `1.00` or `0.71`; significant digits where
 * those would be lost or noise.
 */
export function formatFactor(factor: number): string {
  if (factor >= 10) return formatFixed(factor);
  return factor >= 0.1 ? format(".2f")(factor) : formatFixed(factor, 2);
}

/** A share 0..1 as per cent: exact 0 and 1 stay apart from nearly nothing and nearly all. */
export function formatShare(share: number): string {
  if (Number.isNaN(share)) return "–";
  const percent = 100 * share;
  if (share !== 0 && percent < 0.1) return `<${format(".1%")(0.001)}`;
  if (share !== 1 && percent > 99.9) return `>${format(".1%")(0.999)}`;
  return format(percent < 9.95 || percent > 99 ? ".1~%" : ".0%")(share);
}

/**
 * A factor as it is said: a loss as what is left, in per cent while that is readable (`71 %`, `3.5×10⁻⁵`), a
 * growth as a number of times (`1.68`).
 */
export function formatRatio(factor: number): string {
  if (factor >= 1) return formatFactor(factor);
  return factor >= 1e-3 ? formatShare(factor) : formatNumber(factor, 2);
}

/** A factor near one in whole per cent: `99 %`, `105 %`. */
export function formatPercent(factor: number): string {
  return factor >= 0.0995 && factor < 100 ? format(".0%")(factor) : formatRatio(factor);
}

/** A share in as few characters as can be, for a mark where `formatShare` does not fit. */
export function formatShareShort(share: number): string {
  if (Number.isNaN(share)) return "–";
  const percent = 100 * share;
  return percent > 0 && percent < 0.5 ? "<1" : format(".0f")(percent);
}

/** The ways to write the shares of one row as bare per cent: all with a decimal where some need it. */
export function percentFormats(shares: readonly number[]): readonly ((share: number) => string)[] {
  const needsDecimal = shares.some((share) => share > 0 && share < 0.0995);
  const whole = (share: number): string => format(".0f")(100 * share);
  const fine = (share: number): string => format(".1f")(100 * share);
  return needsDecimal ? [fine, whole] : [whole];
}

/** The ways to write the effective numbers of one row: with a decimal while all are small. */
export function effectiveFormats(counts: readonly number[]): readonly ((count: number) => string)[] {
  const whole = format(".0f");
  return counts.some((count) => count >= 9.95) ? [whole] : [format(".1f"), whole];
}

/** A cosine: two decimals, and a true minus. */
export function formatCosine(cosine: number): string {
  return Number.isNaN(cosine) ? "–" : format(".2f")(cosine);
}

/** An effective number, as of directions: one decimal while that says something. */
export function formatEffective(count: number): string {
  if (Number.isNaN(count)) return "–";
  return format(count < 9.95 ? ".1f" : ".0f")(count);
}

/** A count in at most five characters: `812`, `65.5k`, `1.2M`. */
export const formatCount = format(".3~s");

/**
 * An upper estimate of how wide a text is, so that geometry can leave out what would not fit.
 * 0.64 em is the digit of DejaVu Sans, the widest of the usual system faces; CJK characters take a full em.
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
