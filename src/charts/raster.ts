/**
 * A matrix as a picture, one cell per entry, or per entry of an even sample where there are too many. Only
 * shares are computed here; the colours are the theme's.
 */

/** Rows and columns that are drawn, 0-based. */
export interface RasterSample {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

/** Most cells along one side. */
export const RASTER_CELLS = 128;

/** At most `limit` of `count` indices, evenly spread, the first and the last among them. */
export function evenSample(count: number, limit: number): readonly number[] {
  if (count <= limit) return Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: limit }, (_, index) => Math.round((index * (count - 1)) / (limit - 1)));
}

/** What is drawn of a matrix. */
export function rasterSample(rows: number, columns: number): RasterSample {
  return { rows: evenSample(rows, RASTER_CELLS), columns: evenSample(columns, RASTER_CELLS) };
}

/**
 * How a unit's values lie in memory: tensors with a batch are `[B, N]`, a column per unit;
 * weights `[N, n]`, a row.
 */
export interface UnitMatrix {
  readonly values: Float32Array;
  readonly units: number;
  /** Inputs of the batch, or of the unit. */
  readonly entries: number;
  /** Whether the units are the columns. */
  readonly isByColumn: boolean;
}

/** One entry of a unit. */
export function unitEntry(
  { values, units, entries, isByColumn }: UnitMatrix,
  unit: number,
  entry: number,
): number {
  return values[isByColumn ? entry * units + unit : unit * entries + entry] ?? NaN;
}

/** Units all of whose entries are zero: stripes of paper in the picture. */
export function silentUnits(matrix: UnitMatrix): readonly number[] {
  const silent: number[] = [];
  for (let unit = 0; unit < matrix.units; unit++) {
    let entry = 0;
    while (entry < matrix.entries && unitEntry(matrix, unit, entry) === 0) entry++;
    if (entry === matrix.entries) silent.push(unit);
  }
  return silent;
}

/** Red, green and blue, 0..255. */
export type Rgb = readonly [number, number, number];

/** The inks of a diverging scale. */
export interface DivergingInks {
  readonly negative: Rgb;
  readonly zero: Rgb;
  readonly positive: Rgb;
  readonly nonFinite: Rgb;
}

/**
 * The value at which the scale is full: the 98th percentile of |x| over what is drawn, so that
 * one outlier hides nothing.
 */
export function rasterReach(matrix: UnitMatrix, sample: RasterSample): number {
  const magnitudes: number[] = [];
  for (const unit of sample.rows) {
    for (const entry of sample.columns) {
      const value = unitEntry(matrix, unit, entry);
      if (Number.isFinite(value) && value !== 0) magnitudes.push(Math.abs(value));
    }
  }
  magnitudes.sort((a, b) => a - b);
  return magnitudes[Math.floor(0.98 * (magnitudes.length - 1))] ?? 1;
}

/**
 * Pixels of the picture, a row per unit: paper at 0, full ink from `reach` on, in between in proportion.
 * @returns RGBA `[units drawn, entries drawn, 4]`
 */
export function rasterPixels(
  matrix: UnitMatrix,
  sample: RasterSample,
  reach: number,
  inks: DivergingInks,
): Uint8ClampedArray<ArrayBuffer> {
  const width = sample.columns.length;
  const pixels = new Uint8ClampedArray(4 * sample.rows.length * width);
  sample.rows.forEach((unit, row) => {
    sample.columns.forEach((entry, column) => {
      const value = unitEntry(matrix, unit, entry);
      const share = Math.min(1, Math.abs(value) / reach);
      const ink = value < 0 ? inks.negative : inks.positive;
      const offset = 4 * (row * width + column);
      for (let channel = 0; channel < 3; channel++) {
        const paper = inks.zero[channel] ?? 0;
        pixels[offset + channel] = Number.isFinite(value)
          ? paper + share * ((ink[channel] ?? 0) - paper)
          : (inks.nonFinite[channel] ?? 0);
      }
      pixels[offset + 3] = 255;
    });
  });
  return pixels;
}
