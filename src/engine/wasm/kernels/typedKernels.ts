/**
 * Kernels of typed activations, made at run time: a WebAssembly module of a few hundred bytes per activation,
 * written here byte by byte, that calls the stable helpers of helpers.wasm and works in the memory of the
 * other kernels. It does what the kernels of codegen.ts do, for the same arguments. It is fetched with the
 * first typed activation.
 */
import { activationById } from "../../../catalog/activations.ts";
import type { PlannedActivation } from "../../../catalog/activations.ts";
import { parseExpression } from "../../../catalog/expression.ts";
import type { Expression } from "../../../catalog/expression.ts";
import { EngineError } from "../../engine.ts";
import type { Activate, KernelBackend } from "./kernels.ts";
import { provideTypedKernels } from "./module.ts";
import type { KernelModule } from "./module.ts";

type Bytes = readonly number[];

/** Unsigned LEB128. */
function unsigned(value: number): Bytes {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    const low = rest % 128;
    if (rest < 128) return [...bytes, low];
    bytes.push(low + 128);
  }
}

const text = (name: string): Bytes => [...unsigned(name.length), ...new TextEncoder().encode(name)];
const list = (items: readonly Bytes[]): Bytes => [...unsigned(items.length), ...items.flat()];
const section = (id: number, body: Bytes): Bytes => [id, ...unsigned(body.length), ...body];

/** Types of values. */
const I32 = 0x7f;
const F32 = 0x7d;
const V128 = 0x7b;

const vector = (opcode: number): Bytes => [0xfd, ...unsigned(opcode)];
/** Instructions on four lanes by the names of the specification. */
const SIMD = {
  load: [...vector(0x00), 0, 0],
  loadSplat: [...vector(0x09), 2, 0],
  store: [...vector(0x0b), 0, 0],
  storeLane: [...vector(0x5a), 2, 0, 0],
  splatF32: vector(0x13),
  extractI32: (lane: number): Bytes => [...vector(0x1b), lane],
  eq: { "<": vector(0x43), ">": vector(0x44), "<=": vector(0x45), ">=": vector(0x46) },
  notEqual: vector(0x42),
  lessThan: vector(0x43),
  and: vector(0x4e),
  or: vector(0x50),
  bitselect: vector(0x52),
  abs: vector(0xe0),
  negate: vector(0xe1),
  sqrt: vector(0xe3),
  "+": vector(0xe4),
  "-": vector(0xe5),
  "*": vector(0xe6),
  "/": vector(0xe7),
  // Both keep NaN.
  min: vector(0xe8),
  max: vector(0xe9),
  subtractI32: vector(0xb1),
  addI32: vector(0xae),
} as const;

/** A number in every lane. */
function constant(value: number): Bytes {
  const lane = new Uint8Array(Float32Array.of(value).buffer);
  return [...vector(0x0c), ...lane, ...lane, ...lane, ...lane];
}

const IN_PLACE: ReadonlySet<string> = new Set(["abs", "sqrt", "min", "max"]);

/** The helpers that an expression calls. */
function helpersOf(expression: Expression, found: Set<string>): void {
  switch (expression.kind) {
    case "number":
    case "variable":
      break;
    case "negate":
      helpersOf(expression.operand, found);
      break;
    case "binary":
      helpersOf(expression.left, found);
      helpersOf(expression.right, found);
      break;
    case "call":
      if (!IN_PLACE.has(expression.name)) found.add(expression.name);
      for (const operand of expression.operands) helpersOf(operand, found);
      break;
    case "select":
      for (const part of [expression.left, expression.right, expression.ifTrue, expression.ifFalse])
        helpersOf(part, found);
      break;
    default:
      expression satisfies never;
  }
}

