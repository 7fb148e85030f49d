/** The link of the experiment, to read, to copy and to scan; for the page, a presentation or a frame in another page. */
import { useId, useRef, useState } from "react";
import { usePresentText } from "../../i18n/presentText.ts";
import { useText } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import { RadioGroup } from "../../ui/RadioGroup.tsx";
import { useServices } from "../services.ts";
import { LinkCode } from "./LinkCode.tsx";
import styles from "./ShareContent.module.css";

const TARGETS = ["page", "present", "embed"] as const;
type Target = (typeof TARGETS)[number];

/** Where the frame's messages are not listened to: the figures of ten layers in a text column are about this high. */
const FRAME_HEIGHT_PX = 1000;

/** The frame for another page's HTML. Links hold no character that HTML reads differently but &. */
export function frameOf(link: string): string {
  const address = link.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<iframe src="${address}" title="Initscope" width="100%" height="${FRAME_HEIGHT_PX}" style="border:0" loading="lazy"></iframe>`;
}

interface CopyFieldProps {
  readonly label: string;
  readonly action: string;
  readonly value: string;
  readonly copy: () => Promise<unknown>;
}

/** A text to copy by a press, or by hand where the browser does not allow it. */
function CopyField({ label, action, value, copy }: CopyFieldProps) {
  const t = useText();
  const [outcome, setOutcome] = useState<{ readonly of: string; readonly is: "copied" | "failed" } | null>(
    null,
  );
  const fieldRef = useRef<HTMLInputElement>(null);
  const id = useId();

  function copyNow(): void {
    copy().then(
      () => setOutcome({ of: value, is: "copied" }),
      () => {
        // Selected, so that the next key press copies it by hand.
        fieldRef.current?.select();
        setOutcome({ of: value, is: "failed" });
      },
    );
  }

  return (
    <div>
      <label className={styles.linkLabel} htmlFor={id}>
        {label}
      </label>
      <div className={styles.linkRow}>
        <input
          ref={fieldRef}
          id={id}
          className={styles.link}
          readOnly
          value={value}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button variant="solid" onClick={copyNow}>
          {action}
        </Button>
      </div>
      <output className={styles.outcome}>{outcome?.of === value && t(`share.${outcome.is}`)}</output>
    </div>
  );
}

export function ShareContent() {
  const t = useText();
  const p = usePresentText();
  const { currentLink, copyText } = useServices();
  const [target, setTarget] = useState<Target>("page");
  const [isLocked, setIsLocked] = useState(false);
  const link = [
    currentLink(),
    target === "page" ? "" : `&mode=${target}`,
    isLocked ? "&lock=controls" : "",
  ].join("");

  return (
    <div className={styles.share}>
      <div className={styles.fields}>
        <RadioGroup
          label={p("link.for")}
          value={target}
          options={TARGETS.map((id) => ({ id, label: p(`link.${id}`) }))}
          onChange={setTarget}
        />
        <label className={styles.lock}>
          <input
            type="checkbox"
            checked={isLocked}
            onChange={(event) => setIsLocked(event.currentTarget.checked)}
          />
          {p("link.locked")}
        </label>
        <CopyField
          label={t("share.link")}
          action={t("share.copy")}
          value={link}
          copy={() => copyText(link)}
        />
        {target === "embed" && (
          <CopyField
            label={p("snippet")}
            action={p("snippet.copy")}
            value={frameOf(link)}
            copy={() => copyText(frameOf(link))}
          />
        )}
      </div>
      <LinkCode link={link} />
    </div>
  );
}
