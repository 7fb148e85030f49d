/** The allowed words nearest to a mistyped one. */

/** Longer lists are not spelt out. */
const MOST_SHOWN = 6;
const NEAREST = 3;

/** Letters to insert, leave out or replace (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? a.length;
}

/** A mistyped word may be long: distances beyond this are all alike. */
const MOST_LETTERS = 40;

/**
 * The words of a list most like the one given and how many there are; null for a short list, or one of no
 * words.
 */
export function nearestOf(
  given: string,
  allowed: string,
): { readonly words: readonly string[]; readonly count: number } | null {
  const words = allowed.split(" ");
  if (words.length <= MOST_SHOWN) return null;
  const typed = given.slice(0, MOST_LETTERS).toLowerCase();
  const distances = new Map(words.map((word) => [word, editDistance(typed, word)]));
  const byDistance = words.toSorted((a, b) => (distances.get(a) ?? 0) - (distances.get(b) ?? 0));
  return { words: byDistance.slice(0, NEAREST), count: words.length };
}
