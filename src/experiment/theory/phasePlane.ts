/**
 * The plane of weight and bias variances of one activation: for every point at once, where lengths and
 * correlations settle and how fast (Poole et al. 2016, Schoenholz et al. 2017). Expectations are tabulated
 * once per activation, so that a point is a search in the table. This is a picture's accuracy, about 1e-3;
 * `theorySummary` is exact.
 */
import type { LayerPlan } from "../plan.ts";
import { gaussianExpectation } from "./gaussianExpectation.ts";

type ActivationOf = Pick<LayerPlan, "activation" | "activationParameter">;

/** What theory expects of a deep network of equal layers with no normalisation, blocks or dropout. */
export interface PlanePhase {
  /** Settled E[z^2]; 0 or Infinity where it vanishes or explodes. */
  readonly q: number;
  /** Factor of the squared gradient per layer, sigma_w^2 E[phi'^2]. */
  readonly chi: number;
  /** Correlation of two inputs at great depth. */
  readonly c: number;
  /** 1 / xi_c = |ln dc'/dc| at `c`: 0 at the edge, where differences keep their size. */
  readonly correlationRate: number;
}

/** Ends of the table: E[z^2] from 1e-8 to 1e8. */
const END = 8 * Math.LN10;
/** Rows, evenly spaced in ln q: linear interpolation is then right to about 1e-3. */
const ROWS = 361;
const STEP = (2 * END) / (ROWS - 1);
/** Correlations c = 1 - t^2 at even t: kinks make a term (1 - c)^(3/2), which is smooth in t. */
const COLUMNS = 40;
const WIDTH = COLUMNS + 1;
/** An excess of ln q below this is rounding: lengths stay as they are, as in critical ReLU networks. */
const ROUNDING = 1e-9;

const logQ = (row: number): number => -END + STEP * row;

/** The row of a length, with its fraction, within the table. */
const rowOf = (q: number): number => Math.min(ROWS - 1, Math.max(0, (Math.log(q) + END) / STEP));

/** Expectations of one activation over q and c. */
export class PhaseTable {
  private readonly of: ActivationOf;
  private filled = 0;
  /** E[phi^2]. */
  private readonly second = new Float64Array(ROWS);
  /** (E[phi^2] - E[phi phi']) / (q (1 - c)), at c = 1 its limit E[phi'^2]. */
  private readonly difference = new Float64Array(ROWS * WIDTH);
  /** E[phi' phi'] at two inputs. */
  private readonly derivative = new Float64Array(ROWS * WIDTH);

  constructor(of: ActivationOf) {
    this.of = of;
  }

  get isFilled(): boolean {
    return this.filled === ROWS;
  }

  /** Computes some further rows; each takes about half a millisecond. */
  fill(rows: number): void {
    for (const end = Math.min(ROWS, this.filled + rows); this.filled < end; this.filled++) {
      const row = this.filled;
      const q = Math.exp(logQ(row));
      const gaussian = gaussianExpectation(this.of, { mean: 0, variance: q });
      this.second[row] = gaussian.second;
      for (let column = 0; column <= COLUMNS; column++) {
        const apart = (column / COLUMNS) ** 2;
        const at = row * WIDTH + column;
        const slope = column === 0 ? gaussian.derivativeSecond : gaussian.derivativeOverlap(1 - apart);
        this.derivative[at] = slope;
        this.difference[at] =
          column === 0 ? slope : (gaussian.second - gaussian.overlap(1 - apart)) / (q * apart);
      }
    }
  }

  /** The largest E[phi'^2] of all lengths: weights are critical at its inverse at the earliest. */
  steepest(): number {
    return this.difference.reduce((most, value, at) => (at % WIDTH === 0 ? Math.max(most, value) : most), 0);
  }

