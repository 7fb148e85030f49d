/** What the modes of the page show in place of its header: one part, fetched where a link or a press asks for a mode. */
export { EmbedFooter } from "../embed/EmbedFooter.tsx";
export { PresentBar } from "./PresentBar.tsx";
