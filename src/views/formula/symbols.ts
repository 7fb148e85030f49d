/** Finds the symbols of a formula and their meanings there. Pure: TeX in, keys of `symbolsText.ts` out. */
import type { SymbolsTextKey } from "../../i18n/symbolsText.ts";
import type { FormulaScope } from "./formulas.ts";

export interface FormulaSymbol {
  /** The symbol as written, in TeX. */
  readonly tex: string;
  /** Null where the table does not know the symbol, such as a letter of a teacher's lesson. */
  readonly meaning: SymbolsTextKey | null;
}

type Meanings = Readonly<Partial<Record<FormulaScope | "any", SymbolsTextKey>>>;

/** Symbols by how they are written: a letter or command, with its index where that changes the meaning. */
const SYMBOLS: Readonly<Record<string, Meanings>> = {
  W: { any: "W" },
  W_1: { residual: "blockWeights" },
  W_2: { residual: "blockWeights" },
  b: { any: "bias", input: "inputIndex" },
  _b: { any: "inputIndex" },
  z: { any: "z" },
  "\\hat z": { any: "zHat" },
  a: { any: "a" },
  x: { any: "x", activation: "argument", normalisation: "normalized", residual: "stream", moments: "entry" },
  y: { any: "y", weights: "output" },
  "\\varphi": { any: "phi" },
  "\\Phi": { any: "Phi" },
  "\\phi": { any: "density" },
  "\\alpha": { any: "alpha" },
  "\\lambda": { any: "lambda" },
  "\\sigma": { any: "sigma", weights: "weightSigma", normalisation: "unitSigma" },
  "\\sigma(": { any: "sigmoid" },
  "\\sigma_b": { any: "sigmaB", normalisation: "inputSigma" },
  "\\sigma_w": { any: "sigmaW" },
  "\\mu": { any: "mu" },
  g: { any: "g" },
  r: { any: "r", weights: "limit", lesson: "limit" },
  s: { any: "scale", activation: "shorthand" },
  "s\\,n": { any: "sparsity" },
  u: { any: "random", activation: "shorthand" },
  v: { any: "random" },
  c: { any: "c", weights: "constant" },
  n: { any: "n", weights: "fan", normalisation: "units" },
  n_in: { any: "nIn" },
  n_out: { any: "nOut" },
  n_L: { any: "nLast" },
  I: { any: "identity" },
  "\\top": { any: "transpose" },
  "\\mathcal N": { any: "normal" },
  "\\mathcal U": { any: "uniform" },
  N: { any: "entries" },
  M: { any: "finite" },
  "\\mathbb E": { any: "E" },
  "\\operatorname{Var}": { any: "Var" },
  "\\operatorname{std}": { any: "std" },
  P: { any: "P" },
  "[": { any: "bracket" },
  "\\lceil": { any: "ceiling" },
  "\\#": { any: "count" },
  "\\gamma": { any: "gamma" },
  "\\beta": { any: "beta" },
  "\\varepsilon": { any: "epsilon" },
  B: { any: "B" },
  m: { any: "mask", residual: "blockLayers", lesson: "B" },
  p: { any: "p" },
  L: { any: "L", residual: "blocks" },
  _L: { any: "lastIndex" },
  "\\partial": { any: "partial" },
  t: { any: "target", activation: "integral" },
  e_k_b: { any: "oneHot" },
  k: { any: "class", residual: "blockIndex" },
  "\\theta": { any: "theta" },
  "\\delta": { any: "delta" },
  "\\chi": { any: "chi" },
  "\\xi": { any: "xi" },
  q: { any: "q" },
  l: { any: "layerIndex" },
  i: { any: "unitIndex" },
  j: { any: "unitIndex" },
  "\\omega_0": { any: "frequency" },
  "\\eta": { any: "learningRate" },
  F: { any: "branchMap" },
  f: { any: "branchRms" },
  "\\operatorname{norm}": { any: "blockNorm" },
  "\\odot": { any: "product" },
  "\\lVert": { any: "norm" },
  "\\propto": { any: "propto" },
  "\\operatorname{softmax}": { any: "softmax" },
  "\\operatorname{erf}": { any: "erf" },
  "\\operatorname{BN}": { any: "BN" },
  "\\operatorname{LN}": { any: "LN" },
  "\\operatorname{RMS}": { any: "RMS" },
};