/** Leaves the value of an expression on the stack; x is the first local. */
function translate(expression: Expression, helpers: readonly string[]): Bytes {
  const inner = (part: Expression): Bytes => translate(part, helpers);
  switch (expression.kind) {
    case "number":
      return constant(expression.value);
    case "variable":
      return [0x20, 0];
    case "negate":
      return [...inner(expression.operand), ...SIMD.negate];
    case "binary":
      return [...inner(expression.left), ...inner(expression.right), ...SIMD[expression.operator]];
    case "call": {
      const { name, operands } = expression;
      const given = operands.flatMap(inner);
      if (name === "abs" || name === "sqrt" || name === "min" || name === "max")
        return [...given, ...SIMD[name]];
      return [...given, 0x10, ...unsigned(helpers.indexOf(name))];
    }
    case "select": {
      const { comparison, left, right, ifTrue, ifFalse } = expression;
      const condition = [...inner(left), ...inner(right), ...SIMD.eq[comparison]];
      return [...inner(ifTrue), ...inner(ifFalse), ...condition, ...SIMD.bitselect];
    }
    default:
      return expression satisfies never;
  }
}

/** Parameters and locals of the loop, in their order. */
const [X, A, D, ROWS, UNITS, , THRESHOLD, ALIVE, AT, BLOCKED, STRIDE, DERIVATIVE, LIMIT, SATURATED, ZERO] =
  Array.from({ length: 15 }, (_, index) => index) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];

const get = (local: number): Bytes => [0x20, local];
const set = (local: number): Bytes => [0x21, local];
const int = (value: number): Bytes => [0x41, ...unsigned(value)];
const ADD = 0x6a;
/** The address of the present column of a tensor. */
const at = (tensor: number): Bytes => [...get(tensor), ...get(AT), ADD];
const advance = (local: number, by: Bytes): Bytes => [...get(local), ...by, ADD, ...set(local)];
const block = (body: Bytes): Bytes => [0x02, 0x40, ...body, 0x0b];
const loop = (body: Bytes): Bytes => [0x03, 0x40, ...body, 0x0b];
const branch = (depth: number): Bytes => [0x0c, depth];
const branchIf = (depth: number): Bytes => [0x0d, depth];

/** While AT is below a local: the body, then a step. */
function columns(end: number, body: Bytes, step: number): Bytes {
  // at >= end, unsigned.
  const isDone = [...get(AT), ...get(end), 0x4f];
  return block(loop([...isDone, ...branchIf(1), ...body, ...advance(AT, int(step)), ...branch(0)]));
}

/** Of the lanes whose derivative is flat, -1 each. */
const FLAT: Bytes = [...get(DERIVATIVE), ...SIMD.abs, ...get(LIMIT), ...SIMD.lessThan];
const LIVING: Bytes = [...get(DERIVATIVE), ...get(ZERO), ...SIMD.notEqual];
/** -1 in the first lane alone. */
const FIRST_LANE: Bytes = [...vector(0x0c), 255, 255, 255, 255, ...Array.from({ length: 12 }, () => 0)];

/** a = f(x), d = f'(x), flat entries counted, living columns marked: as `activationSource` in codegen.ts. */
function loopCode(f: number, df: number): Bytes {
  const call = (index: number): Bytes => [0x10, ...unsigned(index)];
  /** The work on four columns, or on one in the first lane. @param mark marks living columns */
  const body = (value: Bytes, store: Bytes, flat: Bytes, mark: Bytes): Bytes => [
    ...value,
    ...call(df),
    ...set(DERIVATIVE),
    ...at(A),
    ...value,
    ...call(f),
    ...store,
    ...at(D),
    ...get(DERIVATIVE),
    ...store,
    ...get(SATURATED),
    ...flat,
    ...SIMD.subtractI32,
    ...set(SATURATED),
    ...at(ALIVE),
    ...at(ALIVE),
    ...mark,
  ];
  const four = body([...at(X), ...SIMD.load], SIMD.store, FLAT, [
    ...SIMD.load,
    ...LIVING,
    ...SIMD.or,
    ...SIMD.store,
  ]);
  const one = body(
    [...at(X), ...SIMD.loadSplat],
    SIMD.storeLane,
    [...FLAT, ...FIRST_LANE, ...SIMD.and],
    // As i32.
    [0x28, 2, 0, ...LIVING, ...SIMD.extractI32(0), 0x72, 0x36, 2, 0],
  );
  const row = [
    ...get(ROWS),
    0x45,
    ...branchIf(1),
    ...int(0),
    ...set(AT),
    ...columns(BLOCKED, four, 16),
    ...columns(STRIDE, one, 4),
    ...[X, A, D].flatMap((tensor) => advance(tensor, get(STRIDE))),
    ...get(ROWS),
    ...int(1),
    0x6b,
    ...set(ROWS),
    ...branch(0),
  ];
  const shifted = (by: number): Bytes => [...int(by), 0x74];
  return [
    // Locals behind the parameters: three integers, four vectors.
    2,
    3,
    I32,
    4,
    V128,
    ...get(UNITS),
    ...shifted(2),
    ...set(STRIDE),
    ...get(UNITS),
    ...int(2),
    0x76,
    ...shifted(4),
    ...set(BLOCKED),
    ...get(THRESHOLD),
    ...SIMD.splatF32,
    ...set(LIMIT),
    ...block(loop(row)),
    ...[0, 1, 2, 3].flatMap((lane) => [
      ...get(SATURATED),
      ...SIMD.extractI32(lane),
      ...(lane === 0 ? [] : [ADD]),
    ]),
    0x0b,
  ];
}

