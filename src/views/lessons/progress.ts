/** A visitor's progress in each lesson, as text for the device's memory. Total: any text is some progress. */

export interface LessonProgress {
  /** The step last seen, from 1. */
  readonly at: number;
  /** Steps that are done, from 1, ascending. */
  readonly done: readonly number[];
}

/** By the lesson's id. */
export type Progress = Readonly<Record<string, LessonProgress>>;

const NONE: LessonProgress = { at: 1, done: [] };

function isStep(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1;
}

/** Reads remembered progress; entries that cannot be read are dropped. */
export function readProgress(text: string | null): Progress {
  let json: unknown;
  try {
    json = JSON.parse(text ?? "{}");
  } catch {
    // The text is foreign or cut off, so progress begins anew.
    return {};
  }
  if (typeof json !== "object" || json === null) return {};
  return Object.fromEntries(
    Object.entries(json as Record<string, unknown>).flatMap(([id, value]) => {
      if (typeof value !== "object" || value === null) return [];
      const { at, done } = value as Record<string, unknown>;
      return [[id, { at: isStep(at) ? at : 1, done: Array.isArray(done) ? done.filter(isStep) : [] }]];
    }),
  );
}

/** The progress in one lesson. */
export function progressOf(progress: Progress, id: string): LessonProgress {
  return Object.hasOwn(progress, id) ? (progress[id] ?? NONE) : NONE;
}

/** Progress with a step seen, and done too where it is. */
export function withStep(progress: Progress, id: string, step: number, isDone: boolean): Progress {
  const { done } = progressOf(progress, id);
  const all = isDone && !done.includes(step) ? [...done, step].sort((a, b) => a - b) : done;
  return { ...progress, [id]: { at: step, done: all } };
}
