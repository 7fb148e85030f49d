/**
 * Names that a shader source declares, for the test that no name occurs twice: GPU.js resolves names without
 * scopes.
 */
import { isNode, parameterNames, parseFunction } from "./interpreter.ts";
import type { Node } from "./interpreter.ts";

/** Reserved words of GLSL and WGSL that an author might use. */
const RESERVED = new Set([
  "input",
  "output",
  "sample",
  "texture",
  "sampler",
  "result",
  "params",
  "main",
  "kernel",
  "index",
]);
/** Built-in functions of GLSL and WGSL: GPU.js writes variables with a prefix, and functions as they are. */
const BUILT_IN = new Set(
  "step smoothstep mix clamp sign fract mod dot cross length distance normalize reflect select log exp pow".split(
    " ",
  ),
);

function declaredIn(value: unknown, names: string[]): void {
  if (Array.isArray(value)) {
    for (const item of value) declaredIn(item, names);
    return;
  }
  if (!isNode(value)) return;
  if (value.type === "VariableDeclarator" && isNode(value["id"])) names.push(String(value["id"]["name"]));
  for (const inner of Object.values(value)) declaredIn(inner, names);
}

/** Every name that one function declares: its name, its parameters, its variables in all blocks. */
export function declaredNames(source: string): readonly string[] {
  const fn: Node = parseFunction(source);
  const names = [...(isNode(fn["id"]) ? [String(fn["id"]["name"])] : []), ...parameterNames(fn)];
  declaredIn(fn["body"], names);
  return names;
}

/**
 * Names that are declared twice in a source and its functions, that are constants' names (`K_`) or reserved,
 * and functions that have the name of a built-in one.
 */
export function nameProblems(sources: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const source of sources) {
    const { id } = parseFunction(source);
    const name = isNode(id) ? String(id["name"]) : "";
    if (BUILT_IN.has(name)) problems.push(`built in: ${name}`);
  }
  for (const name of sources.flatMap(declaredNames)) {
    if (seen.has(name)) problems.push(`declared twice: ${name}`);
    if (name.startsWith("K_") || RESERVED.has(name)) problems.push(`reserved: ${name}`);
    seen.add(name);
  }
  return problems;
}
