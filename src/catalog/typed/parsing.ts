/**
 * Reads an activation that a visitor has typed. Total: any text gives an expression, or the reason why it is
 * none and the place of it. The grammar is that of expression.ts with what people write besides: powers, pi
 * and e, and common activations by name, all of which become the same expressions.
 */
import { FUNCTIONS } from "../expression.ts";
import type { Comparison, Expression, FunctionName } from "../expression.ts";
import * as build from "./building.ts";

/** Longest text, and deepest nesting of brackets and signs. */
export const LONGEST = 200;
const DEEPEST = 32;
const LARGEST_EXPONENT = 16;
/** Largest finite float32. */
const LARGEST_NUMBER = 3.4028234663852886e38;

export type TypedReason =
  | "empty"
  | "long"
  | "character"
  | "operand"
  | "operator"
  | "bracket"
  | "comma"
  | "comparison"
  | "name"
  | "exponent"
  | "number"
  | "deep"
  | "large";

/** Why a text is no activation: `length` characters from `at` on are to blame; 0 at the end of the text. */
export interface TypedProblem {
  readonly reason: TypedReason;
  readonly at: number;
  readonly length: number;
  /** The characters to blame. */
  readonly word: string;
}

export type TypedReading =
  | { readonly kind: "read"; readonly expression: Expression }
  | { readonly kind: "problem"; readonly problem: TypedProblem };

interface Token {
  readonly kind: "number" | "name" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

const TOKEN =
  /(?<number>(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+(?![a-z]))?)|(?<name>[a-z][a-z0-9_]*)|(?<sign>\*\*|<=|>=|[-+*/^(),<>])/iy;
const SPACE = /\s*/y;

class Refusal extends Error {
  readonly problem: TypedProblem;
  constructor(reason: TypedReason, { at, text }: Pick<Token, "at" | "text">) {
    super(reason);
    this.problem = { reason, at, length: text.length, word: text };
  }
}

function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    at += SPACE.exec(source)?.[0].length ?? 0;
    if (at >= source.length) return [...tokens, { kind: "end", text: "", at: source.length }];
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (match === null)
      throw new Refusal("character", { at, text: String.fromCodePoint(source.codePointAt(at) ?? 0) });
    const { number, name } = match.groups ?? {};
    const kind = number !== undefined ? "number" : name !== undefined ? "name" : "sign";
    tokens.push({ kind, text: match[0], at });
    at += match[0].length;
  }
}

const COMPARISONS: ReadonlySet<string> = new Set<Comparison>(["<", ">", "<=", ">="]);
const { call, multiply, number, select, X } = build;
const ZERO = number(0);

/** Names of numbers. */
const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };

/** Functions that are written with those of every engine: by name, their number of arguments and meaning. */
const ABBREVIATIONS: Readonly<
  Record<string, { readonly count: number; readonly means: (...of: readonly Expression[]) => Expression }>
> = {
  relu: { count: 1, means: (u = X) => call("max", u, ZERO) },
  elu: { count: 1, means: (u = X) => select(">", u, ZERO, u, call("expm1", u)) },
  gelu: { count: 1, means: (u = X) => multiply(u, call("normcdf", u)) },
  silu: { count: 1, means: (u = X) => multiply(u, call("sigmoid", u)) },
  swish: { count: 1, means: (u = X) => multiply(u, call("sigmoid", u)) },
  mish: { count: 1, means: (u = X) => multiply(u, call("tanh", call("softplus", u))) },
  softsign: { count: 1, means: (u = X) => build.divide(u, build.add(number(1), call("abs", u))) },
  clip: { count: 3, means: (u = X, low = X, high = X) => call("max", call("min", u, high), low) },
};

