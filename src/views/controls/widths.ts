/**
 * Widths as text: `256` for all layers, `784-300-100-10` for one each, and `in:784-300-100-10` where the
 * first number is the input, as textbooks write it.
 */
import { clampTo, LIMITS } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";

type Widths = Pick<ExperimentConfig, "width" | "inputWidth">;
/** A list sets the depth. */
type WidthsPatch = Partial<Widths> & Partial<Pick<ExperimentConfig, "depth">>;

/** What stands before a list whose first number is the input. */
const INPUT_PREFIX = /^\s*(?:in|input|inputs|输入)\s*[:=：]?\s*(?=\d)/i;

export function widthText(width: ExperimentConfig["width"]): string {
  return typeof width === "number" ? String(width) : width.join("-");
}

/** The text of the field: a list tells a width of the input that is its own. */
export function fieldText({ width, inputWidth }: Widths): string {
  const hasInput = typeof width !== "number" && inputWidth !== null;
  return (hasInput ? `in:${inputWidth}-` : "") + widthText(width);
}

/**
 * The patch of a typed text; null when it is not widths. A list of one is a number; a list sets the depth,
 * and says with it whether the input has a width of its own.
 */
export function parseWidths(text: string): WidthsPatch | null {
  const hasInput = INPUT_PREFIX.test(text);
  const parts = text
    .replace(INPUT_PREFIX, "")
    .split(/(?:[-\s,;×\u2013\u2192>])+/)
    .filter((part) => part !== "");
  if (parts.length === 0 || !parts.every((part) => /^\d+(\.\d+)?$/.test(part))) return null;
  const widths = parts
    .slice(0, LIMITS.depth.max + (hasInput ? 1 : 0))
    .map((part) => clampTo(LIMITS.width, Number(part)));
  const [first] = widths;
  if (first === undefined) return null;
  if (hasInput) {
    const [width, ...others] = widths.slice(1);
    if (width === undefined) return { inputWidth: first };
    return { inputWidth: first, ...listed([width, ...others]) };
  }
  return widths.length === 1 ? { width: first } : { inputWidth: null, ...listed(widths) };
}

function listed(widths: readonly number[]): WidthsPatch {
  const [first] = widths;
  return widths.length === 1 && first !== undefined
    ? { width: first }
    : { width: widths, depth: widths.length };
}

/** Longest chain that is written out; a longer one is cut in its middle. */
const LONGEST_CHAIN = 7;

/** The widths on the signal's way: the input, then every layer. */
export function chainText({ width, inputWidth }: Widths): string {
  if (typeof width === "number") return "";
  const chain = [inputWidth ?? width[0] ?? 1, ...width].map(String);
  const shown =
    chain.length <= LONGEST_CHAIN ? chain : [...chain.slice(0, LONGEST_CHAIN - 2), "…", ...chain.slice(-1)];
  return shown.join(" → ");
}

/** The textbook's reading of a list: its first number is the input. Null where it has been said already. */
export function textbookReading({ width, inputWidth }: Widths): WidthsPatch | null {
  if (typeof width === "number" || inputWidth !== null || width.length < 2) return null;
  const [input = 1, ...layers] = width;
  return { inputWidth: input, ...listed(layers), depth: layers.length };
}
