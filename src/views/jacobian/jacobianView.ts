/** What the panel of the Jacobian shows, as a word of a link: `jacobian`, or `jacobian.line`. */
import type { JacobianPart } from "../../experiment/jacobian/jacobianRequest.ts";

/** Batches that decide on a network, as in batch norm, are cut to this. */
export const STUDY_BATCH = 128;

/** What a link shows; words without a meaning are left out. */
export const jacobianPartOf = (text: string): JacobianPart =>
  text.split(".").includes("line") ? "line" : "spectrum";

/** The word of a part; what is as by default is left out. */
export const jacobianWord = (part: JacobianPart): string => (part === "line" ? "jacobian.line" : "jacobian");
