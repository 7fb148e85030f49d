/** The link of the experiment, to read and to copy. */
import { useId, useRef, useState } from "react";
import { useText } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import { useServices } from "../services.ts";
import styles from "./ShareContent.module.css";

export function ShareContent() {
  const t = useText();
  const { currentLink, copyLink } = useServices();
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);
  const fieldRef = useRef<HTMLInputElement>(null);
  const id = useId();

  function copy(): void {
    copyLink().then(
      () => setOutcome("copied"),
      () => {
        // Selected, so that the next key press copies it by hand.
        fieldRef.current?.select();
        setOutcome("failed");
      },
    );
  }

  return (
    <>
      <label className={styles.linkLabel} htmlFor={id}>
        {t("share.link")}
      </label>
      <div className={styles.linkRow}>
        <input
          ref={fieldRef}
          id={id}
          className={styles.link}
          readOnly
          value={currentLink()}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button variant="solid" onClick={copy}>
          {t("share.copy")}
        </Button>
      </div>
      <output className={styles.outcome}>
        {outcome === "copied" && t("share.copied")}
        {outcome === "failed" && t("share.failed")}
      </output>
    </>
  );
}
