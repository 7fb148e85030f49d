/**
 * What a teacher's link adds to the page: one part, fetched where a link or a press asks for a
 * mode, or where a link locks.
 */
export { EmbedFooter } from "../embed/EmbedFooter.tsx";
export { LockNote } from "../status/LockNote.tsx";
export { PresentBar } from "./PresentBar.tsx";
