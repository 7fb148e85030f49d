/**
 * Runs shader sources in Node, for tests: parses them and evaluates each thread in emulated float32, one
 * rounding per operation. It supports only the JavaScript of those sources and throws on anything else.
 */
import { parseAst } from "vite";

/** A node of the syntax tree, read through the checks below. */
export type Node = Readonly<Record<string, unknown>> & { readonly type: string };

/** A number, a texel, or an indexable value: rows of a matrix, or `this`. */
type Value = number | readonly number[] | ((index: number) => Value);
type Environment = Map<string, Value>;
type Evaluate = (environment: Environment) => Value;

/** The behaviours in which devices differ. */
export interface Arithmetic {
  readonly round: (value: number) => number;
  readonly exp: (value: number) => number;
}

export const emulatedFloat32: Arithmetic = { round: Math.fround, exp: Math.exp };

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function child(node: Node, key: string): Node {
  const value = node[key];
  if (!isNode(value)) throw new SyntaxError(`${node.type} without ${key}`);
  return value;
}

function children(node: Node, key: string): readonly Node[] {
  const value = node[key];
  if (!Array.isArray(value)) throw new SyntaxError(`${node.type} without ${key}`);
  return value.filter(isNode);
}

function text(node: Node, key: string): string {
  const value = node[key];
  if (typeof value !== "string") throw new SyntaxError(`${node.type} without ${key}`);
  return value;
}

/** The function of one source text, named or not. */
export function parseFunction(source: string): Node {
  const program = parseAst(`(${source});`) as unknown as Node;
  let node = child(children(program, "body")[0] ?? program, "expression");
  while (node.type === "ParenthesizedExpression") node = child(node, "expression");
  if (node.type !== "FunctionExpression") throw new SyntaxError(`not a function: ${node.type}`);
  return node;
}

export function parameterNames(fn: Node): readonly string[] {
  return children(fn, "params").map((parameter) => text(parameter, "name"));
}

function numeric(value: Value): number {
  if (typeof value !== "number") throw new TypeError("not a number");
  return value;
}

type Callable = (values: readonly Value[]) => Value;

