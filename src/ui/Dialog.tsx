/**
 * A native modal dialog: focus stays inside, Escape and a press outside close it, and
 * focus returns where it was.
 */
import { useEffect, useId, useRef } from "react";
import type { ReactNode } from "react";
import { Button } from "./Button.tsx";
import { cx } from "./cx.ts";
import styles from "./Dialog.module.css";
import { CloseIcon } from "./icons.tsx";

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Tabs in place of the visible title; the title stays the dialog's name. */
  readonly tabs?: ReactNode;
  readonly className?: string | undefined;
}

export function Dialog({ title, isOpen, closeLabel, onClose, children, tabs, className }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // showModal is an act on the document, not a property: it cannot be rendered.
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    if (isOpen && !dialog.open) dialog.showModal();
    if (!isOpen && dialog.open) dialog.close();
  }, [isOpen]);

  return (
    <dialog
      ref={ref}
      className={cx(styles.dialog, className)}
      aria-labelledby={titleId}
      onClose={(event) => {
        // React hands on to the outer dialog what the browser tells the inner one alone.
        if (event.target === event.currentTarget) onClose();
      }}
      onClick={(event) => {
        // The backdrop belongs to the dialog element itself; its content fills the inside.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {isOpen && (
        <div className={styles.content}>
          <div className={styles.header}>
            <h2 id={titleId} className={tabs === undefined ? styles.title : "visuallyHidden"}>
              {title}
            </h2>
            {tabs}
            <Button isIcon aria-label={closeLabel} onClick={onClose}>
              <CloseIcon />
            </Button>
          </div>
          {children}
        </div>
      )}
    </dialog>
  );
}
