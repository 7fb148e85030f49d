/**
 * The cost model of one engine: time = start + launches x time of one + operations / rate + bytes /
 * bandwidth. Pure functions: fitting to the contest's runs, predicting, and correcting by a real run.
 */
/** The work of one run; a cost model has one time for each of these, and a start. */
export interface EngineWork {
  /** Kernel launches of a GPU; layers of both passes on the processor. */
  readonly launches: number;
  /** Operations of the matrix products that one worker computes. */
  readonly flops: number;
  /** Bytes that travel to and from a GPU; bytes that the processor measures. */
  readonly bytes: number;
}

/** In the order of belief: what a single run took is products before anything else. */
const TERMS = ["flop", "launch", "byte", "start"] as const;
type Term = (typeof TERMS)[number];

export interface CostModel {
  /** Milliseconds of the start, of one launch, of one operation, of one byte; all positive. */
  readonly ms: Readonly<Record<Term, number>>;
  /** Standard deviation of the natural logarithm of each, as far as the measurements tell. */
  readonly spread: Readonly<Record<Term, number>>;
  /** Milliseconds to compile the kernels of a layer shape that is new to the engine. */
  readonly shapeMs: number;
  /** Factor of the predicted time of a training, whose steps draw, measure and send less than runs do. */
  readonly training: number;
}

/** A run that was timed. */
export interface TimedWork {
  readonly work: EngineWork;
  readonly ms: number;
}

/** Standard deviation of the logarithm of one run's time: equal runs vary by a sixth on a used machine. */
const RUN_SPREAD = 0.15;
/** No term is better known than this: devices grow warm, and other programs use them too. */
const LEAST_SPREAD = 0.05;
/** A term of which the contest tells nothing may be wrong by a factor of 4. */
const MOST_SPREAD = 1.4;
/** What a model is worth once two runs have contradicted it: a factor of 2 either way. */
const DOUBTED_SPREAD = 0.7;
/** A run contradicts its model beyond so many standard deviations. */
const SURPRISE = 2;
/** A term that explains nothing of the runs is still at least this share of the time it could explain. */
const LEAST_SHARE = 0.005;
/** Clocks of browsers have steps of up to a tenth of a millisecond. */
const LEAST_MS = 0.05;

const amountsOf = ({ launches, flops, bytes }: EngineWork): Readonly<Record<Term, number>> => ({
  start: 1,
  launch: launches,
  flop: flops,
  byte: bytes,
});

function byTerm(valueOf: (term: Term) => number): Readonly<Record<Term, number>> {
  return { start: valueOf("start"), launch: valueOf("launch"), flop: valueOf("flop"), byte: valueOf("byte") };
}

/** Time of a run whose kernels are compiled, milliseconds. */
export function predictMs({ ms }: Pick<CostModel, "ms">, work: EngineWork): number {
  const amounts = amountsOf(work);
  return TERMS.reduce((sum, term) => sum + ms[term] * amounts[term], 0);
}

/**
 * Solves a small symmetric system by elimination with pivots.
 * @param matrix rows of n coefficients and the right side; overwritten
 * @returns null when the matrix is singular to 1e-9 of its scale, which is 1
 */
function solve(matrix: number[][]): readonly number[] | null {
  const size = matrix.length;
  for (let column = 0; column < size; column++) {
    const rest = matrix.slice(column);
    const pivot = rest.reduce((best, row) =>
      Math.abs(row[column] ?? 0) > Math.abs(best[column] ?? 0) ? row : best,
    );
    const head = pivot[column] ?? 0;
    if (Math.abs(head) < 1e-9) return null;
    matrix.splice(matrix.indexOf(pivot), 1);
    matrix.splice(column, 0, pivot);
    for (const row of matrix) {
      if (row === pivot) continue;
      const factor = (row[column] ?? 0) / head;
      for (let k = column; k <= size; k++) row[k] = (row[k] ?? 0) - factor * (pivot[k] ?? 0);
    }
  }
  return matrix.map((row, index) => (row[size] ?? 0) / (row[index] ?? 1));
}

