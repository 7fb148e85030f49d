/** Listens for single keys, and lists them in a dialog, which has their switch. */
import { useContext, useEffect, useId, useState } from "react";
import { createPortal } from "react-dom";
import { useKeysText } from "../../i18n/keysText.ts";
import type { KeysTextKey } from "../../i18n/keysText.ts";
import { useText } from "../../i18n/text.ts";
import { AppStoreContext } from "../../store/store.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { useServices } from "../services.ts";
import styles from "./Keys.module.css";
import { buttonOf, shortcutOf, SHORTCUTS } from "./shortcuts.ts";

const GROUPS = ["commands", "experiment", "layers"] as const;

/** Keys that belong to the controls themselves or to the platform. */
const ALWAYS: readonly (readonly [keys: readonly string[], name: KeysTextKey])[] = [
  [["key.tab"], "tab"],
  [["key.arrows"], "arrows"],
  [["PgUp", "PgDn"], "pages"],
  [["key.escape"], "escape"],
  [["Ctrl+Z", "Ctrl+Shift+Z"], "undoAlways"],
];

/** Listens for key presses and carries them out while it is on the page. */
function useShortcuts(areOn: boolean): void {
  const store = useContext(AppStoreContext);
  useEffect(() => {
    if (store === null) return;
    const press = (event: KeyboardEvent): void => {
      const shortcut = shortcutOf(event, areOn);
      if (shortcut === null) return;
      // Only commands that move step by step repeat while a key is held down.
      if (event.repeat && shortcut.act === null) return;
      event.preventDefault();
      if (shortcut.act === null) buttonOf(shortcut.key)?.click();
      else shortcut.act(store.getState());
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [store, areOn]);
}

function Line({ keys, text }: { readonly keys: readonly string[]; readonly text: string }) {
  return (
    <div className={styles.line}>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{text}</dd>
    </div>
  );
}

function KeyList({ areOn, onChange }: { areOn: boolean; onChange: (areOn: boolean) => void }) {
  const k = useKeysText();
  const noteId = useId();
  const keyName = (key: string): string => (key.startsWith("key.") ? k(key as KeysTextKey) : key);
  return (
    <>
      <label className={styles.choice}>
        <input
          type="checkbox"
          checked={areOn}
          aria-describedby={noteId}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        {k("single")}
      </label>
      <p id={noteId} className={styles.note}>
        {k("singleNote")}
      </p>
      <div className={styles.groups}>
        {GROUPS.map((group) => (
          <section key={group} className={areOn ? undefined : styles.off}>
            <h3 className={styles.title}>{k(group)}</h3>
            <dl>
              {SHORTCUTS.filter((shortcut) => shortcut.group === group).map(({ key, name }) => (
                <Line key={key} keys={[key]} text={k(name)} />
              ))}
            </dl>
          </section>
        ))}
        <section className={styles.always}>
          <h3 className={styles.title}>{k("always")}</h3>
          <dl>
            {ALWAYS.map(([keys, name]) => (
              <Line key={name} keys={keys.map(keyName)} text={k(name)} />
            ))}
          </dl>
        </section>
      </div>
    </>
  );
}

export function Keys() {
  const t = useText();
  const k = useKeysText();
  const { singleKeys } = useServices();
  const [areOn, setAreOn] = useState(singleKeys.areOn);
  const [isOpen, setIsOpen] = useState(false);
  useShortcuts(areOn);
  return (
    <>
      {/* Its key presses it; the visible button is in Help. */}
      <button type="button" hidden data-key="?" aria-label={k("title")} onClick={() => setIsOpen(true)} />
      {/* It stands in the body: a small screen does not draw the panel around the button, but its keys work.
       */}
      {createPortal(
        <Dialog
          className={styles.dialog}
          title={k("title")}
          isOpen={isOpen}
          closeLabel={t("dialog.close")}
          onClose={() => setIsOpen(false)}
        >
          <KeyList
            areOn={areOn}
            onChange={(next) => {
              setAreOn(next);
              singleKeys.set(next);
            }}
          />
        </Dialog>,
        document.body,
      )}
    </>
  );
}
