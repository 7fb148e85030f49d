/**
 * Writes the AssemblyScript source of the kernels of activations and optimisers from the catalogue's
 * expressions. It runs at build time only: build.ts hands the text to the compiler, and it never touches the
 * disk.
 */
import type { ActivationEntry } from "../../../catalog/activationEntry.ts";
import { STEP_VARIABLES } from "../../../catalog/optimizers.ts";
import type { OptimizerEntry } from "../../../catalog/optimizers.ts";
import { FUNCTIONS, parseExpression } from "../../../catalog/expression.ts";
import type { Comparison, Expression } from "../../../catalog/expression.ts";

const COMPARISONS: Readonly<Record<Comparison, string>> = { "<": "lt", ">": "gt", "<=": "le", ">=": "ge" };
const OPERATORS = { "+": "add", "-": "sub", "*": "mul", "/": "div" } as const;
/** Functions that are one instruction; every other one of FUNCTIONS is a helper in assembly/. */
const INSTRUCTIONS: ReadonlySet<string> = new Set(["abs", "min", "max", "sqrt"]);

/** Functions of assembly/trigonometry.ts. */
const TRIGONOMETRY: ReadonlySet<string> = new Set(["sin", "cos"]);
/** Functions of assembly/functions.ts beside `atMost` and `atLeast`. */
const HELPERS = Object.keys(FUNCTIONS).filter((name) => !INSTRUCTIONS.has(name) && !TRIGONOMETRY.has(name));

function numberOf(expression: Expression): number | null {
  if (expression.kind === "number") return expression.value;
  if (expression.kind === "negate" && expression.operand.kind === "number") return -expression.operand.value;
  return null;
}

/**
 * min and max with NaN kept. Against a constant one instruction suffices, as it returns its first operand for
 * NaN.
 */
function extremum(name: "min" | "max", operands: readonly string[], sources: readonly Expression[]): string {
  const helper = name === "min" ? "atMost" : "atLeast";
  const [left = "", right = ""] = operands;
  const [first, second] = sources;
  if (second !== undefined && numberOf(second) !== null) return `${helper}(${left}, ${right})`;
  if (first !== undefined && numberOf(first) !== null) return `${helper}(${right}, ${left})`;
  return `f32x4.${name}(${left}, ${right})`;
}

/**
 * The f32x4 expression of a parsed kernel expression; `x` and `p` are v128 variables.
 * @throws RangeError for a number that float32 cannot hold
 */
export function translate(expression: Expression): string {
  switch (expression.kind) {
    case "number": {
      if (!Number.isFinite(Math.fround(expression.value))) {
        throw new RangeError(`invalid number: ${expression.value} (expected a float32)`);
      }
      return `f32x4.splat(${expression.value})`;
    }
    case "variable":
      return expression.name;
    case "negate": {
      const value = numberOf(expression);
      return value === null ? `f32x4.neg(${translate(expression.operand)})` : `f32x4.splat(${value})`;
    }
    case "binary":
      return `f32x4.${OPERATORS[expression.operator]}(${translate(expression.left)}, ${translate(expression.right)})`;
    case "call": {
      const operands = expression.operands.map(translate);
      if (expression.name === "min" || expression.name === "max") {
        return extremum(expression.name, operands, expression.operands);
      }
      const target = INSTRUCTIONS.has(expression.name) ? `f32x4.${expression.name}` : expression.name;
      return `${target}(${operands.join(", ")})`;
    }
    case "select": {
      const condition = `f32x4.${COMPARISONS[expression.comparison]}(${translate(expression.left)}, ${translate(expression.right)})`;
      return `v128.bitselect(${translate(expression.ifTrue)}, ${translate(expression.ifFalse)}, ${condition})`;
    }
    default:
      return expression satisfies never;
  }
}

/** The export that computes an activation. */
export function kernelName(id: string): string {
  return `activate_${id}`;
}

