/**
 * Batches that are more than independent draws: the composition of a plan's inputs, row by row. Every engine
 * runs this plain arithmetic, so that all of them start from the same bits.
 */
import type { InputId } from "../catalog/inputs.ts";
import { INPUT_CORRELATION, SPARSE_DENSITY } from "../catalog/inputs.ts";
import { pointOnCircle } from "../math/circle.ts";
import { STREAM, uniformRow } from "../math/philox.ts";
import { normalQuantile } from "../math/quantile.ts";
import type { Plan } from "./plan.ts";

/** Row r of `values` is input `first + r` of the batch; 0 by default. */
type Finish = (values: Float32Array, row0: number, row1: number, first?: number) => void;

/** The first `rows` rows of standard normals that all inputs share; drawn at the first call. */
function commonRows({ seed, inputUnits }: Plan, rows: number): () => readonly Float64Array[] {
  let drawn: readonly Float64Array[] | null = null;
  return () =>
    (drawn ??= Array.from({ length: rows }, (_, row) => {
      const uniforms = new Float64Array(inputUnits);
      uniformRow(seed, STREAM.inputCommon, 0, row, uniforms);
      return uniforms.map(normalQuantile);
    }));
}

/** For each kind of input: fills or finishes rows `[row0, row1)` of `[batch, inputUnits]` in place. */
export const finishInput: Readonly<
  Record<Exclude<InputId, "normal" | "uniform" | "pixels">, (plan: Plan) => Finish>
> = {
  correlated: (plan) => {
    const { inputUnits } = plan;
    const commons = commonRows(plan, 1);
    const shared = Math.sqrt(INPUT_CORRELATION);
    const own = Math.sqrt(1 - INPUT_CORRELATION);
    return (values, row0, row1) => {
      const [common] = commons();
      for (let i = row0 * inputUnits; i < row1 * inputUnits; i++) {
        values[i] = shared * (common?.[i % inputUnits] ?? 0) + own * (values[i] ?? 0);
      }
    };
  },
  sparse: ({ seed, inputUnits }) => {
    const uniforms = new Float64Array(inputUnits);
    const scale = 1 / Math.sqrt(SPARSE_DENSITY);
    return (values, row0, row1, first = 0) => {
      for (let row = row0; row < row1; row++) {
        uniformRow(seed, STREAM.inputMask, 0, first + row, uniforms);
        const start = row * inputUnits;
        for (let unit = 0; unit < inputUnits; unit++) {
          const isKept = (uniforms[unit] ?? 1) < SPARSE_DENSITY;
          values[start + unit] = isKept ? scale * (values[start + unit] ?? 0) : 0;
        }
      }
    };
  },
  circle: (plan) => {
    const { inputUnits, batch } = plan;
    const commons = commonRows(plan, 2);
    return (values, row0, row1, first = 0) => {
      const [one, other] = commons();
      for (let row = row0; row < row1; row++) {
        const { cos, sin } = pointOnCircle((first + row) % batch, batch);
        for (let unit = 0; unit < inputUnits; unit++) {
          values[row * inputUnits + unit] = cos * (one?.[unit] ?? 0) + sin * (other?.[unit] ?? 0);
        }
      }
    };
  },
  one_hot: ({ seed, inputUnits }) => {
    const uniform = new Float64Array(1);
    return (values, row0, row1, first = 0) => {
      values.fill(0, row0 * inputUnits, row1 * inputUnits);
      for (let row = row0; row < row1; row++) {
        uniformRow(seed, STREAM.inputMask, 0, first + row, uniform);
        values[row * inputUnits + Math.floor((uniform[0] ?? 0) * inputUnits)] = 1;
      }
    };
  },
  constant:
    ({ inputUnits }) =>
    (values, row0, row1) => {
      values.fill(1, row0 * inputUnits, row1 * inputUnits);
    },
};