/** How an explanation writes a symbol, where that differs from how the formula writes it. */
const WRITTEN: Readonly<Partial<Record<SymbolsTextKey, string>>> = {
  sigmoid: String.raw`\sigma(x)`,
  sparsity: "s",
  nIn: String.raw`n_\text{in}`,
  nOut: String.raw`n_\text{out}`,
  bracket: String.raw`[\,\cdots]`,
  ceiling: String.raw`\lceil\;\rceil`,
  oneHot: "e",
  transpose: String.raw`{}^\top`,
  norm: String.raw`\lVert\;\rVert`,
  partial: String.raw`\partial`,
  blockWeights: "W_1, W_2",
};

/** Tokens without an explanation: structure, relations, elementary functions, and the number pi. */
const PLAIN = new Set(
  (
    "frac tfrac dfrac sqrt left right bigl bigr big quad qquad cdot cdots le ge approx sim leftarrow begin end displaystyle " +
    "underbrace max min tanh ln cos sin arccos rceil rVert infty pm int pi sum e"
  ).split(" "),
);

/** One token (an operator, a letter with a hat or of a font, a command, a letter, a sign) and its index. */
const TOKEN =
  /(\\operatorname\{\w+\}|\\(?:mathcal|mathbb|hat)\s*\{?\\?[A-Za-z]+\}?|\\#|\\[A-Za-z]+|[A-Za-z]|\[)(?:_(\{(?:[^{}]|\{[^{}]*\})*\}|\\text\{\w+\}|\\?\w))?/g;
/** Words, names of environments, and the d of an integral; an index in words is a name. */
const WORDS = /(?<!_)\\text\{[^{}]*\}|\\(?:begin|end|mathrm)\{[^{}]*\}/g;

function meaningOf(key: string, scope: FormulaScope): SymbolsTextKey | null {
  return SYMBOLS[key]?.[scope] ?? SYMBOLS[key]?.any ?? null;
}

/** The key of a token in `SYMBOLS`, with its index or what follows it, where that makes a difference. */
function keyOf(token: string, index: string, rest: string, isIndex: boolean, scope: FormulaScope): string {
  const name = token.startsWith("\\operatorname") ? token : token.replace(/[{}]/g, "").replace(/\s+/, " ");
  const written = isIndex && Object.hasOwn(SYMBOLS, `_${name}`) ? `_${name}` : name;
  const withIndex = `${written}_${index}`;
  if (index !== "" && meaningOf(withIndex, scope) !== null) return withIndex;
  if (written === "\\sigma" && /^'?\(/.test(rest)) return "\\sigma(";
  return written === "s" && rest.startsWith("\\,n") ? "s\\,n" : written;
}

/** Whether a square bracket holds a condition, and is not one of the kinds of parentheses. */
function isCondition(before: string, scope: FormulaScope): boolean {
  return ["weights", "activation", "input"].includes(scope) && !/E\s*$/.test(before);
}

/** Adds the symbols of a piece of TeX, in the order in which they appear, each once. */
function collect(
  piece: string,
  scope: FormulaScope,
  isIndex: boolean,
  found: Map<string, FormulaSymbol>,
): void {
  const tex = piece.replace(WORDS, " ");
  for (const { 0: whole, 1: token = "", 2: rawIndex = "", index: at } of tex.matchAll(TOKEN)) {
    if (token === "[" && !isCondition(tex.slice(0, at), scope)) continue;
    const key = keyOf(
      token,
      rawIndex.replace(/\\text|[{}\s]/g, ""),
      tex.slice(at + whole.length),
      isIndex,
      scope,
    );
    if (!PLAIN.has(token.replace("\\", "")) || Object.hasOwn(SYMBOLS, key)) {
      const meaning = meaningOf(key, scope);
      const written =
        (meaning === null ? undefined : WRITTEN[meaning]) ??
        key.replace(/^_/, "").replace(/_(\w+)$/, "_{$1}");
      if (!found.has(meaning ?? key)) found.set(meaning ?? key, { tex: written, meaning });
    }
    // The index of a name belongs to it; any other index has symbols to explain.
    if (!key.includes("_", 1)) collect(rawIndex, scope, true, found);
  }
}

/** The symbols of formulas in the order in which they appear, each meaning once. */
export function symbolsIn(formulas: readonly string[], scope: FormulaScope): readonly FormulaSymbol[] {
  const found = new Map<string, FormulaSymbol>();
  for (const tex of formulas) collect(tex, scope, false, found);
  return [...found.values()];
}
