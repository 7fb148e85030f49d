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
export type { LessonFigure } from "../content/lessons/format/figures.ts";
export type { DocumentError } from "../content/lessons/format/lessonDocument.ts";