function activationSource({ id, expression }: Pick<ActivationEntry, "id" | "expression">): string {
  return `
// @ts-ignore: decorator
@inline
function f_${id}(x: v128, p: v128): v128 {
  return ${translate(parseExpression(expression.f))};
}

// @ts-ignore: decorator
@inline
function df_${id}(x: v128, p: v128): v128 {
  return ${translate(parseExpression(expression.df))};
}

/**
 * a = f(x), d = f'(x); marks columns with a non-zero d in alive (u32 [units]); returns
 * how often |d| < threshold.
 */
export function ${kernelName(id)}(
  x: usize, a: usize, d: usize, rows: u32, units: u32, parameter: f32, threshold: f32, alive: usize,
): u32 {
  const p = f32x4.splat(parameter);
  const limit = f32x4.splat(threshold);
  const zero = f32x4.splat(0);
  const stride = <usize>units << 2;
  const blocked = (units & ~3) << 2;
  let saturated = i32x4.splat(0);
  for (let row: u32 = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at < blocked; at += 16) {
      const value = v128.load(x + at);
      const derivatives = df_${id}(value, p);
      v128.store(a + at, f_${id}(value, p));
      v128.store(d + at, derivatives);
      saturated = i32x4.sub(saturated, f32x4.lt(f32x4.abs(derivatives), limit));
      v128.store(alive + at, v128.or(v128.load(alive + at), f32x4.ne(derivatives, zero)));
    }
    for (; at < stride; at += 4) {
      const value = v128.load32_splat(x + at);
      const derivatives = df_${id}(value, p);
      v128.store32_lane(a + at, f_${id}(value, p), 0);
      v128.store32_lane(d + at, derivatives, 0);
      const counted = v128.and(f32x4.lt(f32x4.abs(derivatives), limit), i32x4(-1, 0, 0, 0));
      saturated = i32x4.sub(saturated, counted);
      store<u32>(alive + at, load<u32>(alive + at) | i32x4.extract_lane(f32x4.ne(derivatives, zero), 0));
    }
    x += stride;
    a += stride;
    d += stride;
  }
  return i32x4.extract_lane(saturated, 0) + i32x4.extract_lane(saturated, 1) +
    i32x4.extract_lane(saturated, 2) + i32x4.extract_lane(saturated, 3);
}
`;
}

/**
 * The module `assembly/generated/activations.ts`.
 * @throws SyntaxError or RangeError when an expression does not translate: the build stops rather than guess
 */
export function activationsSource(entries: readonly Pick<ActivationEntry, "id" | "expression">[]): string {
  const functions = entries.map((entry) => {
    try {
      return activationSource(entry);
    } catch (cause) {
      throw new SyntaxError(`activation ${entry.id} does not translate to SIMD`, { cause });
    }
  });
  return `// Made from src/catalog/activations.ts by src/engine/wasm/kernels/codegen.ts.
import { atLeast, atMost, ${HELPERS.join(", ")} } from "../functions";
import { ${[...TRIGONOMETRY].join(", ")} } from "../trigonometry";
${functions.join("")}`;
}

type StepEntry = Pick<OptimizerEntry, "id" | "step" | "isDecoupled">;

/** Four lanes of a step: from what lies in memory to what is stored again. */
function stepBody({ step, isDecoupled }: StepEntry): string {
  const translated = (text: string): string => translate(parseExpression(text, STEP_VARIABLES));
  const states = (["m", "v"] as const).flatMap((name) => {
    const text = step[name];
    if (text === undefined) return [];
    return [
      `let ${name} = v128.load(${name}s + at);`,
      `${name} = ${translated(text)};`,
      `v128.store(${name}s + at, ${name});`,
    ];
  });
  return [
    "let w = v128.load(ws + at);",
    "let g = f32x4.max(f32x4.min(f32x4.mul(v128.load(gs + at), scales), limits), lowest);",
    isDecoupled === true ? "w = f32x4.mul(w, decays);" : "g = f32x4.add(g, f32x4.mul(decays, w));",
    ...states,
    `v128.store(ws + at, ${translated(step.w)});`,
  ].join("\n    ");
}

function stepSource(entry: StepEntry): string {
  const decay =
    entry.isDecoupled === true ? "factor of the parameters" : "weight decay, added to the gradient";
  return `
/**
 * One step of \`count\` parameters ws with gradients gs and the states ms and vs, all float32, in whole
 * vectors: behind each lies room for three more. A gradient is multiplied by scale and then cut to [-limit,
 * limit]. decay: ${decay}.
 */
export function step_${entry.id}(
  ws: usize, gs: usize, ms: usize, vs: usize, count: u32,
  rate: f32, scale: f32, limit: f32, decay: f32, correction1: f32, correction2: f32,
): void {
  const lr = f32x4.splat(rate);
  const scales = f32x4.splat(scale);
  const limits = f32x4.splat(limit);
  const lowest = f32x4.splat(-limit);
  const decays = f32x4.splat(decay);
  const c1 = f32x4.splat(correction1);
  const c2 = f32x4.splat(correction2);
  const bytes = <usize>count << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    ${stepBody(entry)}
  }
}
`;
}

/**
 * The module `assembly/generated/optimizers.ts`.
 * @throws SyntaxError or RangeError when an expression does not translate
 */
export function optimizersSource(entries: readonly StepEntry[]): string {
  const functions = entries.map((entry) => {
    try {
      return stepSource(entry);
    } catch (cause) {
      throw new SyntaxError(`optimizer ${entry.id} does not translate to SIMD`, { cause });
    }
  });
  return `// Made from src/catalog/optimizers.ts by src/engine/wasm/kernels/codegen.ts.
${functions.join("")}`;
}
