/** The step of an optimiser in float64, from its expressions: the oracle of the kernels. */
import { parseExpression } from "../../catalog/expression.ts";
import type { Expression } from "../../catalog/expression.ts";
import { optimizerById, STEP_VARIABLES } from "../../catalog/optimizers.ts";
import type { OptimizerId } from "../../catalog/trainingIds.ts";

type Compiled = (variables: Float64Array) => number;

const FUNCTIONS: Readonly<Record<string, (x: number, y: number) => number>> = {
  sqrt: Math.sqrt,
  abs: Math.abs,
  min: Math.min,
  max: Math.max,
};

/** @throws SyntaxError for what no step needs */
function compile(expression: Expression): Compiled {
  switch (expression.kind) {
    case "number": {
      const { value } = expression;
      return () => value;
    }
    case "variable": {
      const place = (STEP_VARIABLES as readonly string[]).indexOf(expression.name);
      return (variables) => variables[place] ?? NaN;
    }
    case "negate": {
      const operand = compile(expression.operand);
      return (variables) => -operand(variables);
    }
    case "binary": {
      const left = compile(expression.left);
      const right = compile(expression.right);
      switch (expression.operator) {
        case "+":
          return (variables) => left(variables) + right(variables);
        case "-":
          return (variables) => left(variables) - right(variables);
        case "*":
          return (variables) => left(variables) * right(variables);
        case "/":
          return (variables) => left(variables) / right(variables);
        default:
          return expression.operator satisfies never;
      }
    }
    case "call": {
      const call = FUNCTIONS[expression.name];
      if (call === undefined) throw new SyntaxError(`invalid step: ${expression.name} (expected sqrt or so)`);
      const [first, second] = expression.operands.map(compile);
      return (variables) => call(first?.(variables) ?? NaN, second?.(variables) ?? NaN);
    }
    case "select":
      throw new SyntaxError("invalid step: select (expected one rule for all values)");
    default:
      return expression satisfies never;
  }
}

/** What is the same for all values of a step. */
export interface StepScalars {
  readonly rate: number;
  /** Factor of the gradient, from clipping by norm. */
  readonly scale: number;
  /** Greatest magnitude of a gradient after that. */
  readonly limit: number;
  /** Weight decay of these parameters. */
  readonly decay: number;
  /** Counted from 1. */
  readonly step: number;
}

/** The states of one tensor between steps, zero before the first; null where the optimiser has none. */
export interface OptimizerState {
  readonly m: Float64Array | null;
  readonly v: Float64Array | null;
}

export function freshOptimizerState(id: OptimizerId, count: number): OptimizerState {
  const { step } = optimizerById(id);
  return {
    m: step.m === undefined ? null : new Float64Array(count),
    v: step.v === undefined ? null : new Float64Array(count),
  };
}

/** `c1` and `c2` at a step, counted from 1; 1 where nothing is corrected. */
export function corrections(id: OptimizerId, step: number): readonly [number, number] {
  const { decays } = optimizerById(id);
  return decays === undefined ? [1, 1] : [1 - decays[0] ** step, 1 - decays[1] ** step];
}

export type OptimizerStep = (
  w: Float64Array,
  g: Float64Array,
  state: OptimizerState,
  scalars: StepScalars,
) => void;

const [W, G, M, V, RATE, C1, C2] = [0, 1, 2, 3, 4, 5, 6] as const satisfies readonly number[];

/** The step of an optimiser: changes the parameters and its states in place. */
export function optimizerStep(id: OptimizerId): OptimizerStep {
  const { step: rule, isDecoupled = false } = optimizerById(id);
  const compiled = (text: string | undefined): Compiled | null =>
    text === undefined ? null : compile(parseExpression(text, STEP_VARIABLES));
  const nextM = compiled(rule.m);
  const nextV = compiled(rule.v);
  const nextW = compile(parseExpression(rule.w, STEP_VARIABLES));
  const variables = new Float64Array(STEP_VARIABLES.length);
  return (w, g, { m, v }, { rate, scale, limit, decay, step }) => {
    const [c1, c2] = corrections(id, step);
    variables[RATE] = rate;
    variables[C1] = c1;
    variables[C2] = c2;
    for (let i = 0; i < w.length; i++) {
      const before = w[i] ?? 0;
      const gradient = Math.min(Math.max((g[i] ?? 0) * scale, -limit), limit);
      variables[W] = isDecoupled ? before * (1 - rate * decay) : before;
      variables[G] = isDecoupled ? gradient : gradient + decay * before;
      variables[M] = m?.[i] ?? 0;
      variables[V] = v?.[i] ?? 0;
      if (nextM !== null && m !== null) m[i] = variables[M] = nextM(variables);
      if (nextV !== null && v !== null) v[i] = variables[V] = nextV(variables);
      w[i] = nextW(variables);
    }
  };
}

/** PyTorch's addition to the norm before it divides. */
const NORM_EPSILON = 1e-6;

/** Factor that brings the norm of all gradients down to a limit; 1 where it is below. */
export function clipFactor(norm: number, limit: number): number {
  return Math.min(1, limit / (norm + NORM_EPSILON));
}
