/** The frameworks that an experiment can be taken home in: data, in the order of the tabs. */

export interface FrameworkEntry {
  /** Public id: never renamed, only aliased. */
  readonly id: string;
  /** A name, the same in every language. */
  readonly label: string;
}

export const frameworks = [
  { id: "numpy", label: "NumPy" },
  { id: "pytorch", label: "PyTorch" },
] as const satisfies readonly FrameworkEntry[];

export type FrameworkId = (typeof frameworks)[number]["id"];

/** @throws RangeError for an unknown id */
export function frameworkById(id: FrameworkId): FrameworkEntry {
  const entry = frameworks.find((candidate) => candidate.id === id);
  if (entry !== undefined) return entry;
  const ids = frameworks.map((candidate) => candidate.id).join(", ");
  throw new RangeError(`invalid framework: ${String(id)} (expected ${ids})`);
}