const sized = (code: Bytes): Bytes => [...unsigned(code.length), ...code];

/** The module of an activation: its imports are `env.memory` and the helpers it calls, as `helpers.*`. */
export function typedModule(f: string, df: string): Uint8Array<ArrayBuffer> {
  const [value, derivative] = [parseExpression(f), parseExpression(df)];
  const found = new Set<string>();
  helpersOf(value, found);
  helpersOf(derivative, found);
  const helpers = [...found];
  const own = helpers.length;
  const body = (expression: Expression): Bytes => sized([0, ...translate(expression, helpers), 0x0b]);
  return Uint8Array.from([
    0x00,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(
      1,
      list([
        [0x60, 1, V128, 1, V128],
        [0x60, 8, I32, I32, I32, I32, I32, F32, F32, I32, 1, I32],
      ]),
    ),
    ...section(
      2,
      list([
        [...text("env"), ...text("memory"), 2, 0, 1],
        ...helpers.map((name) => [...text("helpers"), ...text(name), 0, 0]),
      ]),
    ),
    ...section(3, list([[0], [0], [1]])),
    ...section(7, list([[...text("activate"), 0, ...unsigned(own + 2)]])),
    ...section(10, list([body(value), body(derivative), sized(loopCode(own, own + 1))])),
  ]);
}

function isActivate(value: unknown): value is Activate {
  return typeof value === "function";
}

let helpers: WebAssembly.Exports | null = null;
/** By instance of the kernels, whose memory they work in. */
const kernels = new WeakMap<KernelModule, Map<string, Activate>>();

function typedKernel(module: KernelModule, activation: PlannedActivation): Activate {
  const known = kernels.get(module) ?? new Map<string, Activate>();
  kernels.set(module, known);
  let kernel = known.get(activation);
  if (kernel !== undefined) return kernel;
  if (helpers === null) throw new EngineError("failed", "the helpers of typed activations are missing");
  const { f, df } = activationById(activation).expression;
  const made = new WebAssembly.Module(typedModule(f, df));
  const { exports } = new WebAssembly.Instance(made, {
    env: { memory: module.memory },
    helpers: helpers as WebAssembly.ModuleImports,
  });
  const activate = exports["activate"];
  if (!isActivate(activate)) throw new EngineError("failed", "the typed activation has no kernel");
  kernel = activate;
  known.set(activation, kernel);
  return kernel;
}

/**
 * Loads the helpers, once per thread.
 * @param readBytes gives the compiled helpers of a backend
 */
export async function loadTypedKernels(
  readBytes: (backend: KernelBackend) => Promise<BufferSource>,
  backend: KernelBackend,
): Promise<void> {
  if (helpers === null) {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { instance } = await WebAssembly.instantiate(await readBytes(backend), { env: { memory } });
    helpers = instance.exports;
  }
  provideTypedKernels(typedKernel);
}
