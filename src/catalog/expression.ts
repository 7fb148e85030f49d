/**
 * The language in which activations and the steps of optimisers are written once, and from which the kernels
 * of every engine are generated: variables, numbers, + - * /, unary minus, comparisons inside select(), and
 * the functions of FUNCTIONS, which every engine provides as stable helpers. Anything else is an error at
 * build time.
 */

/**
 * The functions that an expression may call, with their number of arguments. `select(condition, ifTrue,
 * ifFalse)` is separate.
 */
export const FUNCTIONS = {
  abs: 1,
  min: 2,
  max: 2,
  exp: 1,
  /** exp(x) - 1 without cancellation near 0 */
  expm1: 1,
  tanh: 1,
  /** 1 - tanh(x)^2 without cancellation */
  sech2: 1,
  /** 1 / (1 + exp(-x)) without overflow */
  sigmoid: 1,
  /** log(1 + exp(x)) without overflow or cancellation */
  softplus: 1,
  /** Standard normal distribution function */
  normcdf: 1,
  /** Standard normal density */
  normpdf: 1,
  /** Error function */
  erf: 1,
  /** exp(-x^2) */
  gauss: 1,
  /** (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2, relative accuracy kept near 0 */
  gelugate: 1,
  sin: 1,
  cos: 1,
  sqrt: 1,
} as const;

/** The variables of an activation: its input, and its parameter. */
const ACTIVATION_VARIABLES = ["x", "p"] as const;

export type FunctionName = keyof typeof FUNCTIONS;
export type Comparison = "<" | ">" | "<=" | ">=";

/** A parsed expression. */
export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "negate"; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: "+" | "-" | "*" | "/";
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "call"; readonly name: FunctionName; readonly operands: readonly Expression[] }
  | {
      readonly kind: "select";
      readonly comparison: Comparison;
      readonly left: Expression;
      readonly right: Expression;
      readonly ifTrue: Expression;
      readonly ifFalse: Expression;
    };

const TOKEN = /\s*(?:(\d+(?:\.\d*)?(?:e[+-]?\d+)?)|([a-z][a-z0-9]*)|(<=|>=|[-+*/(),<>]))/y;

function tokenize(source: string): string[] {
  const tokens: string[] = [];
  const text = source.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null)
      throw new SyntaxError(`invalid expression: ${source} (unexpected character at ${at})`);
    tokens.push(match[1] ?? match[2] ?? match[3] ?? "");
  }
  return tokens;
}

/**
 * Parses one expression.
 * @param variables the names it may use, those of an activation by default
 * @throws SyntaxError for anything outside the language, so that the build stops
 */
export function parseExpression(
  source: string,
  variables: readonly string[] = ACTIVATION_VARIABLES,
): Expression {
  const tokens = tokenize(source);
  let position = 0;
  const fail = (expected: string): never => {
    throw new SyntaxError(`invalid expression: ${source} (expected ${expected} at token ${position + 1})`);
  };
  const peek = (): string | undefined => tokens[position];
  const take = (token: string): void => {
    if (peek() !== token) fail(`"${token}"`);
    position++;
  };

  function primary(): Expression {
    const token = peek();
    if (token === undefined) return fail("an operand");
    position++;
    if (token === "(") {
      const inner = sum();
      take(")");
      return inner;
    }
    if (token === "-") return { kind: "negate", operand: primary() };
    if (/^\d/.test(token)) return { kind: "number", value: Number(token) };
    if (variables.includes(token)) return { kind: "variable", name: token };
    if (token === "select") {
      take("(");
      const left = sum();
      const comparison = peek();
      if (comparison !== "<" && comparison !== ">" && comparison !== "<=" && comparison !== ">=") {
        return fail("a comparison");
      }
      position++;
      const right = sum();
      take(",");
      const ifTrue = sum();
      take(",");
      const ifFalse = sum();
      take(")");
      return { kind: "select", comparison, left, right, ifTrue, ifFalse };
    }
    if (Object.hasOwn(FUNCTIONS, token)) {
      const name = token as FunctionName;
      take("(");
      const operands: Expression[] = [];
      for (let i = 0; i < FUNCTIONS[name]; i++) {
        if (i > 0) take(",");
        operands.push(sum());
      }
      take(")");
      return { kind: "call", name, operands };
    }
    position--;
    return fail(`${variables.join(", ")}, a number or a known function`);
  }

  function product(): Expression {
    let left = primary();
    for (;;) {
      const operator = peek();
      if (operator !== "*" && operator !== "/") return left;
      position++;
      left = { kind: "binary", operator, left, right: primary() };
    }
  }

  function sum(): Expression {
    let left = product();
    for (;;) {
      const operator = peek();
      if (operator !== "+" && operator !== "-") return left;
      position++;
      left = { kind: "binary", operator, left, right: product() };
    }
  }

  const expression = sum();
  if (position < tokens.length) fail("the end");
  return expression;
}
