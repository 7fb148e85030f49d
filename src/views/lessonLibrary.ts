/** The views' interface to lessons: types only, the lessons themselves are injected. */
import type * as library from "../content/lessons/library.ts";

export type LessonLibrary = typeof library;
export type {
  Lesson,
  LessonRun,
  LessonStep,
  Prediction,
  SketchQuantity,
} from "../content/lessons/format/lesson.ts";
export type { LessonNumber } from "../content/lessons/format/numbers.ts";
export type { DocumentError } from "../content/lessons/format/lessonDocument.ts";
