/**
 * The link of the experiment, to read, copy and scan; for the page, a presentation or a frame in another
 * page.
 */
import { useId, useRef, useState } from "react";
import { usePresentText } from "../../i18n/presentText.ts";
import { useLectureText } from "../../i18n/lectureText.ts";
import { useText } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import { RadioGroup } from "../../ui/RadioGroup.tsx";
import { useAppStore } from "../../store/store.ts";
import { LectureContent } from "../lecture/LectureContent.tsx";
import { Part } from "../Part.tsx";
import { useServices } from "../services.ts";
import { LinkCode } from "./LinkCode.tsx";
import { isForOthers, qrCodeOf } from "./qrCode.ts";
import { PartsChooser, TitleField } from "./ScreenChooser.tsx";
import styles from "./ShareContent.module.css";

const TARGETS = ["page", "present", "embed"] as const;
type Target = (typeof TARGETS)[number];

/**
 * The height for pages that ignore the frame's messages: about that of the charts of ten layers in a text
 * column.
 */
const FRAME_HEIGHT_PX = 1000;

/**
 * The frame for another page's HTML. Its sandbox allows what Initscope needs: scripts, its own origin for
 * workers, and a new tab for its link. It asks for no permission, so there is no `allow`.
 */
export function frameOf(link: string, title: string): string {
  const attributes = {
    src: link,
    title: title === "" ? "Initscope" : title,
    width: "100%",
    height: String(FRAME_HEIGHT_PX),
    sandbox: "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox",
    loading: "lazy",
    style: "border:0",
  };
  const escaped = (text: string): string =>
    text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${escaped(value)}"`);
  return `<iframe ${written.join(" ")}></iframe>`;
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
        // The text is selected, so that the next key press copies it by hand.
        fieldRef.current?.select();
        setOutcome({ of: value, is: "failed" });
      },
    );
  }

  return (
    <div>
      <div className={styles.linkHead}>
        <label htmlFor={id}>{label}</label>
        <output className={styles.outcome}>{outcome?.of === value && t(`share.${outcome.is}`)}</output>
      </div>
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
    </div>
  );
}

/** The length of a link, and from how far away its code can be read. */
function LengthNote({ link }: { readonly link: string }) {
  const p = usePresentText();
  // Where there is no code, the reason stands in its place.
  if (!isForOthers(link)) return null;
  const code = qrCodeOf(link);
  if (code === null) return <p className={styles.note}>{p("code.long")}</p>;
  return (
    <p className={styles.note}>
      {p("link.length", { bytes: new TextEncoder().encode(link).length, modules: code.modules })}{" "}
      {p(code.isForBackRow ? "link.far" : "link.near")}
    </p>
  );
}

/** @param props.onOpened another link was opened from here */
export function ShareContent({ onOpened }: { readonly onOpened: () => void }) {
  const t = useText();
  const l = useLectureText();
  const p = usePresentText();
  const { linkWith, copyText, lectures } = useServices();
  const opened = useAppStore((state) => state.screen);
  const isInLesson = useAppStore((state) => state.lesson !== null);
  const lacksData = useAppStore(({ config, pins }) => [config, ...pins].some(({ task }) => task === "csv"));
  const [target, setTarget] = useState<Target>("page");
  // A link that was opened with a title, hidden and locked screen parts passes them on, unless they are
  // changed here.
  const [screen, setScreen] = useState(opened);
  const [isWithLesson, setWithLesson] = useState(isInLesson);
  const link = linkWith({ ...screen, mode: target === "page" ? null : target }, isWithLesson);
  const frame = frameOf(link, screen.title);

  return (
    <div className={styles.share}>
      <div className={styles.fields}>
        <RadioGroup
          label={p("link.for")}
          value={target}
          options={TARGETS.map((id) => ({ id, label: p(`link.${id}`) }))}
          onChange={setTarget}
        />
        {isInLesson && (
          <label className={styles.lesson}>
            <input
              type="checkbox"
              checked={isWithLesson}
              onChange={(event) => setWithLesson(event.currentTarget.checked)}
            />
            {p("link.lesson")}
          </label>
        )}
        <TitleField screen={screen} onChange={setScreen} />
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
            value={frame}
            copy={() => copyText(frame)}
          />
        )}
        {lacksData && <p className={styles.note}>{p("link.csv")}</p>}
        <LengthNote link={link} />
      </div>
      <LinkCode link={link} title={screen.title} />
      <PartsChooser screen={screen} onChange={setScreen} />
      <section className={styles.lecture}>
        <h3>{l("title")}</h3>
        <Part of={lectures}>{(library) => <LectureContent library={library} onOpened={onOpened} />}</Part>
      </section>
    </div>
  );
}
