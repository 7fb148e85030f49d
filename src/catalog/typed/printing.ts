/** Expressions as text of the language of expression.ts, and as TeX. */
import type { Expression, FunctionName } from "../expression.ts";

/** Numbers as expression.ts reads them: without a sign of the exponent's plus, and no point in front. */
function numberText(value: number): string {
  return String(value).replace("e+", "e");
}

/** The text, with brackets wherever they could matter. */
export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return numberText(expression.value);
    case "variable":
      return expression.name;
    case "negate":
      return `(-${expressionText(expression.operand)})`;
    case "binary":
      return `(${expressionText(expression.left)} ${expression.operator} ${expressionText(expression.right)})`;
    case "call":
      return `${expression.name}(${expression.operands.map(expressionText).join(", ")})`;
    case "select": {
      const { comparison, left, right, ifTrue, ifFalse } = expression;
      const parts = [
        `${expressionText(left)} ${comparison} ${expressionText(right)}`,
        ...[ifTrue, ifFalse].map(expressionText),
      ];
      return `select(${parts.join(", ")})`;
    }
    default:
      return expression satisfies never;
  }
}

/** How a function is typeset in front of its argument. */
const NAMES = {
  tanh: String.raw`\tanh`,
  sin: String.raw`\sin`,
  cos: String.raw`\cos`,
  min: String.raw`\min`,
  max: String.raw`\max`,
  sigmoid: String.raw`\sigma`,
  normcdf: String.raw`\Phi`,
  normpdf: String.raw`\phi`,
  erf: String.raw`\operatorname{erf}`,
} as const;

const COMPARED = { "<": "<", ">": ">", "<=": String.raw`\le`, ">=": String.raw`\ge` } as const;

/** How tightly a piece binds: 0 a sum, 1 a product, 2 what needs no brackets. */
type Tightness = 0 | 1 | 2;

interface Piece {
  readonly tex: string;
  readonly tightness: Tightness;
}

const bracketed = (tex: string): string => `(${tex})`;

function atLeast({ tex, tightness }: Piece, needed: Tightness): string {
  return tightness < needed ? bracketed(tex) : tex;
}

function numberTex(value: number): string {
  const [mantissa = "", exponent] = String(Number(value.toPrecision(6))).split("e");
  return exponent === undefined ? mantissa : String.raw`${mantissa} \cdot 10^{${Number(exponent)}}`;
}

function callPiece(name: FunctionName, operands: readonly Expression[]): Piece {
  const inner = operands.map((operand) => piece(operand).tex);
  const [u = ""] = inner;
  const tight = (tex: string): Piece => ({ tex, tightness: 2 });
  switch (name) {
    case "abs":
      return tight(`|${u}|`);
    case "exp":
      return tight(`e^{${u}}`);
    case "expm1":
      return { tex: `e^{${u}} - 1`, tightness: 0 };
    case "sqrt":
      return tight(String.raw`\sqrt{${u}}`);
    case "gauss":
      return tight(`e^{-${bracketed(u)}^2}`);
    case "sech2":
      return { tex: String.raw`1 - \tanh^2(${u})`, tightness: 0 };
    case "softplus":
      return tight(String.raw`\ln(1 + e^{${u}})`);
    case "gelugate": {
      const v = bracketed(u);
      return tight(String.raw`\tfrac{1}{2}(1 + \tanh(\sqrt{2 / \pi}\,(${u} + 0.044715\,${v}^3)))`);
    }
    case "tanh":
    case "sin":
    case "cos":
    case "min":
    case "max":
    case "sigmoid":
    case "normcdf":
    case "normpdf":
    case "erf":
      return tight(`${NAMES[name]}(${inner.join(", ")})`);
    default:
      return name satisfies never;
  }
}

function piece(expression: Expression): Piece {
  switch (expression.kind) {
    case "number":
      return { tex: numberTex(expression.value), tightness: 2 };
    case "variable":
      return { tex: expression.name, tightness: 2 };
    case "negate":
      return { tex: `-${atLeast(piece(expression.operand), 1)}`, tightness: 0 };
    case "binary": {
      const [left, right] = [piece(expression.left), piece(expression.right)];
      switch (expression.operator) {
        case "+":
          return { tex: `${left.tex} + ${right.tex}`, tightness: 0 };
        case "-":
          return { tex: `${left.tex} - ${atLeast(right, 1)}`, tightness: 0 };
        case "*":
          if (expression.left === expression.right) return { tex: `${square(left)}^2`, tightness: 2 };
          return { tex: String.raw`${atLeast(left, 1)}\,${atLeast(right, 1)}`, tightness: 1 };
        case "/":
          return { tex: String.raw`\frac{${left.tex}}{${right.tex}}`, tightness: 2 };
        default:
          return expression.operator satisfies never;
      }
    }
    case "call":
      return callPiece(expression.name, expression.operands);
    case "select": {
      const { comparison, left, right, ifTrue, ifFalse } = expression;
      const condition = `${piece(left).tex} ${COMPARED[comparison]} ${piece(right).tex}`;
      return {
        tex: String.raw`\begin{cases} ${piece(ifTrue).tex} & ${condition} \\ ${piece(ifFalse).tex} & \text{else} \end{cases}`,
        tightness: 2,
      };
    }
    default:
      return expression satisfies never;
  }
}

/** Under an exponent only a letter or a number stands without brackets. */
function square({ tex }: Piece): string {
  return /^(?:\w|[\d.]+)$/.test(tex) ? tex : bracketed(tex);
}

export function expressionTex(expression: Expression): string {
  return piece(expression).tex;
}
