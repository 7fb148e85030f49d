/** The keys that lead from bin to bin. */

/** A page of bins. */
const PAGE = 10;

/** The bin a key leads to; null for other keys. */
export function binAfterKey(key: string, bin: number, bins: number): number | null {
  const target = {
    ArrowRight: bin + 1,
    ArrowUp: bin + 1,
    ArrowLeft: bin - 1,
    ArrowDown: bin - 1,
    PageUp: bin + PAGE,
    PageDown: bin - PAGE,
    Home: 0,
    End: bins - 1,
  }[key];
  return target === undefined ? null : Math.min(bins - 1, Math.max(0, target));
}