/** Least squares of the relative errors with some of the terms; null where they cannot be told apart. */
function leastSquares(runs: readonly TimedWork[], terms: readonly Term[]) {
  const rows = runs.map(({ work, ms }) => {
    const amounts = amountsOf(work);
    return terms.map((term) => amounts[term] / ms);
  });
  // Columns are brought to length 1: their units are ten orders of magnitude apart.
  const scales = terms.map((_, column) => Math.hypot(...rows.map((row) => row[column] ?? 0)));
  if (scales.includes(0)) return null;
  const scaled = rows.map((row) => row.map((value, column) => value / (scales[column] ?? 1)));
  const system = terms.map((_, i) => [
    ...terms.map((__, j) => scaled.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0)),
    scaled.reduce((sum, row) => sum + (row[i] ?? 0), 0),
  ]);
  const found = solve(system);
  if (found === null) return null;
  const error = scaled.reduce(
    (sum, row) => sum + (row.reduce((total, value, i) => total + value * (found[i] ?? 0), 0) - 1) ** 2,
    0,
  );
  return { values: found.map((value, i) => value / (scales[i] ?? 1)), error };
}

/**
 * The model whose squared relative errors are least over the runs, with no negative term (Lawson, Hanson
 * 1974, by trying all 15 sets of terms: the best of those without a negative one is the solution).
 * @param runs at least one
 * @param shapeMs as measured beside the runs
 */
export function fitModel(runs: readonly TimedWork[], shapeMs: number): CostModel {
  const timed = runs.map(({ work, ms }) => ({ work, ms: Math.max(ms, LEAST_MS) }));
  let best = { ms: byTerm(() => 0), error: Infinity };
  for (let set = 1; set < 1 << TERMS.length; set++) {
    const terms = TERMS.filter((_, index) => (set >> index) & 1);
    const fit = leastSquares(timed, terms);
    // More terms must explain more than rounding does.
    if (fit === null || fit.values.some((value) => value < 0) || fit.error > best.error - 1e-12) continue;
    best = { ms: byTerm((term) => fit.values[terms.indexOf(term)] ?? 0), error: fit.error };
  }
  /** Time of one of a term if it alone explained a run, and the greatest share it has in any. */
  const bound = byTerm((term) => Math.min(...timed.map(({ work, ms }) => ms / amountsOf(work)[term])));
  const ms = byTerm((term) => Math.max(best.ms[term], LEAST_SHARE * bound[term]));
  const spread = byTerm((term) => {
    const share = Math.max(...timed.map(({ work, ms: all }) => (ms[term] * amountsOf(work)[term]) / all));
    return Math.min(MOST_SPREAD, Math.max(RUN_SPREAD, RUN_SPREAD / share));
  });
  return { ms, spread, shapeMs, training: 1 };
}

/** A model, and the surprise that it has not yet believed. */
export interface Belief {
  readonly model: CostModel;
  /** Logarithm of measured to predicted time of the last run, where that run was surprisingly slow. */
  readonly surprise: number | null;
}

/**
 * Corrects a model by one run: an extended Kalman filter in the logarithms of the terms, with a diagonal
 * covariance. Logarithms keep terms positive and weigh relative errors; the terms that make up most of the
 * run, and those least known, move most.
 *
 * A run slower than any chance of the model may be a hiccup: it is believed when the next run says so
 * too, and then as far as both say. A run cannot be too quick by chance: that is believed at once.
 * @param ms measured time of the run
 */
export function learn({ model, surprise }: Belief, work: EngineWork, ms: number): Belief {
  const amounts = amountsOf(work);
  const predicted = predictMs(model, work);
  const share = byTerm((term) => (model.ms[term] * amounts[term]) / predicted);
  const varianceOf = (spread: CostModel["spread"]): number =>
    TERMS.reduce((sum, term) => sum + (share[term] * spread[term]) ** 2, RUN_SPREAD ** 2);
  const error = Math.log(Math.max(ms, LEAST_MS) / predicted);
  const isSurprise = Math.abs(error) > SURPRISE * Math.sqrt(varianceOf(model.spread));
  if (isSurprise && error > 0 && surprise === null) return { model, surprise: error };
  const believed = isSurprise && surprise !== null ? Math.min(error, surprise) : error;
  const spread = isSurprise ? byTerm((term) => Math.max(model.spread[term], DOUBTED_SPREAD)) : model.spread;
  const variance = varianceOf(spread);
  return {
    model: {
      ...model,
      ms: byTerm(
        (term) => model.ms[term] * Math.exp((spread[term] ** 2 * share[term] * believed) / variance),
      ),
      spread: byTerm((term) =>
        Math.max(LEAST_SPREAD, spread[term] * Math.sqrt(1 - (share[term] * spread[term]) ** 2 / variance)),
      ),
    },
    surprise: null,
  };
}
