/** What the panel of the Jacobian shows, as a word of a link: `jacobian`. */

/** Batches that decide on a network, as in batch norm, are cut to this. */
export const STUDY_BATCH = 128;
