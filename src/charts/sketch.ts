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

/** How near a line comes to the truth. */
export interface SketchScore {
  /** Mean distance, in units of the axis; NaN when no layer could be compared. */
  readonly distance: number;
  /** Layers where the truth has no height: zero on a log axis, Inf, NaN. */
  readonly skipped: number;
}

/** Mean |line - truth| over the layers where there is a truth. */
export function scoreSketch(line: readonly number[], truth: readonly number[]): SketchScore {
  const distances = truth.flatMap((height, layer) =>
    Number.isFinite(height) ? [Math.abs((line[layer] ?? NaN) - height)] : [],
  );
  const sum = distances.reduce((total, distance) => total + distance, 0);
  return { distance: sum / distances.length, skipped: truth.length - distances.length };
}
