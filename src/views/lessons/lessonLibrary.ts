/** What the views know of lessons: types only, the lessons themselves are handed in. */
import type * as library from "../../lessons/library.ts";

export type LessonLibrary = typeof library;
export type { Lesson, LessonRun, LessonStep, Prediction, SketchQuantity } from "../../lessons/lesson.ts";
export type { LessonFigure } from "../../lessons/figures.ts";
export type { DocumentError } from "../../lessons/lessonDocument.ts";
