/**
 * A line drawn by hand over the layer axis: how it is moved, what lies between the points that were set,
 * and how near it comes to the truth. In the units of the axis: log10 of the value on a log axis, the
 * value itself on a linear one.
 */

/** What has been set by hand, one entry per layer; null where nothing has. */
export type SketchAnchors = readonly (number | null)[];

/** A point of the drawing: a layer, from 0, and a height in units of the axis. */
export interface SketchPoint {
  readonly layer: number;
  readonly height: number;
}

/** No layer set. */
export function emptySketch(layerCount: number): SketchAnchors {
  return Array.from({ length: layerCount }, () => null);
}

/** Sets one layer. */
export function setPoint(anchors: SketchAnchors, { layer, height }: SketchPoint): SketchAnchors {
  return anchors.map((anchor, index) => (index === layer ? height : anchor));
}

/** Straight from one point to another. */
function between(a: SketchPoint, b: SketchPoint, layer: number): number {
  return a.layer === b.layer
    ? b.height
    : a.height + ((b.height - a.height) * (layer - a.layer)) / (b.layer - a.layer);
}

/** Sets every layer a stroke passes on its way: a quick pointer skips some. */
export function drawStroke(anchors: SketchAnchors, from: SketchPoint, to: SketchPoint): SketchAnchors {
  const low = Math.min(from.layer, to.layer);
  const high = Math.max(from.layer, to.layer);
  return anchors.map((anchor, layer) => (layer < low || layer > high ? anchor : between(from, to, layer)));
}

/**
 * The whole line: straight between the layers that were set, level beyond the first and the last of them.
 * @param start the height of a line of which nothing has been set
 */
export function sketchLine(anchors: SketchAnchors, start: number): readonly number[] {
  const set = anchors.flatMap((height, layer) => (height === null ? [] : [{ layer, height }]));
  return anchors.map((_, layer) => {
    const before = set.findLast((point) => point.layer <= layer);
    const after = set.find((point) => point.layer >= layer);
    const nearest = before ?? after;
    if (nearest === undefined) return start;
    return before === undefined || after === undefined ? nearest.height : between(before, after, layer);
  });
}

/** Where a line goes from its first layer to its last. */
export type Trend = "rises" | "falls" | "level";

/** The units in which a line is judged: decades on a log axis, shares (or a cosine) on a linear one. */
export type SketchUnit = "log" | "share";

/** The judgement of a line: by direction, slope and end, over the layers where there is a truth. */
export interface SketchScore {
  /**
   * `close`: near the truth everywhere. `trend`: direction and slope are right. `path`: so they are from end
   * to end, but not between. `direction`: the slope is not. `wrong`: the line goes elsewhere.
   */
  readonly word: "close" | "trend" | "path" | "direction" | "wrong";
  readonly trend: { readonly line: Trend; readonly truth: Trend };
  /** Change from the first compared layer to the last, in units of the axis. */
  readonly change: { readonly line: number; readonly truth: number };
  /** Line minus truth in the last compared layer. */
  readonly end: number;
  /** Whether that is as good as no distance. */
  readonly isEndRight: boolean;
  /** Layers where the truth has no height: zero on a log axis, Inf, NaN. */
  readonly skipped: number;
}

/**
 * What counts as close, and the change up to which a line is level: factors of 1.5 and 2 on a log axis, five
 * and ten percentage points. A hand does not draw finer than that, and one draw of a network strays as far.
 */
const CLOSE: Readonly<Record<SketchUnit, number>> = { log: Math.log10(1.5), share: 0.05 };
const LEVEL: Readonly<Record<SketchUnit, number>> = { log: Math.log10(2), share: 0.1 };
/** A slope is right within this factor. */
const STEEPNESS = 1.5;
/**
 * The part of the change by which a line may leave the truth on its way, when both are moved to the same
 * mean height. A straight line at the limit of `STEEPNESS` leaves it by a twelfth of its own change.
 */
const BENT = 0.2;

function trendOf(change: number, unit: SketchUnit): Trend {
  if (Math.abs(change) <= LEVEL[unit]) return "level";
  return change > 0 ? "rises" : "falls";
}

interface Compared {
  readonly drawn: number;
  readonly height: number;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function wordOf(
  compared: readonly Compared[],
  { line, truth }: SketchScore["change"],
  unit: SketchUnit,
): SketchScore["word"] {
  const above = compared.map(({ drawn, height }) => drawn - height);
  if (mean(above.map(Math.abs)) <= CLOSE[unit]) return "close";
  const isAlike = Math.abs(line - truth) <= LEVEL[unit];
  if (!isAlike && trendOf(line, unit) !== trendOf(truth, unit)) return "wrong";
  const ratio = line / truth;
  if (!isAlike && !(ratio <= STEEPNESS && ratio >= 1 / STEEPNESS)) return "direction";
  const offset = mean(above);
  const bend = mean(above.map((distance) => Math.abs(distance - offset)));
  return bend <= Math.max(LEVEL[unit], BENT * Math.max(Math.abs(line), Math.abs(truth))) ? "trend" : "path";
}

/**
 * Judges a line against the truth, both as heights per layer. Null where no layer can be compared.
 * The distance that makes a line close is the mean |line - truth|.
 */
export function scoreSketch(
  line: readonly number[],
  truth: readonly number[],
  unit: SketchUnit,
): SketchScore | null {
  const compared = truth.flatMap((height, layer) => {
    const drawn = line[layer];
    return drawn !== undefined && Number.isFinite(height - drawn) ? [{ drawn, height }] : [];
  });
  const first = compared[0];
  const last = compared.at(-1);
  if (first === undefined || last === undefined) return null;
  const change = { line: last.drawn - first.drawn, truth: last.height - first.height };
  const end = last.drawn - last.height;
  return {
    word: wordOf(compared, change, unit),
    trend: { line: trendOf(change.line, unit), truth: trendOf(change.truth, unit) },
    change,
    end,
    isEndRight: Math.abs(end) <= CLOSE[unit],
    skipped: truth.length - compared.length,
  };
}
