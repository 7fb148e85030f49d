/**
 * Small faults for mutation testing: reads a TypeScript module, and writes one in which each fault can be
 * switched on by its number. What a fault is, stands here; who runs the tests, in scripts/mutate.js.
 */
import { parseSync } from "vite";

/** A change of one place of a module. */
export interface Mutant {
  /** Its number in the module, from 0. */
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** The text of the place, and what replaces it. */
  readonly original: string;
  readonly replacement: string;
}

export interface MutatedModule {
  readonly mutants: readonly Mutant[];
  /** The module with all mutants in it; `globalThis.activeMutant` says which one counts. */
  readonly code: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && "start" in value;

const OPERATORS: Readonly<Record<string, string>> = {
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "**": "*",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "==": "!=",
  "!=": "==",
  "&&": "||",
  "||": "&&",
  "&": "|",
  "|": "&",
  "^": "&",
  "<<": ">>",
  ">>": "<<",
  ">>>": "<<",
};

/** Methods whose opposite has the same arguments. */
const METHODS: Readonly<Record<string, string>> = {
  min: "max",
  max: "min",
  some: "every",
  every: "some",
  floor: "ceil",
  ceil: "floor",
  startsWith: "endsWith",
};

/** A part of a module that only the compiler reads, or whose text only a person reads. */
function isSkipped(node: Node, parent: Node | null): boolean {
  const { type } = node;
  if (/^(?:TSAs|TSSatisfies|TSNonNull)/.test(type)) return false;
  if (/^(?:TS|Import|ExportAll)/.test(type)) return true;
  // Messages of errors are for programmers.
  if (type === "ThrowStatement") return true;
  if (type === "NewExpression" && String((node["callee"] as Node)["name"] ?? "").endsWith("Error"))
    return true;
  // Keys of objects, names of properties, tags of templates.
  if (parent === null) return false;
  if (parent.type.startsWith("Export") && parent["source"] === node) return true;
  if (parent["key"] === node && parent["computed"] !== true) return true;
  return parent["property"] === node && parent["computed"] !== true;
}

function literal(node: Node): string | null {
  const { value } = node;
  if (typeof value === "number")
    return Number.isInteger(value) ? String(value === 0 ? 1 : value - 1) : `(1.5 * ${String(node["raw"])})`;
  if (typeof value === "string") return value === "" ? '"mutated"' : '""';
  if (typeof value === "boolean") return String(!value);
  return null;
}

/** What can replace a node; empty where nothing can. */
function replacements(node: Node, source: string): readonly string[] {
  const text = (part: unknown): string => (isNode(part) ? source.slice(part.start, part.end) : "");
  switch (node.type) {
    case "BinaryExpression":
    case "LogicalExpression": {
      const [left, right] = [text(node["left"]), text(node["right"])];
      const operator = String(node["operator"]);
      if (operator === "??") return [`(${left})`];
      const other = OPERATORS[operator];
      return other === undefined ? [] : [`(${left}) ${other} (${right})`];
    }
    case "UnaryExpression":
      return node["operator"] === "!" || node["operator"] === "-" ? [`(${text(node["argument"])})`] : [];
    case "ConditionalExpression":
      return [`(${text(node["consequent"])})`, `(${text(node["alternate"])})`];
    case "Literal": {
      const other = literal(node);
      return other === null ? [] : [other];
    }
    case "CallExpression": {
      const callee = node["callee"];
      if (!isNode(callee) || callee.type !== "MemberExpression" || !isNode(callee["property"])) return [];
      const other = METHODS[text(callee["property"])];
      // An expression of its own would end an optional chain early.
      if (other === undefined || text(node).includes("?.")) return [];
      return [`${text(callee["object"])}.${other}${source.slice(callee.end, node.end)}`];
    }
    default:
      return [];
  }
}

const SWITCH = "globalThis.activeMutant";

/** Finds the mutants of a module. @param name decides how it is parsed: `.ts` or `.tsx` */
export function mutate(name: string, source: string): MutatedModule {
  const { program, errors } = parseSync(name, source);
  if (errors.length > 0) throw new SyntaxError(`${name}: ${errors[0]?.message ?? "does not parse"}`);
  const mutants: Mutant[] = [];

  const add = (node: Node, replacement: string): number => {
    const id = mutants.length;
    const line = source.slice(0, node.start).split("\n").length;
    const original = source.slice(node.start, node.end);
    mutants.push({ id, start: node.start, end: node.end, line, original, replacement });
    return id;
  };

  /** The source between two places, with the mutants of the nodes in it. */
  function written(start: number, end: number, children: readonly Node[], parent: Node | null): string {
    let code = "";
    let at = start;
    for (const child of children.toSorted((a, b) => a.start - b.start)) {
      // A shorthand property is one text with two nodes.
      if (child.start < at) continue;
      code += source.slice(at, child.start) + writtenNode(child, parent);
      at = child.end;
    }
    return code + source.slice(at, end);
  }

  function childrenOf(node: Node): Node[] {
    return Object.values(node)
      .flatMap((value): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [value]))
      .filter(isNode);
  }

  function writtenNode(node: Node, parent: Node | null): string {
    if (isSkipped(node, parent)) return source.slice(node.start, node.end);
    // `{ a }` in an object has no place for an expression.
    if (node.type === "Property" && node["shorthand"] === true) return source.slice(node.start, node.end);
    const own = parent?.type === "ExpressionStatement" ? [] : replacements(node, source);
    const ids = own.map((replacement) => add(node, replacement));
    if (node.type === "IfStatement" && isNode(node["test"])) {
      const test = node["test"];
      const never = add(test, "false");
      const always = add(test, "true");
      const inner = written(
        node.start,
        node.end,
        childrenOf(node).filter((child) => child !== test),
        node,
      );
      // The test is written apart: it stands in parentheses of its own.
      const mutated = writtenNode(test, node);
      const head = source.slice(node.start, test.start);
      return `${head}${SWITCH} === ${never} ? false : ${SWITCH} === ${always} || (${mutated})${inner.slice(test.end - node.start)}`;
    }
    const code = written(node.start, node.end, childrenOf(node), node);
    if (node.type === "ExpressionStatement" && node["directive"] == null)
      return `if (${SWITCH} !== ${add(node, "")}) ${code}`;
    return ids.reduceRight(
      (whole, id) => `(${SWITCH} === ${id} ? ${mutants[id]?.replacement ?? ""} : ${whole})`,
      code,
    );
  }

  const code = written(0, source.length, (program as unknown as { body: Node[] }).body, null);
  return { mutants, code };
}
