/** A push button: `plain` is text, `outline` has a frame, `solid` is the one main action of a place. */
import type { ComponentProps } from "react";
import styles from "./Button.module.css";
import { cx } from "./cx.ts";
import { useIsDisabled } from "./disabled.ts";

interface ButtonProps extends ComponentProps<"button"> {
  readonly variant?: "plain" | "outline" | "solid";
  /** A square button with nothing but an icon; it needs an aria-label. */
  readonly isIcon?: boolean;
}

export function Button({ variant = "plain", isIcon = false, className, ...props }: ButtonProps) {
  const isDisabled = useIsDisabled();
  return (
    <button
      type="button"
      {...(isDisabled ? { disabled: true } : {})}
      {...props}
      className={cx(styles.button, styles[variant], isIcon && styles.icon, className)}
    />
  );
}
