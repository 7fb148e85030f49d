/** Height of the drawn network, in CSS pixels; it is kept free before the drawing is there. */
export const NETWORK_PX = 42;
