/** Names of the pinned experiments; B is the present one. */
export const PIN_LETTERS = ["A", "C", "D"] as const;
export const MOST_PINS = PIN_LETTERS.length;
