/** The frameworks that an experiment can be taken home in: data, in the order of the tabs. */

export interface FrameworkEntry {
  /** Public id: never renamed, only aliased. */
  readonly id: string;
  /** A name, the same in every language. */
  readonly label: string;
  /** What a script needs beside Python, and the oldest Python that has it. */
  readonly packages: string;
  readonly python: string;
}

export const frameworks = [
  { id: "numpy", label: "NumPy", packages: "NumPy", python: "3.8" },
  { id: "pytorch", label: "PyTorch", packages: "PyTorch", python: "3.8" },
  { id: "keras", label: "Keras", packages: "Keras 3 (TensorFlow)", python: "3.9" },
  { id: "jax", label: "JAX", packages: "JAX", python: "3.9" },
] as const satisfies readonly FrameworkEntry[];

export type FrameworkId = (typeof frameworks)[number]["id"];

/** @throws RangeError for an unknown id */
export function frameworkById(id: FrameworkId): FrameworkEntry {
  const entry = frameworks.find((candidate) => candidate.id === id);
  if (entry !== undefined) return entry;
  const ids = frameworks.map((candidate) => candidate.id).join(", ");
  throw new RangeError(`invalid framework: ${String(id)} (expected ${ids})`);
}
