/**
 * The tasks a network can be trained on: data, one entry each, in the order of the menu. `taskData.ts` of the
 * experiment makes their points.
 */

export interface TaskEntry {
  /** Public id: never renamed, only aliased. */
  readonly id: string;
  /** Classes are learnt by cross-entropy, values by squared error, unless another loss is chosen. */
  readonly kind: "classes" | "values";
  /** Inputs and outputs of a network that does not say how many it has. */
  readonly inputs: number;
  readonly outputs: number;
}

/** Sources stand beside the entries, not in them: every page has this list, and no screen shows them yet. */
export const tasks = [
  // Lang, Witbrock 1988; TensorFlow Playground
  { id: "spirals", kind: "classes", inputs: 2, outputs: 2 },
  // scikit-learn make_circles
  { id: "circles", kind: "classes", inputs: 2, outputs: 2 },
  // Minsky, Papert 1969
  { id: "xor", kind: "classes", inputs: 2, outputs: 2 },
  // TensorFlow Playground
  { id: "gaussians", kind: "classes", inputs: 2, outputs: 2 },
  // scikit-learn make_blobs
  { id: "blobs", kind: "classes", inputs: 10, outputs: 4 },
  // scikit-learn make_moons
  { id: "moons", kind: "classes", inputs: 2, outputs: 2 },
  // y = sin(pi x)
  { id: "curve", kind: "values", inputs: 1, outputs: 1 },
  // TensorFlow Playground
  { id: "plane", kind: "values", inputs: 2, outputs: 1 },
  // Gardner, Derrida 1989; Saad, Solla 1995
  { id: "teacher", kind: "values", inputs: 16, outputs: 4 },
  // Zhang et al. 2017
  { id: "noise", kind: "classes", inputs: 10, outputs: 4 },
  // Saxe, McClelland, Ganguli 2014
  { id: "modes", kind: "values", inputs: 8, outputs: 8 },
] as const satisfies readonly TaskEntry[];

export type TaskId = (typeof tasks)[number]["id"];
export const TASK_IDS: readonly TaskId[] = tasks.map(({ id }) => id);

/**
 * The entry of an id.
 * @throws RangeError for an unknown id, a programmer's error: user input is checked by the link codec
 */
export function taskById(id: TaskId): TaskEntry {
  const entry = tasks.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new RangeError(`invalid task: ${id} (expected a catalogue id)`);
  return entry;
}
