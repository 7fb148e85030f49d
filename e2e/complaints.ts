/** The complaints of a page: warnings, errors and violations of its policy, and those that a test expects. */

/** What the browser logs of a file that it could not fetch. @param file matches the end of its address */
export function failedFetch(file: RegExp): RegExp {
  return new RegExp(`^console\\.error: Failed to load resource: .*(?:${file.source})`, file.flags);
}

export class Complaints {
  readonly #all: string[] = [];
  readonly #expected: RegExp[] = [];
  readonly #allowed: RegExp[] = [];

  /** Every complaint so far, in the order of its arrival. */
  get all(): readonly string[] {
    return this.#all;
  }

  add(text: string): void {
    this.#all.push(text);
  }

  /**
   * Expects complaints that match, at least one of them, whenever they come: the browser logs a failed fetch
   * in its own time, perhaps after the page has tried again.
   */
  expect(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  /** Allows complaints that match: what the browser need not say, but may. */
  allow(pattern: RegExp): void {
    this.#allowed.push(pattern);
  }

  /** Expected patterns that nothing has matched yet. */
  missing(): readonly RegExp[] {
    return this.#expected.filter((pattern) => !this.#all.some((text) => pattern.test(text)));
  }

  /** Complaints that no pattern matches. */
  unexpected(): readonly string[] {
    const known = [...this.#expected, ...this.#allowed];
    return this.#all.filter((text) => !known.some((pattern) => pattern.test(text)));
  }
}
