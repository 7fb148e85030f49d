/**
 * The tasks a network can be trained on: data, one entry each, in the order of the menu. `taskData.ts` of the
 * experiment makes their points.
 */

export interface TaskEntry {
  /** Public id: never renamed, only aliased. */
  readonly id: string;
  readonly label: string;
  /** Classes are learnt by cross-entropy, values by squared error, unless another loss is chosen. */
  readonly kind: "classes" | "values";
  /** Inputs and outputs of a network that does not say how many it has. */
  readonly inputs: number;
  readonly outputs: number;
  readonly source: string;
}

export const tasks = [
  {
    id: "spirals",
    label: "Spirals",
    kind: "classes",
    inputs: 2,
    outputs: 2,
    source: "Lang, Witbrock 1988; TensorFlow Playground",
  },
  {
    id: "circles",
    label: "Circles",
    kind: "classes",
    inputs: 2,
    outputs: 2,
    source: "scikit-learn make_circles",
  },
  { id: "xor", label: "XOR", kind: "classes", inputs: 2, outputs: 2, source: "Minsky, Papert 1969" },
  {
    id: "gaussians",
    label: "Two Gaussians",
    kind: "classes",
    inputs: 2,
    outputs: 2,
    source: "TensorFlow Playground",
  },
  { id: "blobs", label: "Blobs", kind: "classes", inputs: 10, outputs: 4, source: "scikit-learn make_blobs" },
  { id: "moons", label: "Moons", kind: "classes", inputs: 2, outputs: 2, source: "scikit-learn make_moons" },
  { id: "curve", label: "Curve", kind: "values", inputs: 1, outputs: 1, source: "y = sin(pi x)" },
  { id: "plane", label: "Plane", kind: "values", inputs: 2, outputs: 1, source: "TensorFlow Playground" },
  {
    id: "teacher",
    label: "Teacher network",
    kind: "values",
    inputs: 16,
    outputs: 4,
    source: "Gardner, Derrida 1989; Saad, Solla 1995",
  },
  {
    id: "noise",
    label: "Random labels",
    kind: "classes",
    inputs: 10,
    outputs: 4,
    source: "Zhang et al. 2017",
  },
  {
    id: "modes",
    label: "Linear modes",
    kind: "values",
    inputs: 8,
    outputs: 8,
    source: "Saxe, McClelland, Ganguli 2014",
  },
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
