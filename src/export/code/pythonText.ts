/** Pieces of Python: numbers, names, expressions of the catalogue, lines with a comment behind them. */
import { parseExpression } from "../../catalog/expression.ts";
import type { Expression, FunctionName } from "../../catalog/expression.ts";

/** The width of a line, as in this repository. */
const WIDTH = 110;
/** Columns of the comment behind a line: in line with those before and after it where the code is shorter. */
const COMMENT_COLUMN = 56;

/** A number as Python reads it back to the bit. */
export function number(value: number): string {
  if (Number.isNaN(value)) return "np.nan";
  if (!Number.isFinite(value)) return value > 0 ? "np.inf" : "-np.inf";
  const text = String(value);
  // JavaScript writes 1e-5 as 0.00001.
  return /^-?0\.000/.test(text) ? value.toExponential() : text;
}

/** A number in as many digits as the screen can mean. */
export function digits(value: number, count: number): string {
  return number(Number(value.toPrecision(count)));
}

/** A line of code with a comment behind it. */
export function commented(code: string, comment: string | null): string {
  return comment === null ? code : `${code.padEnd(COMMENT_COLUMN)}  # ${comment}`;
}

/** Indents the lines of a text that are not empty. */
export function indented(text: string, spaces = 4): string {
  return text.replace(/^(?=.)/gm, " ".repeat(spaces));
}

/** A list over as many lines as it needs. @param open with what it begins, `PAGE = [` */
export function wrapped(open: string, items: readonly string[], close: string): string {
  const lines: string[] = [];
  let line = "   ";
  for (const item of items) {
    if (line.length + item.length + 2 > WIDTH) {
      lines.push(line);
      line = "   ";
    }
    line += ` ${item},`;
  }
  return [open, ...lines, line, close].join("\n");
}

/** How an array library writes what expressions need; `module` is its name, as in `np.exp`. */
export interface ExpressionDialect {
  readonly module: string;
  /** Functions of the library, by their names in the language. */
  readonly own: Readonly<Partial<Record<FunctionName, string>>>;
  readonly where: string;
}

/** An expression as Python. @param uses receives the functions that the library does not have */
export function pythonOf(
  expression: Expression,
  dialect: ExpressionDialect,
  uses: Set<FunctionName>,
): string {
  const text = (part: Expression): string => pythonOf(part, dialect, uses);
  /** Parentheses around sums, and around negative factors. */
  const factor = (part: Expression): string =>
    part.kind === "negate" || (part.kind === "binary" && (part.operator === "+" || part.operator === "-"))
      ? `(${text(part)})`
      : text(part);
  switch (expression.kind) {
    case "number":
      return number(expression.value);
    case "variable":
      return expression.name;
    case "negate":
      return `-${factor(expression.operand)}`;
    case "binary": {
      const { operator, left, right } = expression;
      if (operator === "+") return `${text(left)} + ${text(right)}`;
      if (operator === "-") return `${text(left)} - ${factor(right)}`;
      // Divisors and factors keep the order in which they were written.
      const second = right.kind === "binary" ? `(${text(right)})` : factor(right);
      return `${factor(left)} ${operator} ${second}`;
    }
    case "call": {
      const own = dialect.own[expression.name];
      if (own === undefined) uses.add(expression.name);
      return `${own ?? expression.name}(${expression.operands.map(text).join(", ")})`;
    }
    case "select": {
      const { comparison, left, right, ifTrue, ifFalse } = expression;
      return `${dialect.where}(${text(left)} ${comparison} ${text(right)}, ${text(ifTrue)}, ${text(ifFalse)})`;
    }
    default:
      return expression satisfies never;
  }
}

/** Whether an expression has a variable. */
export function mentions(source: string, variable: "x" | "p"): boolean {
  const visit = (part: Expression): boolean => {
    switch (part.kind) {
      case "number":
        return false;
      case "variable":
        return part.name === variable;
      case "negate":
        return visit(part.operand);
      case "binary":
        return visit(part.left) || visit(part.right);
      case "call":
        return part.operands.some(visit);
      case "select":
        return [part.left, part.right, part.ifTrue, part.ifFalse].some(visit);
      default:
        return part satisfies never;
    }
  };
  return visit(parseExpression(source));
}
