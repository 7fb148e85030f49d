/** The views' interface to lecture lists: types only, the code that reads them is injected. */
import type * as library from "../content/lectures/lecture.ts";

export type LectureLibrary = typeof library;
export type { Lecture } from "../content/lectures/lecture.ts";