/** Names that a text may use, for its words of help. */
export const TYPED_NAMES: readonly string[] = [
  ...Object.keys(FUNCTIONS),
  "select",
  ...Object.keys(ABBREVIATIONS),
  ...Object.keys(CONSTANTS),
];

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;

  constructor(source: string) {
    this.#tokens = tokenize(source);
  }

  get #next(): Token {
    return this.#tokens[this.#position] ?? { kind: "end", text: "", at: 0 };
  }

  read(): Expression {
    if (this.#next.kind === "end") throw new Refusal("empty", { at: 0, text: "" });
    const expression = this.#sum();
    const { text } = this.#next;
    if (this.#position < this.#tokens.length - 1)
      throw new Refusal(text === ")" ? "bracket" : "operator", this.#next);
    return expression;
  }

  #isSign(...texts: readonly string[]): boolean {
    const { kind, text } = this.#next;
    return kind === "sign" && texts.includes(text);
  }

  #take(text: string, reason: TypedReason): void {
    if (!this.#isSign(text)) throw new Refusal(reason, this.#next);
    this.#position++;
  }

  /** Every way down passes here, so no text is deeper than the stack. */
  #deeper<T>(part: () => T): T {
    if (++this.#depth > DEEPEST) throw new Refusal("deep", this.#next);
    const result = part();
    this.#depth--;
    return result;
  }

  #sum(): Expression {
    let left = this.#product();
    for (;;) {
      if (this.#isSign("+")) {
        this.#position++;
        left = build.add(left, this.#product());
      } else if (this.#isSign("-")) {
        this.#position++;
        left = build.subtract(left, this.#product());
      } else return left;
    }
  }

  #product(): Expression {
    let left = this.#signed();
    for (;;) {
      if (this.#isSign("*")) {
        this.#position++;
        left = multiply(left, this.#signed());
      } else if (this.#isSign("/")) {
        this.#position++;
        left = build.divide(left, this.#signed());
      } else return left;
    }
  }

  /** -x^2 is -(x^2), as in textbooks. */
  #signed(): Expression {
    if (this.#isSign("-")) {
      this.#position++;
      return build.negate(this.#deeper(() => this.#signed()));
    }
    if (this.#isSign("+")) {
      this.#position++;
      return this.#deeper(() => this.#signed());
    }
    return this.#powers();
  }

  #powers(): Expression {
    let base = this.#operand();
    while (this.#isSign("^", "**")) {
      this.#position++;
      base = this.#raised(base);
    }
    return base;
  }

  /** Whole exponents from -16 to 16, and 0.5. */
  #raised(base: Expression): Expression {
    const isNegative = this.#isSign("-");
    if (isNegative) this.#position++;
    const token = this.#next;
    const exponent = token.kind === "number" ? Number(token.text) : NaN;
    const isWhole = Number.isInteger(exponent) && exponent <= LARGEST_EXPONENT;
    if (!isWhole && exponent !== 0.5) throw new Refusal("exponent", token);
    this.#position++;
    const raised = exponent === 0.5 ? call("sqrt", base) : build.power(base, exponent);
    return isNegative ? build.divide(number(1), raised) : raised;
  }

  #operand(): Expression {
    const token = this.#next;
    this.#position++;
    if (token.kind === "number") {
      const value = Number(token.text);
      if (!(value <= LARGEST_NUMBER)) throw new Refusal("number", token);
      return number(value);
    }
    if (token.kind === "name") return this.#named(token);
    if (token.text === "(") {
      const inner = this.#deeper(() => this.#sum());
      this.#take(")", "bracket");
      return inner;
    }
    throw new Refusal("operand", token);
  }

  #named(token: Token): Expression {
    const name = token.text.toLowerCase();
    if (name === "x") return X;
    if (Object.hasOwn(CONSTANTS, name)) return number(CONSTANTS[name] ?? NaN);
    if (name === "select") return this.#deeper(() => this.#select());
    if (Object.hasOwn(FUNCTIONS, name)) {
      const known = name as FunctionName;
      return call(known, ...this.#arguments(FUNCTIONS[known]));
    }
    const abbreviation = Object.hasOwn(ABBREVIATIONS, name) ? ABBREVIATIONS[name] : undefined;
    if (abbreviation === undefined) throw new Refusal("name", token);
    return abbreviation.means(...this.#arguments(abbreviation.count));
  }

  #arguments(count: number): readonly Expression[] {
    return this.#deeper(() => {
      this.#take("(", "bracket");
      const operands: Expression[] = [];
      for (let i = 0; i < count; i++) {
        if (i > 0) this.#take(",", "comma");
        operands.push(this.#sum());
      }
      this.#take(")", "bracket");
      return operands;
    });
  }

  #select(): Expression {
    this.#take("(", "bracket");
    const left = this.#sum();
    const comparison = this.#next.text;
    if (!COMPARISONS.has(comparison)) throw new Refusal("comparison", this.#next);
    this.#position++;
    const right = this.#sum();
    this.#take(",", "comma");
    const ifTrue = this.#sum();
    this.#take(",", "comma");
    const ifFalse = this.#sum();
    this.#take(")", "bracket");
    return select(comparison as Comparison, left, right, ifTrue, ifFalse);
  }
}

/** Whether every number that came about is a float32. */
function isFinite(expression: Expression): boolean {
  switch (expression.kind) {
    case "number":
      return expression.value <= LARGEST_NUMBER;
    case "variable":
      return true;
    case "negate":
      return isFinite(expression.operand);
    case "binary":
      return isFinite(expression.left) && isFinite(expression.right);
    case "call":
      return expression.operands.every(isFinite);
    case "select":
      return [expression.left, expression.right, expression.ifTrue, expression.ifFalse].every(isFinite);
    default:
      return expression satisfies never;
  }
}

/** Reads a text of any kind. Never throws. */
export function readTyped(source: string): TypedReading {
  const whole = { at: 0, length: source.length, word: source };
  if (source.length > LONGEST) {
    return { kind: "problem", problem: { ...whole, reason: "long", at: LONGEST, word: "" } };
  }
  try {
    const expression = new Parser(source).read();
    return isFinite(expression)
      ? { kind: "read", expression }
      : { kind: "problem", problem: { ...whole, reason: "number" } };
  } catch (error) {
    if (error instanceof Refusal) return { kind: "problem", problem: error.problem };
    if (error instanceof build.TooLarge) return { kind: "problem", problem: { ...whole, reason: "large" } };
    throw error;
  }
}

/** The text as links keep it: without spaces, in lower case. */
export function canonicalTyped(source: string): string {
  return source.replace(/\s+/g, "").toLowerCase();
}
