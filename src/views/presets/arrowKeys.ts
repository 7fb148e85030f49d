/**
 * Arrow keys among buttons laid out in lines: left and right in reading order, up and down to the nearest of
 * the next line.
 */

interface Place {
  readonly left: number;
  readonly top: number;
}

/** The nearest place above or below: of the closest line, the one closest sideways. */
function nextLine(places: readonly Place[], from: Place, isDown: boolean): number {
  let best = -1;
  let bestDistance = Infinity;
  for (const [index, { left, top }] of places.entries()) {
    const down = isDown ? top - from.top : from.top - top;
    // Buttons of one line share their upper edge.
    if (down < 1) continue;
    // A line further on never wins over a nearer one: no screen is this wide.
    const distance = down * 1e4 + Math.abs(left - from.left);
    if (distance < bestDistance) [best, bestDistance] = [index, distance];
  }
  return best;
}

/** The index a key leads to; null for another key, or where no button lies that way. */
export function arrowTarget(key: string, places: readonly Place[], index: number): number | null {
  const from = places[index];
  if (from === undefined) return null;
  const last = places.length - 1;
  const targets: Readonly<Record<string, () => number>> = {
    ArrowLeft: () => index - 1,
    ArrowRight: () => index + 1,
    ArrowUp: () => nextLine(places, from, false),
    ArrowDown: () => nextLine(places, from, true),
    Home: () => 0,
    End: () => last,
  };
  const target = Object.hasOwn(targets, key) ? targets[key]?.() : undefined;
  return target === undefined || target < 0 || target > last ? null : target;
}
