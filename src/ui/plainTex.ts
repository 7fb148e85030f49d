/** A formula as one line of plain text: what stands on the screen until the typesetter has been fetched. */

const SYMBOLS: readonly (readonly [RegExp, string])[] = [
  [/\\mathcal\s*|\\!|\\left|\\right|\\text\s*/g, ""],
  [/\\[;,]|\\quad/g, " "],
  [/\\sigma/g, "σ"],
  [/\\varphi/g, "φ"],
  [/\\alpha/g, "α"],
  [/\\sim/g, "~"],
  [/\\top/g, "ᵀ"],
  [/\\max/g, "max"],
  [/\\sum/g, "Σ"],
  [/\\mu/g, "μ"],
  [/\\gamma/g, "γ"],
  [/\\beta/g, "β"],
  [/\\varepsilon/g, "ε"],
  [/\^2/g, "²"],
  [/\\sqrt\s*(\d|[a-z])/g, "√$1"],
];

/** Replaces the innermost braces first, so that nested fractions and roots come out in order. */
export function plainTex(tex: string): string {
  let text = tex;
  for (const [pattern, replacement] of SYMBOLS) text = text.replace(pattern, replacement);
  for (let before = ""; before !== text;) {
    before = text;
    text = text
      .replace(/\\[td]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, (_, top: string, bottom: string) => {
        const wrap = (part: string): string =>
          /^[\p{L}\d.²_√]+$/u.test(part.trim()) ? part.trim() : `(${part.trim()})`;
        return `${wrap(top)}/${wrap(bottom)}`;
      })
      .replace(/\\sqrt\s*\{([^{}]*)\}/g, "√($1)")
      .replace(/(^|[^}\w])\{([^{}\\]*)\}/g, "$1$2")
      .replace(/_\{([^{}\\]*)\}/g, "_$1");
  }
  return text
    .replace(/[{}\\]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
