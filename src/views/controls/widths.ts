/** Widths as text: `256` for all layers, `784-300-100-10` for one each. */
import { clampTo, LIMITS } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";

export function widthText(width: ExperimentConfig["width"]): string {
  return typeof width === "number" ? String(width) : width.join("-");
}

/**
 * The patch of a typed text; null when it is not widths. A list of one is a number; a list sets the depth.
 */
export function parseWidths(
  text: string,
): Pick<ExperimentConfig, "width"> | Pick<ExperimentConfig, "width" | "depth"> | null {
  const parts = text.split(/[-\s,;×\u2013]+/).filter((part) => part !== "");
  if (parts.length === 0 || !parts.every((part) => /^\d+(\.\d+)?$/.test(part))) return null;
  const widths = parts.slice(0, LIMITS.depth.max).map((part) => clampTo(LIMITS.width, Number(part)));
  const [first] = widths;
  if (first === undefined) return null;
  return widths.length === 1 ? { width: first } : { width: widths, depth: widths.length };
}
