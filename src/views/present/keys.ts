/** What the keys of a presentation do; those of a pointer in the hand among them. */

export type PresentAction =
  | "previousLayer"
  | "nextLayer"
  | "previousStep"
  | "nextStep"
  | "controls"
  | "code"
  | "black"
  | "fullScreen"
  | "leave";

const ACTIONS: ReadonlyMap<string, PresentAction> = new Map([
  ["ArrowLeft", "previousLayer"],
  ["ArrowRight", "nextLayer"],
  ["PageUp", "previousStep"],
  ["PageDown", "nextStep"],
  [" ", "nextStep"],
  ["c", "controls"],
  ["q", "code"],
  // Pointers in the hand send one or the other for their button that blanks the screen.
  ["b", "black"],
  [".", "black"],
  ["f", "fullScreen"],
  ["Escape", "leave"],
]);

/** Controls that mean something else by these keys; a list of layers moves by the arrows itself. */
const OWN_KEYS = "input, select, textarea, [contenteditable], [role=slider], [role=menu]";
const LAYERS = "[data-layer]";
/** What is pressed by the space bar. */
const PRESSED = "button, a, summary, label, [role=button]";

/** The action of a key press; null where the key belongs to what has the focus, or to nobody. */
export function presentAction({
  key,
  target,
  isModified,
}: {
  readonly key: string;
  readonly target: Pick<Element, "closest"> | null;
  readonly isModified: boolean;
}): PresentAction | null {
  const action = ACTIONS.get(key.length === 1 ? key.toLowerCase() : key) ?? null;
  if (action === null || isModified) return null;
  if (action === "leave") return action;
  if (target?.closest(OWN_KEYS) != null) return null;
  if (key === " " && target?.closest(PRESSED) != null) return null;
  return key.startsWith("Arrow") && target?.closest(LAYERS) != null ? null : action;
}

/** The layer to the left or right of the selected one; the first or the last where none is selected. */
export function layerBeside(selected: number | null, by: -1 | 1, layerCount: number): number {
  if (selected === null) return by === 1 ? 0 : layerCount - 1;
  return Math.min(layerCount - 1, Math.max(0, selected + by));
}
