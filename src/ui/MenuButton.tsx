/**
 * A button that opens a menu: arrow keys move, Enter chooses, Escape and a press elsewhere
 * close (APG menu button).
 */
import { Fragment, useEffect, useId, useRef, useState } from "react";
import type { FocusEvent, KeyboardEvent, ReactNode } from "react";
import { Button } from "./Button.tsx";
import { CheckIcon } from "./icons.tsx";
import styles from "./MenuButton.module.css";

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  /** Present in menus of exclusive choices. */
  readonly isChecked?: boolean;
  /** A heading over this item: it begins a group. */
  readonly heading?: string;
  /** The key that chooses it, where the page has such keys. */
  readonly shortcut?: string;
  /** Attributes of an item that cannot be chosen now, with the reason. */
  readonly lock?: { readonly "aria-disabled"?: true; readonly title?: string };
  readonly onChoose: () => void;
}

interface MenuButtonProps {
  readonly label: string;
  /** What the button shows; its name is `label` in any case. */
  readonly children: ReactNode;
  readonly isIcon?: boolean;
  readonly items: readonly MenuItem[];
  /** The key that presses it, where the page has such keys. */
  readonly shortcut?: string;
  /** Why it cannot be opened now. */
  readonly disabledBecause?: string | undefined;
}

export function MenuButton(props: MenuButtonProps) {
  const { label, children, isIcon = false, items, shortcut, disabledBecause } = props;
  const [isOpen, setIsOpen] = useState(false);
  const rootRef = useRef<HTMLDivElement>(null);
  const menuRef = useRef<HTMLDivElement>(null);
  const id = useId();

  const choices = (): HTMLElement[] => [...(menuRef.current?.querySelectorAll<HTMLElement>("button") ?? [])];

  useEffect(() => {
    if (!isOpen) return;
    const checked = choices().find((choice) => choice.getAttribute("aria-checked") === "true");
    (checked ?? choices()[0])?.focus();
  }, [isOpen]);

  function close(): void {
    setIsOpen(false);
    rootRef.current?.querySelector<HTMLElement>("button")?.focus();
  }

  function handleKey(event: KeyboardEvent): void {
    if (!isOpen) {
      if (event.key === "ArrowDown") {
        event.preventDefault();
        setIsOpen(true);
      }
      return;
    }
    const all = choices();
    const at = all.findIndex((choice) => choice === document.activeElement);
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (target !== undefined) {
      event.preventDefault();
      all[(target + all.length) % all.length]?.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Tab") setIsOpen(false);
  }

  function handleBlur(event: FocusEvent): void {
    if (!(rootRef.current?.contains(event.relatedTarget as Node | null) ?? false)) setIsOpen(false);
  }

  return (
    <div ref={rootRef} className={styles.root} onKeyDown={handleKey} onBlur={handleBlur}>
      <Button
        isIcon={isIcon}
        data-key={shortcut}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={id}
        {...(isIcon ? { "aria-label": label, title: label } : {})}
        {...(disabledBecause === undefined ? {} : { disabled: true, title: disabledBecause })}
        onClick={() => setIsOpen(!isOpen)}
      >
        {children}
      </Button>
      {/* A closed menu stays in the document, so that keys reach its commands. */}
      <div ref={menuRef} id={id} className={styles.menu} role="menu" aria-label={label} hidden={!isOpen}>
        {items.map((item) => (
          <Fragment key={item.id}>
            {item.heading !== undefined && (
              <p className={styles.heading} role="presentation">
                {item.heading}
              </p>
            )}
            <button
              type="button"
              className={styles.item}
              data-key={item.shortcut}
              {...item.lock}
              role={item.isChecked === undefined ? "menuitem" : "menuitemradio"}
              aria-checked={item.isChecked}
              tabIndex={-1}
              onClick={() => {
                if (isOpen) close();
                item.onChoose();
              }}
            >
              {item.isChecked !== undefined && (
                <span className={styles.check}>{item.isChecked && <CheckIcon />}</span>
              )}
              {item.label}
            </button>
          </Fragment>
        ))}
      </div>
    </div>
  );
}
