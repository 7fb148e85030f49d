/** A row of tabs over one panel: arrow keys move between them, and moving chooses (APG tabs). */
import { useRef } from "react";
import type { KeyboardEvent } from "react";
import styles from "./Tabs.module.css";

interface TabsProps<Id extends string> {
  readonly label: string;
  readonly chosen: Id;
  readonly tabs: readonly { readonly id: Id; readonly label: string }[];
  /** The panel that the chosen tab shows. */
  readonly panelId: string;
  readonly onChange: (id: Id) => void;
}

export function Tabs<Id extends string>({ label, chosen, tabs, panelId, onChange }: TabsProps<Id>) {
  const ref = useRef<HTMLDivElement>(null);

  function handleKey(event: KeyboardEvent): void {
    const at = tabs.findIndex(({ id }) => id === chosen);
    const target = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const index = (target + tabs.length) % tabs.length;
    const next = tabs[index];
    if (next === undefined) return;
    onChange(next.id);
    ref.current?.querySelectorAll("button").item(index).focus();
  }

  return (
    <div ref={ref} role="tablist" aria-label={label} className={styles.tabs} onKeyDown={handleKey}>
      {tabs.map(({ id, label: name }) => (
        <button
          key={id}
          type="button"
          role="tab"
          className={styles.tab}
          aria-selected={id === chosen}
          aria-controls={panelId}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => onChange(id)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
