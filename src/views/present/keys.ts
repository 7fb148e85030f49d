/** The actions of the keys of a presentation, those of handheld clickers included. */

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
  // Clickers send one or the other for the button that blanks the screen.
  ["b", "black"],
  [".", "black"],
  ["f", "fullScreen"],
  ["Escape", "leave"],
]);

/** Controls that use these keys themselves; a list of layers moves by the arrows itself. */
const OWN_KEYS = "input, select, textarea, [contenteditable], [role=slider], [role=menu]";
const LAYERS = "[data-layer]";
/** Elements that the space bar presses. */
const PRESSED = "button, a, summary, label, [role=button]";

/** The action of a key press; null where the key belongs to the focused element or has no action. */
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
