/**
 * The single keys and their commands. Most press the button with the same key in `data-key`, so that a
 * command exists once; the others change the state.
 */
import { clampTo, LIMITS } from "../../experiment/config.ts";
import type { KeysTextKey } from "../../i18n/keysText.ts";
import type { AppStore } from "../../store/state.ts";

/** The state and the commands that a shortcut may use. */
export type ShortcutStore = Pick<AppStore, "config" | "picture" | "view" | "changeConfig" | "changeView">;

export interface Shortcut {
  /** As `KeyboardEvent.key` gives it. */
  readonly key: string;
  readonly name: KeysTextKey;
  readonly group: "commands" | "experiment" | "layers";
  /** Null where the key presses its button. */
  readonly act: ((store: ShortcutStore) => void) | null;
}

function changeDepth({ config, changeConfig }: ShortcutStore, step: number): void {
  const depth = clampTo(LIMITS.depth, config.depth + step);
  if (depth !== config.depth) changeConfig({ depth });
}

/** The next layer in a direction; from none it is the first or the last. */
export function stepLayer(selected: number | null, step: 1 | -1, layerCount: number): number {
  if (selected === null) return step === 1 ? 0 : layerCount - 1;
  return Math.min(layerCount - 1, Math.max(0, selected + step));
}

function changeLayer({ picture, view, changeView }: ShortcutStore, step: 1 | -1): void {
  if (picture === null) return;
  changeView({ selectedLayer: stepLayer(view.selectedLayer, step, picture.plan.layers.length) });
}

/** What follows the automatic choice differs from what it usually draws: values, upright. */
const AXES = ["auto", "shape", "magnitude", "value"] as const;
const FORMS = ["auto", "ridges", "heatMap", "upright"] as const;

function after<Id>(ids: readonly [Id, ...(readonly Id[])], id: Id): Id {
  return ids[(ids.indexOf(id) + 1) % ids.length] ?? ids[0];
}

function nextAxis({ view, changeView }: ShortcutStore): void {
  changeView({ valueAxis: after(AXES, view.valueAxis) });
}

function otherCounts({ view, changeView }: ShortcutStore): void {
  changeView({ countScale: view.countScale === "linear" ? "log" : "linear" });
}

function otherScales({ view, changeView }: ShortcutStore): void {
  changeView({ layerScale: view.layerScale === "shared" ? "free" : "shared" });
}

function nextForm({ view, changeView }: ShortcutStore): void {
  changeView({ form: after(FORMS, view.form) });
}

export const SHORTCUTS: readonly Shortcut[] = [
  { key: "?", name: "list", group: "commands", act: null },
  { key: "q", name: "presets", group: "commands", act: null },
  { key: "m", name: "claims", group: "commands", act: null },
  { key: "o", name: "lessons", group: "commands", act: null },
  { key: "c", name: "compare", group: "commands", act: null },
  { key: "e", name: "export", group: "commands", act: null },
  { key: "s", name: "share", group: "commands", act: null },
  { key: "p", name: "present", group: "commands", act: null },
  { key: "l", name: "language", group: "commands", act: null },
  { key: "d", name: "theme", group: "commands", act: null },
  { key: "n", name: "newDraw", group: "experiment", act: null },
  { key: "u", name: "undo", group: "experiment", act: null },
  { key: "U", name: "redo", group: "experiment", act: null },
  { key: "r", name: "reset", group: "experiment", act: null },
  { key: "[", name: "shallower", group: "experiment", act: (store) => changeDepth(store, -1) },
  { key: "]", name: "deeper", group: "experiment", act: (store) => changeDepth(store, 1) },
  { key: "x", name: "cancel", group: "experiment", act: null },
  { key: "j", name: "next", group: "layers", act: (store) => changeLayer(store, 1) },
  { key: "k", name: "previous", group: "layers", act: (store) => changeLayer(store, -1) },
  { key: "i", name: "inspector", group: "layers", act: null },
  { key: "a", name: "pass", group: "layers", act: null },
  { key: "v", name: "axis", group: "layers", act: nextAxis },
  { key: "h", name: "counts", group: "layers", act: otherCounts },
  { key: "f", name: "scales", group: "layers", act: otherScales },
  { key: "g", name: "form", group: "layers", act: nextForm },
  { key: "w", name: "sweep", group: "layers", act: null },
  { key: "t", name: "table", group: "layers", act: null },
];

/**
 * The button of a key, if it is on the page and can be pressed. Of several it is the last: what a lesson adds
 * stands behind the page's own commands and comes before them.
 */
export function buttonOf(key: string): HTMLButtonElement | null {
  const buttons = document.querySelectorAll<HTMLButtonElement>(
    `button[data-key="${CSS.escape(key)}"]:not(:disabled)`,
  );
  return buttons[buttons.length - 1] ?? null;
}

/** Elements that take keys themselves: text fields, and whatever lies over the page. */
function takesKeys(target: EventTarget | null): boolean {
  if (document.querySelector("dialog[open], [role='menu']:not([hidden])") !== null) return true;
  if (!(target instanceof Element)) return false;
  return (
    target.closest("input:not([type='range'], [type='radio']), select, textarea, [contenteditable]") !== null
  );
}

/** The command of an event that is not an ordinary key of its target; null for all others. */
export function shortcutOf(event: KeyboardEvent, areSingleKeysOn: boolean): Shortcut | null {
  if (event.defaultPrevented || event.isComposing || event.altKey || takesKeys(event.target)) return null;
  const find = (key: string): Shortcut | null => SHORTCUTS.find((shortcut) => shortcut.key === key) ?? null;
  if (event.ctrlKey || event.metaKey) {
    // The platform's own keys for undo and redo: not single keys, so they cannot be switched off.
    const key = event.key.toLowerCase();
    if (key === "y") return find("U");
    return key === "z" ? find(event.shiftKey ? "U" : "u") : null;
  }
  return areSingleKeysOn ? find(event.key) : null;
}
