/** The plot of the timeline; the maps beneath it have the same axis. */

/** Room of the axis: its title and two numbers on the left; half a thumb of the slider on the right. */
export const BOX = { left: 84, top: 8, bottom: 56 };
export const THUMB_PX = 16;
