/**
 * Reads a pasted model as a value with places: what Python and JSON have in common, calls among it. It runs
 * nothing.
 */

export type Literal = { readonly at: number } & (
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  /** A name with its dots, `True` and `null` among them. */
  | { readonly kind: "name"; readonly value: string }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly items: readonly Literal[];
      /** Arguments by name. */
      readonly named: ReadonlyMap<string, Literal>;
    }
  | { readonly kind: "list"; readonly items: readonly Literal[] }
  | { readonly kind: "dictionary"; readonly entries: ReadonlyMap<string, Literal> }
);

/** A place that is not understood. */
export class UnreadText extends Error {
  /** Index of its first character. */
  readonly at: number;

  constructor(at: number) {
    super(`unread text at ${at}`);
    this.name = "UnreadText";
    this.at = at;
  }
}

/** Line and column of a place, both from 1. */
export function placeIn(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Nested deeper than any model, and shallower than a stack. */
const DEEPEST = 100;

const SPACE = /(?:\s|#[^\n]*|\\\n)*/y;
const NUMBER = /[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y;
const NAME = /[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/uy;
const QUOTED = /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'/y;
/** `(0): ` in front of a part, as PyTorch prints a model. */
const LABEL = /\([\w.]+\)\s*:/y;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get at(): number {
    return this.#at;
  }

  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at += found[0].length;
    return found;
  }

  space(): void {
    this.take(SPACE);
  }

  has(mark: string): boolean {
    this.space();
    const isThere = this.#text.startsWith(mark, this.#at);
    if (isThere) this.#at += mark.length;
    return isThere;
  }

  must(mark: string): void {
    if (!this.has(mark)) throw new UnreadText(this.#at);
  }

  isAtEnd(): boolean {
    this.space();
    return this.#at === this.#text.length;
  }

  /** Values up to a mark, with or without commas between them, as PyTorch prints them. */
  items(end: string, take: () => void): void {
    while (!this.has(end)) {
      if (this.isAtEnd()) throw new UnreadText(this.#at);
      take();
      this.has(",");
    }
  }
}

function callOf(reader: Reader, name: string, at: number, depth: number): Literal {
  const items: Literal[] = [];
  const named = new Map<string, Literal>();
  reader.items(")", () => {
    reader.space();
    reader.take(LABEL);
    const value = valueOf(reader, depth);
    if (value.kind === "name" && reader.has("=")) named.set(value.value, valueOf(reader, depth));
    else items.push(value);
  });
  return { kind: "call", name, items, named, at };
}

function dictionaryOf(reader: Reader, at: number, depth: number): Literal {
  const entries = new Map<string, Literal>();
  reader.items("}", () => {
    const key = valueOf(reader, depth);
    if (key.kind !== "text" && key.kind !== "number") throw new UnreadText(key.at);
    reader.must(":");
    entries.set(String(key.value), valueOf(reader, depth));
  });
  return { kind: "dictionary", entries, at };
}

function valueOf(reader: Reader, before: number): Literal {
  const depth = before + 1;
  if (depth > DEEPEST) throw new UnreadText(reader.at);
  reader.space();
  const { at } = reader;
  const quoted = reader.take(QUOTED);
  if (quoted !== null) return { kind: "text", value: quoted[1] ?? quoted[2] ?? "", at };
  const number = reader.take(NUMBER);
  if (number !== null) {
    let value = Number(number[0].replaceAll("_", ""));
    // `28 * 28`
    while (reader.has("*")) {
      reader.space();
      const factor = reader.take(NUMBER);
      if (factor === null) throw new UnreadText(reader.at);
      value *= Number(factor[0].replaceAll("_", ""));
    }
    return { kind: "number", value, at };
  }
  const name = reader.take(NAME);
  if (name !== null) {
    const [value] = name;
    return reader.has("(") ? callOf(reader, value, at, depth) : { kind: "name", value, at };
  }
  for (const [open, close] of [
    ["[", "]"],
    ["(", ")"],
  ] as const) {
    if (!reader.has(open)) continue;
    const items: Literal[] = [];
    reader.items(close, () => void items.push(valueOf(reader, depth)));
    return { kind: "list", items, at };
  }
  if (reader.has("{")) return dictionaryOf(reader, at, depth);
  throw new UnreadText(at);
}

/** Lines that say what names mean. */
const IMPORTS = /^(?:import|from)\s.*$/gm;

/**
 * The one value of a text, behind imports and `name =` where it has them.
 * @throws UnreadText where it is not understood
 */
export function readLiteral(text: string): Literal {
  const reader = new Reader(text.replace(IMPORTS, (line) => " ".repeat(line.length)));
  let value = valueOf(reader, 0);
  if (value.kind === "name" && reader.has("=")) value = valueOf(reader, 0);
  if (!reader.isAtEnd()) throw new UnreadText(reader.at);
  return value;
}
