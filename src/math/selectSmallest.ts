/** Selection without sorting. */

/**
 * The k-th smallest of different numbers, k from 1, in linear time on average (Hoare's FIND, CACM 4 (1961),
 * algorithm 65, with the middle element as pivot).
 * @param values reordered in place: the k smallest come first
 */
export function selectSmallest(values: Float64Array, k: number): number {
  const target = k - 1;
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] ?? NaN;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] ?? NaN) < pivot) left++;
      while ((values[right] ?? NaN) > pivot) right--;
      if (left <= right) {
        const swapped = values[left] ?? NaN;
        values[left++] = values[right] ?? NaN;
        values[right--] = swapped;
      }
    }
    if (target <= right) high = right;
    else if (target >= left) low = left;
    else break;
  }
  return values[target] ?? NaN;
}
