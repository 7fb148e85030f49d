/** Medians, spreads, fits and tables. */

/** @param {readonly number[]} values @param {number} share @returns {number} */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * Median of the ratios of values from the same repetition, so a slow repetition does not matter.
 * @param {readonly number[]} values
 * @param {readonly number[]} others
 */
export function medianRatio(values, others) {
  return median(values.slice(0, others.length).map((value, i) => value / (others[i] ?? NaN)));
}

/** Three significant digits. @param {number | null | undefined} value */
export function text(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "-";
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Median, with minimum and maximum in brackets. @param {readonly number[]} values */
export function spread(values) {
  if (values.length === 0) return "-";
  return `${text(median(values))} (${text(Math.min(...values))}..${text(Math.max(...values))})`;
}

/**
 * Exponent of time = c x^p by least squares on logarithms.
 * @param {readonly number[]} xs
 * @param {readonly number[]} times
 */
export function fittedExponent(xs, times) {
  const u = xs.map(Math.log);
  const v = times.map(Math.log);
  const mean = (/** @type {readonly number[]} */ values) => values.reduce((a, b) => a + b, 0) / values.length;
  const [meanU, meanV] = [mean(u), mean(v)];
  let product = 0;
  let square = 0;
  u.forEach((x, i) => {
    product += (x - meanU) * ((v[i] ?? NaN) - meanV);
    square += (x - meanU) ** 2;
  });
  return product / square;
}

/**
 * Prints a Markdown table with padded columns.
 * @param {string} title
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function printTable(title, head, rows) {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  console.log(`\n${title}\n`);
  console.log(line(head));
  console.log(line(widths.map((width) => "-".repeat(width))));
  for (const row of rows) console.log(line(row));
}
