/**
 * Lazy views that a teacher's link adds to the page. These exports are one chunk, which needs one module:
 * fetched apart, each would be a file of less than 1 kB.
 */
export { EmbedFooter } from "../embed/EmbedFooter.tsx";
export { LectureBar } from "../lecture/LectureBar.tsx";
export { LockNote } from "./LockNote.tsx";
export { PresentBar } from "./PresentBar.tsx";
