/** A power of ten as SVG text with a raised exponent: no font needs superscript digits. */
import type { SVGAttributes } from "react";

interface PowerLabelProps extends SVGAttributes<SVGTextElement> {
  readonly exponent: number;
}

export function PowerLabel({ exponent, ...attributes }: PowerLabelProps) {
  if (exponent === 0 || exponent === 1) return <text {...attributes}>{10 ** exponent}</text>;
  return (
    <text {...attributes}>
      10
      <tspan dy="-0.42em" fontSize="78%">
        {exponent < 0 ? `\u2212${-exponent}` : exponent}
      </tspan>
    </text>
  );
}
