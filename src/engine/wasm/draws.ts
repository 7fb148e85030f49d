/** Standard draws in the kernels' memory: which numbers a tensor of a plan is made of, and the steps that make them. */
import type { LayerPlan, Plan } from "../../experiment/plan.ts";
import { STREAM } from "../../math/philox.ts";
import type { Stream } from "../../math/philox.ts";
import type { Kernels } from "./kernels.ts";
import { Pace } from "./pacing.ts";
import type { Steps } from "./pacing.ts";

/** A matrix of standard draws; equal fields mean equal bits. */
export interface StandardDraw {
  readonly draw: "normal" | "uniform" | "orthogonal";
  readonly seed: number;
  readonly stream: Stream;
  readonly layerIndex: number;
  readonly rows: number;
  readonly columns: number;
}

/** A tensor as float32(standard draw) * float32(scale), or one value everywhere. */
export type DrawnTensor =
  | { readonly kind: "constant"; readonly value: number; readonly rows: number; readonly columns: number }
  | { readonly kind: "drawn"; readonly standard: StandardDraw; readonly scale: number };

/** Weights of a layer, `[units, fanIn]`. */
export function weightTensor(plan: Plan, layer: LayerPlan): DrawnTensor {
  const { units: rows, fanIn: columns, weight, layerIndex } = layer;
  switch (weight.kind) {
    case "constant":
      return { kind: "constant", value: weight.value, rows, columns };
    case "scaled": {
      const { draw, scale } = weight;
      return {
        kind: "drawn",
        standard: { draw, seed: plan.seed, stream: STREAM.weight, layerIndex, rows, columns },
        scale,
      };
    }
    default:
      return weight satisfies never;
  }
}

/** Biases of a layer, `[1, units]`; null when they are all zero. */
export function biasTensor(plan: Plan, layer: LayerPlan): (DrawnTensor & { readonly kind: "drawn" }) | null {
  if (layer.biasStd === 0) return null;
  const { units: columns, layerIndex, biasStd: scale } = layer;
  return {
    kind: "drawn",
    standard: { draw: "normal", seed: plan.seed, stream: STREAM.bias, layerIndex, rows: 1, columns },
    scale,
  };
}

/** The batch, `[batch, inputUnits]`. */
export function inputTensor({
  seed,
  batch: rows,
  inputUnits: columns,
  input,
}: Plan): DrawnTensor & { kind: "drawn" } {
  const standard = { draw: input.draw, seed, stream: STREAM.input, layerIndex: 0, rows, columns };
  return { kind: "drawn", standard, scale: input.scale };
}

/** The injected gradient, `[batch, units of the last layer]`. */
export function upstreamTensor({
  seed,
  batch: rows,
  layers,
  upstream,
}: Plan): DrawnTensor & { kind: "drawn" } {
  const columns = layers.at(-1)?.units ?? 1;
  const standard = { draw: upstream.draw, seed, stream: STREAM.gradient, layerIndex: 0, rows, columns };
  return { kind: "drawn", standard, scale: upstream.scale };
}

/** Equal keys mean equal bits of the standard draw. */
export function keyOf({ draw, seed, stream, layerIndex, rows, columns }: StandardDraw): string {
  return `${draw}:${seed}:${stream}:${layerIndex}:${rows}x${columns}`;
}

/** Bytes of work space that `drawSteps` needs. */
export function drawWorkBytes(kernels: Kernels, { draw, rows, columns }: StandardDraw): number {
  const words = kernels.drawWorkBytes(columns) >>> 0;
  if (draw !== "orthogonal") return words;
  return Math.max(words, kernels.orthogonalWorkBytes(Math.max(rows, columns), Math.min(rows, columns)) >>> 0);
}

/** Operations per draw, and per row and column of Q when a panel is projected; the order of magnitude is enough. */
const DRAW_COST = 32;
const PROJECTION_COST = 32;

/** Makes the standard draws of one matrix; remembers how fast this device draws. */
export class Drawing {
  readonly #kernels: Kernels;
  readonly #drawPace = new Pace();
  readonly #projectionPace = new Pace();

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  /**
   * @param out `[rows, columns]` float32
   * @param work `drawWorkBytes` bytes
   */
  *steps(standard: StandardDraw, out: number, work: number): Steps<void> {
    const { draw, seed, stream, layerIndex, rows, columns } = standard;
    const kernel = draw === "uniform" ? this.#kernels.drawUniform : this.#kernels.drawNormal;
    yield* this.#drawPace.cut(rows, DRAW_COST * columns, 1, (row0, row1) => {
      kernel(out, seed, stream, layerIndex, row0, row1, columns, work);
    });
    if (draw === "orthogonal") yield* this.#orthogonalize(out, rows, columns, work);
  }

  /** Turns a normal draw into the orthogonal one, in place: by panels of columns of the tall matrix. */
  *#orthogonalize(matrix: number, rows: number, columns: number, work: number): Steps<void> {
    const kernels = this.#kernels;
    const isTall = rows >= columns;
    const tallRows = Math.max(rows, columns);
    const tallColumns = Math.min(rows, columns);
    const rowStep = isTall ? 4 * columns : 4;
    const columnStep = isTall ? 4 : 4 * columns;
    const q = work;
    const panel = q + 8 * tallRows * tallColumns;
    const panelColumns = kernels.orthogonalPanel();
    for (let first = 0; first < tallColumns; first += panelColumns) {
      kernels.loadPanel(matrix, rowStep, columnStep, tallRows, tallColumns, first, panel);
      yield* this.#projectionPace.cut(first, PROJECTION_COST * tallRows, 1, (k0, k1) => {
        kernels.projectPanel(q, panel, tallRows, k0, k1);
      });
      kernels.finishPanel(matrix, rowStep, columnStep, tallRows, tallColumns, first, panel, q);
      yield;
    }
  }
}