/** Compiles functions that may call each other. `outer` are calls that the host provides. */
export function compile(
  sources: readonly string[],
  { round, exp }: Arithmetic,
  outer: Readonly<Record<string, Callable>> = {},
): Readonly<Record<string, Callable>> {
  const known: Record<string, Callable> = { ...outer };
  const math: Readonly<Record<string, (value: number) => number>> = {
    abs: Math.abs,
    floor: Math.floor,
    sqrt: (value) => round(Math.sqrt(value)),
    exp: (value) => round(exp(value)),
    log: (value) => round(Math.log(value)),
  };

  function binary(operator: string, left: number, right: number): number {
    switch (operator) {
      case "+":
        return round(left + right);
      case "-":
        return round(left - right);
      case "*":
        return round(left * right);
      case "/":
        return round(left / right);
      case "<":
        return Number(left < right);
      case ">":
        return Number(left > right);
      case "<=":
        return Number(left <= right);
      case ">=":
        return Number(left >= right);
      case "===":
        return Number(left === right);
      default:
        throw new SyntaxError(`unknown operator ${operator}`);
    }
  }

  function member(node: Node): Evaluate {
    const object = expression(child(node, "object"));
    if (node["computed"] === true) {
      const property = expression(child(node, "property"));
      return (environment) => {
        const indexed = object(environment);
        const index = numeric(property(environment));
        if (typeof indexed === "number") throw new TypeError("a number is not indexed");
        return typeof indexed === "function" ? indexed(index) : (indexed[index] ?? NaN);
      };
    }
    const name = text(child(node, "property"), "name");
    const index = { thread: 0, x: 0, y: 1 }[name];
    if (index === undefined) throw new SyntaxError(`unknown member ${name}`);
    return (environment) => {
      const indexed = object(environment);
      if (typeof indexed === "number") throw new TypeError("a number is not indexed");
      return typeof indexed === "function" ? indexed(index) : (indexed[index] ?? NaN);
    };
  }

  function call(node: Node): Evaluate {
    const callee = child(node, "callee");
    const operands = children(node, "arguments").map(expression);
    if (callee.type === "MemberExpression") {
      const target = math[text(child(callee, "property"), "name")];
      const [operand] = operands;
      if (target === undefined || operand === undefined) throw new SyntaxError("unknown Math function");
      return (environment) => target(numeric(operand(environment)));
    }
    const name = text(callee, "name");
    return (environment) => {
      const target = known[name];
      if (target === undefined) throw new SyntaxError(`unknown function ${name}`);
      return target(operands.map((operand) => operand(environment)));
    };
  }

  function expression(node: Node): Evaluate {
    switch (node.type) {
      case "ParenthesizedExpression":
        return expression(child(node, "expression"));
      case "Literal": {
        const value = round(Number(node["value"]));
        return () => value;
      }
      case "Identifier": {
        const name = text(node, "name");
        return (environment) => {
          const value = environment.get(name);
          if (value === undefined) throw new ReferenceError(`unknown name ${name}`);
          return value;
        };
      }
      case "ThisExpression":
        return (environment) => environment.get("this") ?? NaN;
      case "UnaryExpression": {
        const operand = expression(child(node, "argument"));
        return (environment) => -numeric(operand(environment));
      }
      case "BinaryExpression": {
        const left = expression(child(node, "left"));
        const right = expression(child(node, "right"));
        const operator = text(node, "operator");
        return (environment) => binary(operator, numeric(left(environment)), numeric(right(environment)));
      }
      case "ConditionalExpression": {
        const test = expression(child(node, "test"));
        const yes = expression(child(node, "consequent"));
        const no = expression(child(node, "alternate"));
        return (environment) => (test(environment) === 1 ? yes(environment) : no(environment));
      }
      case "ArrayExpression": {
        const elements = children(node, "elements").map(expression);
        return (environment) => elements.map((element) => numeric(element(environment)));
      }
      case "MemberExpression":
        return member(node);
      case "CallExpression":
        return call(node);
      default:
        throw new SyntaxError(`unknown expression ${node.type}`);
    }
  }

  function assignment(node: Node): (environment: Environment) => void {
    if (node.type === "UpdateExpression") {
      const name = text(child(node, "argument"), "name");
      return (environment) => environment.set(name, numeric(environment.get(name) ?? NaN) + 1);
    }
    const name = text(child(node, "left"), "name");
    const right = expression(child(node, "right"));
    const operator = text(node, "operator");
    if (operator === "=") return (environment) => environment.set(name, right(environment));
    if (operator !== "+=") throw new SyntaxError(`unknown assignment ${operator}`);
    return (environment) =>
      environment.set(name, round(numeric(environment.get(name) ?? NaN) + numeric(right(environment))));
  }

  /** Runs a statement. It returns the function's result, or undefined where execution continues. */
  function statement(node: Node): (environment: Environment) => Value | undefined {
    switch (node.type) {
      case "VariableDeclaration": {
        const declared = children(node, "declarations").map((declarator) => ({
          name: text(child(declarator, "id"), "name"),
          value: expression(child(declarator, "init")),
        }));
        return (environment) => {
          for (const { name, value } of declared) environment.set(name, value(environment));
          return undefined;
        };
      }
      case "ReturnStatement":
        return expression(child(node, "argument"));
      case "IfStatement": {
        const test = expression(child(node, "test"));
        const body = statement(child(node, "consequent"));
        return (environment) => (test(environment) === 1 ? body(environment) : undefined);
      }
      case "ForStatement": {
        const start = statement(child(node, "init"));
        const test = expression(child(node, "test"));
        const update = assignment(child(node, "update"));
        const body = statement(child(node, "body"));
        return (environment) => {
          for (start(environment); test(environment) === 1; update(environment)) body(environment);
          return undefined;
        };
      }
      case "BlockStatement": {
        const body = children(node, "body").map(statement);
        return (environment) => {
          for (const step of body) {
            const returned = step(environment);
            if (returned !== undefined) return returned;
          }
          return undefined;
        };
      }
      case "ExpressionStatement": {
        const inner = child(node, "expression");
        const run = inner.type === "CallExpression" ? call(inner) : assignment(inner);
        return (environment) => {
          run(environment);
          return undefined;
        };
      }
      case "EmptyStatement":
        return () => undefined;
      default:
        throw new SyntaxError(`unknown statement ${node.type}`);
    }
  }

  for (const source of sources) {
    const fn = parseFunction(source);
    const names = parameterNames(fn);
    const body = statement(child(fn, "body"));
    const name = isNode(fn["id"]) ? text(fn["id"], "name") : "";
    known[name] = (values) => {
      const environment: Environment = new Map(
        names.map((parameter, index) => [parameter, values[index] ?? NaN]),
      );
      environment.set("this", () => values.at(-1) ?? NaN);
      const returned = body(environment);
      if (returned !== undefined) return returned;
      throw new SyntaxError(`${name} returns nothing`);
    };
  }
  return known;
}
