/** How rows are shared out. */

/** `count` consecutive rows. */
export interface RowRange {
  readonly first: number;
  readonly count: number;
}

/**
 * The rows of one of `shards` shards: all rows in order, and none has more than one row more than another.
 */
export function rangeOf(rows: number, index: number, shards: number): RowRange {
  const first = Math.floor((rows * index) / shards);
  return { first, count: Math.floor((rows * (index + 1)) / shards) - first };
}