  /**
   * The phase of layers with these variances, settled from inputs of mean square 1. Where lengths vanish, it
   * is the limit of small biases.
   */
  phaseAt(weight: number, bias: number): PlanePhase {
    const row = this.settledRow(weight, bias);
    const inside = Math.min(ROWS - 1, Math.max(0, row));
    const q = row < 0 ? 0 : row > ROWS - 1 ? Infinity : Math.exp(logQ(inside));
    const chi = weight * this.at(this.difference, inside, 0);
    // Lengths that grow without end grow by this factor per layer, and correlations are those of lengths.
    const growth = q === Infinity ? (weight * this.secondAt(inside) + bias) / Math.exp(logQ(inside)) : 1;
    const factorAt = (t: number): number => (weight * this.at(this.difference, inside, t)) / growth;
    const t = settledColumn(factorAt);
    const derivative = (weight * this.at(this.derivative, inside, t)) / growth;
    return { q, chi, c: 1 - (t / COLUMNS) ** 2, correlationRate: Math.abs(Math.log(derivative)) };
  }

  /** E[z^2] of the next layer, sigma_w^2 E[phi^2] + sigma_b^2. */
  lengthAfter(weight: number, bias: number, q: number): number {
    return weight * this.secondAt(rowOf(q)) + bias;
  }

  /** Correlation of two inputs after the next layer, both of this length and correlation before it. */
  correlationAfter(weight: number, bias: number, q: number, c: number): number {
    const t = COLUMNS * Math.sqrt(Math.min(1, Math.max(0, 1 - c)));
    const apart = weight * this.at(this.difference, rowOf(q), t) * (1 - c) * q;
    return 1 - apart / this.lengthAfter(weight, bias, q);
  }

  /**
   * The row, with its fraction, to which the length flows; below 0 or above the last one where it vanishes
   * or explodes. The map grows with q, so the first fixed point on the way is the end.
   */
  private settledRow(weight: number, bias: number): number {
    const excess = (row: number): number => Math.log(weight * (this.second[row] ?? NaN) + bias) - logQ(row);
    const start = (Math.log(weight + bias) + END) / STEP;
    let row = Math.min(ROWS - 1, Math.max(0, Math.round(start)));
    let before = excess(row);
    if (Math.abs(before) < ROUNDING) return start;
    const direction = Math.sign(before);
    for (row += direction; row >= 0 && row < ROWS; row += direction) {
      const here = excess(row);
      if (here * direction <= 0) return row - direction * (here / (here - before));
      before = here;
    }
    return direction < 0 ? -1 : ROWS;
  }

  private secondAt(row: number): number {
    const low = Math.min(ROWS - 2, Math.floor(row));
    const share = row - low;
    return (1 - share) * (this.second[low] ?? NaN) + share * (this.second[low + 1] ?? NaN);
  }

  private at(values: Float64Array, row: number, column: number): number {
    const low = Math.min(ROWS - 2, Math.floor(row));
    const left = Math.min(COLUMNS - 1, Math.floor(column));
    const down = row - low;
    const right = column - left;
    const from = low * WIDTH + left;
    const above = (1 - right) * (values[from] ?? NaN) + right * (values[from + 1] ?? NaN);
    const below = (1 - right) * (values[from + WIDTH] ?? NaN) + right * (values[from + WIDTH + 1] ?? NaN);
    return (1 - down) * above + down * below;
  }
}

/**
 * The column, with its fraction, where 1 - c comes back to itself: 1 - c' = factor (1 - c), and the factor
 * falls from the column of c = 1 on.
 */
function settledColumn(factorAt: (column: number) => number): number {
  let before = factorAt(0);
  if (before <= 1) return 0;
  for (let column = 1; column <= COLUMNS; column++) {
    const here = factorAt(column);
    if (here <= 1) return column - (1 - here) / (before - here);
    before = here;
  }
  return COLUMNS;
}

const tables = new Map<string, PhaseTable>();
/** Activations with a parameter that is dragged have a table for each of its values. */
const KEPT = 24;

/** The table of an activation, which may still have to be filled; the same one on every call. */
export function phaseTableOf({ activation, activationParameter }: ActivationOf): PhaseTable {
  const key = `${activation} ${activationParameter}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const table = new PhaseTable({ activation, activationParameter });
  if (tables.size >= KEPT) tables.clear();
  tables.set(key, table);
  return table;
}
