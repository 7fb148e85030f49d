/**
 * The kernels' exports in TypeScript, as assembly/index.ts lists them. Pointers are byte offsets into the
 * module's memory.
 */
import type { ActivationId } from "../../../catalog/activations.ts";
import type { OptimizerId } from "../../../catalog/trainingIds.ts";

export type KernelBackend = "simd" | "relaxed-simd";

export type Activate = (
  x: number,
  a: number,
  d: number,
  rows: number,
  units: number,
  activationParameter: number,
  threshold: number,
  alive: number,
) => number;

type Step = (
  weights: number,
  gradients: number,
  first: number,
  second: number,
  count: number,
  rate: number,
  scale: number,
  limit: number,
  decay: number,
  correction1: number,
  correction2: number,
) => void;

type Draw = (
  out: number,
  seed: number,
  stream: number,
  layerIndex: number,
  row0: number,
  row1: number,
  columns: number,
  work: number,
) => void;

/**
 * See the docstrings in assembly/ for shapes and units. A pointer above 2^31 comes
 * back negative: use `>>> 0`.
 */
export type Kernels = {
  readonly [Id in ActivationId as `activate_${Id}`]: Activate;
} & {
  readonly [Id in OptimizerId as `step_${Id}`]: Step;
} & {
  readonly drawWorkBytes: (columns: number) => number;
  readonly drawNormal: Draw;
  readonly drawTruncated: (...parameters: [...address: Parameters<Draw>, low: number, span: number]) => void;
  readonly drawUniform: Draw;
  readonly drawUnitUniform: Draw;
  readonly orthogonalWorkBytes: (rows: number, columns: number) => number;
  readonly orthogonalPanel: () => number;
  readonly loadPanel: (
    matrix: number,
    rowStep: number,
    columnStep: number,
    rows: number,
    columns: number,
    first: number,
    panel: number,
  ) => void;
  readonly projectPanel: (q: number, panel: number, rows: number, k0: number, k1: number) => void;
  readonly finishPanel: (
    matrix: number,
    rowStep: number,
    columnStep: number,
    rows: number,
    columns: number,
    first: number,
    panel: number,
    q: number,
  ) => void;

  readonly multiply: (a: number, b: number, out: number, count: number) => void;
  readonly add: (a: number, b: number, out: number, count: number) => void;
  readonly drop: (x: number, mask: number, count: number) => void;
  readonly dropAlpha: (x: number, mask: number, shift: number, dropped: number, count: number) => void;
  readonly scale: (x: number, factor: number, out: number, count: number) => void;
  readonly countLost: (w: number, d: number, count: number, share: number, least: number) => number;
  readonly fill: (out: number, value: number, count: number) => void;
  readonly clear: (out: number, bytes: number) => void;

  readonly depthBlock: () => number;
  readonly leftBlockBytes: () => number;
  readonly packedRightBytes: (columns: number, depth: number) => number;
  readonly packRight: (
    from: number,
    stride: number,
    isTransposed: number,
    columns: number,
    depth: number,
    k0: number,
    to: number,
  ) => void;
  readonly multiplyRows: (
    left: number,
    leftStride: number,
    isTransposed: number,
    row0: number,
    row1: number,
    depth: number,
    right: number,
    columns: number,
    bias: number,
    c: number,
    work: number,
  ) => void;

  readonly counterTableBytes: () => number;
  readonly mergedCounterBytes: () => number;
  readonly measureStateBytes: (units: number) => number;
  readonly measureBegin: (units: number, state: number) => void;
  readonly measureCounts: (x: number, count: number, tables: number, state: number) => void;
  readonly measureRange: (tables: number, merged: number, state: number) => number;
  readonly measureSpecial: (x: number, count: number, state: number) => void;
  readonly measureSums: (x: number, rows: number, units: number, isFinite: number, state: number) => void;
  readonly measureMeans: (units: number, state: number) => void;
  readonly measurePowers: (x: number, rows: number, units: number, isFinite: number, state: number) => void;
  readonly measureEnd: (units: number, state: number) => void;

  readonly sumOfSquares: (x: number, count: number) => number;
  readonly sumDirections: (x: number, rows: number, units: number, sums: number) => number;

  readonly sumColumns: (x: number, rows: number, units: number, sums: number) => void;
  readonly columnSums: (x: number, rows: number, units: number, sums: number, out: number) => void;
  readonly sumMagnitudes: (x: number, rows: number, units: number, sums: number) => void;
  readonly meansOfSums: (sums: number, counts: number, units: number, means: number) => void;
  readonly squaresOfAll: (x: number, rows: number, units: number, means: number, sums: number) => void;
  readonly correctSquares: (residuals: number, counts: number, units: number) => void;
  readonly inverseStds: (m2: number, units: number, count: number, epsilon: number, out: number) => void;
  readonly normalize: (
    x: number,
    y: number,
    rows: number,
    units: number,
    means: number,
    inverses: number,
    gains: number,
    shifts: number,
  ) => void;
  readonly normalizeGradientSums: (
    g: number,
    x: number,
    rows: number,
    units: number,
    means: number,
    inverses: number,
    sums: number,
  ) => void;
  readonly divideDoubles: (values: number, count: number, divisor: number) => void;
  readonly normalizeGradient: (
    g: number,
    x: number,
    out: number,
    rows: number,
    units: number,
    means: number,
    inverses: number,
    gradientMeans: number,
    gains: number,
  ) => void;
  readonly scaleColumns: (
    g: number,
    out: number,
    rows: number,
    units: number,
    inverses: number,
    gains: number,
  ) => void;

  readonly rowStatistics: (
    x: number,
    rows: number,
    units: number,
    isCentered: number,
    epsilon: number,
    means: number,
    inverses: number,
  ) => void;
  readonly normalizeRows: (
    x: number,
    y: number,
    rows: number,
    units: number,
    means: number,
    inverses: number,
    gains: number,
    shifts: number,
  ) => void;
  readonly rowNormSums: (
    g: number,
    x: number,
    rows: number,
    units: number,
    means: number,
    inverses: number,
    sums: number,
  ) => void;
  readonly splitGains: (gains: number, units: number, parts: number) => number;
  readonly normalizeRowsGradient: (
    g: number,
    x: number,
    out: number,
    rows: number,
    units: number,
    isCentered: number,
    means: number,
    inverses: number,
    gainParts: number,
    gain: number,
  ) => void;
};
