/** A power of ten as SVG text: one piece, whose exponent is as large as superscript digits are. */
import type { SVGAttributes } from "react";
import { formatPower } from "./format.ts";

interface PowerLabelProps extends SVGAttributes<SVGTextElement> {
  readonly exponent: number;
}

export function PowerLabel({ exponent, ...attributes }: PowerLabelProps) {
  return <text {...attributes}>{formatPower(exponent)}</text>;
}
